"""« Groupes d'habilitation » of a convention: who is in which group. A row is a membership (a grant), not a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.base.ordering import sorted_by
from portal.habpps.agreements.queries import groups_of
from portal.habpps.models import AccessGroup, Agreement, Grant
from portal.habpps.models.grants import standing_on
from portal.habpps.permissions import VIEW_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles, visible
from portal.habpps.rights.lives import LATE_COLUMNS
from portal.habpps.rights.roles import GROUP_ROLES
from portal.habpps.rights.shown import name_matches, shown_as

from .users import MOST, with_names

COLUMNS = (
    "public_id",
    "user_id",
    "role",
    "group__kind",
    "parent__public_id",
    "valid_from",
    "valid_until",
    "shown_last_name",
    "shown_first_name",
    "shown_username",
    "shown_email",
    *LATE_COLUMNS,
)
SORTS = {"nom": "shown_last_name", "groupe": "group__kind", "ouverture": "valid_from", "cloture": "valid_until"}


@dataclass(frozen=True)
class MemberSearch:
    """What the list is narrowed to. `group`: the public id of a group; `user`: words of a name, or an identifier; `sort`: a key of
    `SORTS`, « -key » descending."""

    group: str = ""
    user: str = ""
    sort: str = "nom"


EVERYBODY = MemberSearch()


def list_groups_to_give(actor: Actor, agreement: Agreement) -> list[AccessGroup]:
    """The groups of the convention into which the actor may put people."""
    mine = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    return [group for group in groups_of(agreement) if GROUP_ROLES[group.kind] in mine]


def list_memberships(actor: Actor, agreement: Agreement) -> QuerySet[Grant]:
    """The memberships of the convention's groups, present and to come, to whoever may see them."""
    found = visible(actor, VIEW_USERS, Grant).filter(agreement=agreement, role__in=GROUP_ROLES.values())
    return found.filter(standing_on(actor.today), parent__revoked_at=None)


def list_members(
    actor: Actor, agreement: Agreement, search: MemberSearch = EVERYBODY
) -> QuerySet[Grant, dict[str, Any]]:
    """As values, named as the convention names people."""
    found: QuerySet[Any] = list_memberships(actor, agreement).annotate(
        **{f"shown_{name}": shown_as(name) for name in ("last_name", "first_name", "username", "email")}
    )
    if search.group:
        found = found.filter(group__public_id=search.group)
    found = found.filter(name_matches(search.user, "shown_", identifier=True))
    return found.order_by(
        sorted_by(search.sort, SORTS), "shown_last_name", "shown_first_name", "group__kind", "id"
    ).values(*COLUMNS)


def find_ticked_memberships(actor: Actor, agreement: Agreement, public_ids: list[str]) -> list[Grant]:
    """The ticked ones among the convention's memberships; others are as if they did not exist."""
    found = list_memberships(actor, agreement).filter(public_id__in=public_ids[:MOST])
    return with_names(found)
