"""What this room tells `accounts`: who must have a second factor, what ends with an account, what is held of a person,
whose name is not theirs to change, who learns of a new e-mail address."""

from django.http import HttpRequest

from portal.accounts import registries
from portal.accounts.models import User
from portal.base import clock
from portal.base.urls import reverse

from . import personal
from .belonging.actions import accept_by_activation
from .belonging.queries import list_waiting_places
from .names.actions import announce_email_change, forget_name_requests
from .names.queries import has_right, waiting_name
from .people.actions.retention import end_everything
from .rights.actor import Actor
from .rights.roles import Role

ASKS_SECOND_FACTOR = frozenset({Role.NATIONAL_ADMIN, Role.CAF_ADMIN, Role.CAF_AGENT, Role.PARTNER_ADMIN})


def _must_have_second_factor(request: HttpRequest) -> bool:
    """Caf people and partners' administrators (norm 4), by the grants that the request loads anyway."""
    return any(grant.role in ASKS_SECOND_FACTOR for grant in request.actor.grants)


def _end_everything(user: User) -> None:
    end_everything(actor=None, user=user)
    forget_name_requests(user=user)


def _name_rule(user: User) -> registries.NameRule | None:
    """A right belongs to a person: who holds one asks for a change of name, as long as an earlier request waits too."""
    waiting = waiting_name(user.pk)
    if waiting is None and not has_right(user.pk, clock.today()):
        return None
    return registries.NameRule("habpps:name", str(waiting or ""))


def _after_email_change(user: User, former: str) -> None:
    announce_email_change(user=user, former=former)


def _accept_invitation(user: User) -> None:
    accept_by_activation(actor=Actor(user, clock.today()))


def _invitations_page(user: User) -> str:
    """The page of the invitations that wait for the person's answer, or ""."""
    return reverse("habpps:invitations") if list_waiting_places(user.pk, clock.today()) else ""


def register() -> None:
    registries.register_second_factor_requirement(_must_have_second_factor)
    registries.register_after_activation(_accept_invitation)
    registries.register_after_sign_in(_invitations_page)
    registries.register_before_closing(_end_everything)
    registries.register_name_rule(_name_rule)
    registries.register_after_email_change(_after_email_change)
    registries.register_personal_data("Droits", personal.rights)
    registries.register_personal_data("Invitations", personal.invitations)
    registries.register_personal_data("Changements de nom demandés", personal.name_requests)
    registries.register_personal_data("Mesures de la Caf", personal.measures)
    registries.register_personal_data("Avenants", personal.amendments)
    registries.register_personal_data("Journal", personal.events)
