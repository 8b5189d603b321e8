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
    registries.register_second_factor_requirement(_must_have_second_factor)
    registries.register_before_closing(_end_everything)
    registries.register_personal_data("Droits", personal.rights)
    registries.register_personal_data("Invitations", personal.invitations)
    registries.register_personal_data("Mesures de la Caf", personal.measures)
    registries.register_personal_data("Avenants", personal.amendments)
    registries.register_personal_data("Journal", personal.events)
