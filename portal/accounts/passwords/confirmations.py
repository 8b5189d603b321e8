"""The password asked again of somebody signed in: for ten minutes of one session, or with one form."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from portal.accounts.tries.messages import wait_message
from portal.accounts.tries.network import client_address
from portal.base import clock
from portal.base.urls import reverse

from .actions import confirm_password

View = Callable[..., HttpResponse]
KEY = "password_confirmed_at"
GOOD_FOR = timedelta(minutes=10)


def confirm_session(session: SessionBase) -> None:
    """The person has given their password again: their session goes on under a new id."""
    session.cycle_key()
    session[KEY] = clock.now().isoformat()


def is_recent(session: SessionBase) -> bool:
    at = session.get(KEY)
    return at is not None and clock.now() - datetime.fromisoformat(at) < GOOD_FOR


def require_recent_password(back: str) -> Callable[[View], View]:
    """For views that need the password given in the last ten minutes; others are sent to give it, and come back.

    `back`: URL name of the page to come back to after a POST, whose form has to be sent again.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if is_recent(request.session):
                return view(request, *args, **kwargs)
            after = request.path if request.method == "GET" else reverse(back)
            return HttpResponseRedirect(f"{reverse('account_factors_confirm')}?{urlencode({'next': after})}")

        return wrapped

    return decorate


def count_password_tries(field: str) -> Callable[[View], View]:
    """For views whose form asks for the password in `field`: tries are counted as at sign-in, also when the form is refused.

    Goes outside `@once`, which rolls back what a refused form has written.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "POST" and request.POST.get(field):
                address = client_address(request)
                wait = confirm_password(user=request.user, password=request.POST[field], address=address)
                if wait:
                    messages.error(request, wait_message(wait))
                    return HttpResponseRedirect(request.path)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
