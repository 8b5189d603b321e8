"""Signing in and out of a request: the password, whose tries are counted, then the session."""

import math
from datetime import timedelta

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest

from . import actions, pending, queries, sessions
from .models import User
from .network import client_address


class TooSoon(Exception):
    """The try was not looked at. `wait`: how long before the next one is."""

    def __init__(self, wait: timedelta):
        self.wait = wait
        super().__init__(wait)


def wait_message(wait: timedelta) -> str:
    minutes = math.ceil(wait.total_seconds() / 60)
    return f"Trop d'essais se sont suivis. Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis recommencez."


def check_password(request: HttpRequest, *, identifier: str, password: str) -> User | None:
    """The person who signs in, or None: unknown, wrong password or account not open, at equal cost. Raises `TooSoon`."""
    address = client_address(request)
    wait = actions.reserve_try(identifier=identifier, address=address)
    if wait:
        raise TooSoon(wait)
    user = authenticate(request, username=identifier, password=password)
    if user is None:
        actions.note_failure(identifier=identifier)
        return None
    actions.forgive(user=user, address=address)
    return user


def open_session(request: HttpRequest, user: User) -> None:
    """Once every step is passed: a session with a new id and a beginning of its own."""
    pending.forget(request.session)
    actions.note_sign_in(user=user)
    login(request, user)
    sessions.begin(request.session, request.headers.get("User-Agent", ""))
    request.session[sessions.FACTOR] = queries.has_second_factor(user)


def close_session(request: HttpRequest) -> None:
    """Whoever is signed in, or half-way in, in this browser is so no more."""
    if request.user.is_authenticated:
        actions.note_sign_out(user_id=request.user.pk)
        logout(request)
    pending.forget(request.session)
