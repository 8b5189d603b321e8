"""What this room tells `accounts` of people's rights."""

from django.http import HttpRequest

from portal.accounts import registries

from .rights.roles import Role

ASKS_SECOND_FACTOR = frozenset({Role.NATIONAL_ADMIN, Role.CAF_ADMIN, Role.CAF_AGENT, Role.PARTNER_ADMIN})


def _must_have_second_factor(request: HttpRequest) -> bool:
    """Caf people and partners' administrators (norm 4), by the grants that the request loads anyway."""
    return any(grant.role in ASKS_SECOND_FACTOR for grant in request.actor.grants)


def register() -> None:
    registries.mfa_required_for(_must_have_second_factor)
