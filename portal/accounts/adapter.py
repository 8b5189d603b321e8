"""What the portal changes in django-allauth: no sign-up, its own delays, its own bookkeeping."""

import math
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from . import actions, queries, sessions
from .models import User

REFUSED = (
    "L'identifiant ou le mot de passe n'est pas le bon, ou ce compte n'est pas ouvert. "
    "Vérifiez votre saisie, ou choisissez « Mot de passe oublié »."
)


OR_RESET = (
    "Ils ont pu être faits avec votre identifiant ou depuis votre réseau. "
    "Vous pouvez aussi choisir « Mot de passe oublié » pour recevoir un lien par mail."
)


def said_wait(wait: timedelta) -> str:
    """What somebody is told whose try came too soon."""
    minutes = math.ceil(wait.total_seconds() / 60)
    return f"Trop d'essais se sont suivis. Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis recommencez."


def is_own_path(url: str | None) -> bool:
    """Whether an address is a path of the portal: no scheme, no host, nothing that a browser would read as one."""
    return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class PortalAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": REFUSED,
        "email_password_mismatch": REFUSED,
        "invalid_login": REFUSED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are created by a Caf or a partner's administrator, never by the person."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return is_own_path(url)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The portal's own screens say what they have to say."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Counts the try, then looks at the password. `ValidationError` when it comes too soon."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        address = self.get_client_ip(request)
        wait = actions.reserve_try(identifier=typed, address=address)
        if wait:
            raise ValidationError(f"{said_wait(wait)} {OR_RESET}", code="too_many_login_attempts")
        user = authenticate(request, **credentials)
        if user is None:
            actions.note_failure(identifier=typed)
            return None
        actions.forgive(user=user, address=address)
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step, once every other (second factor) is passed: a new session id, and its own beginning."""
        actions.note_sign_in(user=user)
        super().login(request, user)
        sessions.begin(request.session, self.get_http_user_agent(request))
        request.session[sessions.FACTOR] = queries.has_second_factor(user)

    def logout(self, request: HttpRequest) -> None:
        actions.note_sign_out(user_id=request.user.pk)
        super().logout(request)
