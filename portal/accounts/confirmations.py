"""The password asked again of who is signed in: for ten minutes of one session, or with one form."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.base import clock

from . import actions
from .authentication import wait_message
from .network import client_address

View = Callable[..., HttpResponse]
KEY = "password_confirmed_at"
GOOD_FOR = timedelta(minutes=10)


def confirm(session: SessionBase) -> None:
    """The person has proved again who they are: their session goes on under a new id."""
    session.cycle_key()
    session[KEY] = clock.now().isoformat()


def is_recent(session: SessionBase) -> bool:
    at = session.get(KEY)
    return at is not None and clock.now() - datetime.fromisoformat(at) < GOOD_FOR


def password_confirmed(back: str) -> Callable[[View], View]:
    """The view is for who has just given their password; others are led to do so, and come back.

    `back`: the name of the page that holds the form, for who had already sent it.
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


def tries_counted(field: str) -> Callable[[View], View]:
    """The view's form asks for the password in `field`: tries are counted as at sign-in, also those of a refused form.

    Stands outside `@once`, which undoes what a refused form has written.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "POST" and request.POST.get(field):
                address = client_address(request)
                wait = actions.confirm_password(user=request.user, password=request.POST[field], address=address)
                if wait:
                    messages.error(request, wait_message(wait))
                    return HttpResponseRedirect(request.path)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
