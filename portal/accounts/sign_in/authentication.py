"""Signing in: the password, whose tries are counted, then the session."""

from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.second_factor.queries import has_second_factor
from portal.accounts.sessions import pending
from portal.accounts.sessions.store import HAS_SECOND_FACTOR, start_session
from portal.accounts.tries.actions import clear_tries_after_success, record_failed_sign_in, reserve_try
from portal.accounts.tries.network import client_address

from .actions import record_sign_in


class TooSoon(Exception):
    """The password was not looked at. `wait`: how long until the next try is."""

    def __init__(self, wait: timedelta):
        self.wait = wait
        super().__init__(wait)


def check_password(request: HttpRequest, *, identifier: str, password: str) -> User | None:
    """None when refused: unknown identifier, wrong password or account not open, at equal cost. Raises `TooSoon`."""
    address = client_address(request)
    wait = reserve_try(identifier=identifier, address=address)
    if wait:
        raise TooSoon(wait)
    user = authenticate(request, username=identifier, password=password)
    if user is None:
        record_failed_sign_in(identifier=identifier)
        return None
    clear_tries_after_success(user=user, address=address)
    return user


def open_session(request: HttpRequest, user: User) -> None:
    """After the last step of signing in; the session gets a new id."""
    pending.forget(request.session)
    record_sign_in(user=user)
    login(request, user)
    start_session(request.session, request.headers.get("User-Agent", ""))
    request.session[HAS_SECOND_FACTOR] = has_second_factor(user)
