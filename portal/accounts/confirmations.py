"""Before a person's second factor changes, their password is asked again; it counts for ten minutes of one session."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.base import clock

KEY = "password_confirmed_at"
GOOD_FOR = timedelta(minutes=10)


def confirm(session: SessionBase) -> None:
    session[KEY] = clock.now().isoformat()


def is_recent(session: SessionBase) -> bool:
    at = session.get(KEY)
    return at is not None and clock.now() - datetime.fromisoformat(at) < GOOD_FOR


def password_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is for who has just given their password; others are led to do so, and come back."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_recent(request.session):
            return view(request, *args, **kwargs)
        after = request.path if request.method == "GET" else reverse("account_factors")
        return HttpResponseRedirect(f"{reverse('account_factors_confirm')}?{urlencode({'next': after})}")

    return wrapped
