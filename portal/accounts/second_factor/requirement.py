"""Who must have a second factor."""

from django.conf import settings
from django.http import HttpRequest

from portal.accounts import registries
from portal.accounts.sessions.store import HAS_SECOND_FACTOR

from .queries import has_second_factor


def must_set_up_second_factor(request: HttpRequest) -> bool:
    """Whether the person's role asks for a second factor that they do not have; no query for those who have one."""
    if not settings.MFA_REQUIRED or request.session.get(HAS_SECOND_FACTOR):
        return False
    return registries.is_second_factor_required(request) and not has_second_factor(request.user)
