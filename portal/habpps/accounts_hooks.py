"""What this room tells `accounts`: who must have a second factor, what ends with an account, what is held of a person."""

from django.http import HttpRequest

from portal.accounts import registries
from portal.accounts.models import User

from . import personal
from .people.actions.retention import end_everything
from .rights.roles import Role

ASKS_SECOND_FACTOR = frozenset({Role.NATIONAL_ADMIN, Role.CAF_ADMIN, Role.CAF_AGENT, Role.PARTNER_ADMIN})


def _must_have_second_factor(request: HttpRequest) -> bool:
    """Caf people and partners' administrators (norm 4), by the grants that the request loads anyway."""
    return any(grant.role in ASKS_SECOND_FACTOR for grant in request.actor.grants)


def _end_everything(user: User) -> None:
    end_everything(actor=None, user=user)


def register() -> None:
    registries.mfa_required_for(_must_have_second_factor)
    registries.before_leaving(_end_everything)
    registries.personal_data("Droits", personal.rights)
    registries.personal_data("Invitations", personal.invitations)
    registries.personal_data("Mesures de la Caf", personal.measures)
    registries.personal_data("Avenants", personal.amendments)
    registries.personal_data("Journal", personal.events)
