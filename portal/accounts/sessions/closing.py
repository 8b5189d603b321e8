"""Signing out."""

from django.contrib.auth import logout
from django.http import HttpRequest

from . import pending
from .actions import record_sign_out


def close_session(request: HttpRequest) -> None:
    """Ends the session of this browser, or a sign-in that waits for its second step."""
    if request.user.is_authenticated:
        record_sign_out(user_id=request.user.pk)
        logout(request)
    pending.forget(request.session)
