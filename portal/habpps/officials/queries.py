"""The people of a Caf itself. A row is a role over the Caf, not an account."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet, Value

from portal.base.ordering import sorted_by
from portal.base.statements import Found, Statement
from portal.habpps.models import Agreement, Caf, Grant
from portal.habpps.people.queries.users import in_status
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import reachable, visible, visible_filter
from portal.habpps.rights.lives import ENDING_RELATED, LIFE_COLUMNS
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import CAF_ROLES, Role
from portal.habpps.rights.rules import TWO_ADMINISTRATORS
from portal.habpps.rights.shown import (
    grants_counting_on,
    grants_with_shown,
    name_matches,
    unanswered_invitations_at_caf,
)

COLUMNS = (
    "public_id",
    "user_id",
    "role",
    "user__state",
    "caf__name",
    "suspended_at",
    "shown_last_name",
    "shown_first_name",
    "shown_email",
    "shown_invited_at",
    "user__last_login",
    *LIFE_COLUMNS,
)
SORTS = {
    "nom": "shown_last_name",
    "role": "role",
    "depuis": "valid_from",
    "fin": "valid_until",
}


@dataclass(frozen=True)
class OfficialSearch:
    """What the list is narrowed to. `status`: a `queries.users.Status`; `caf`: a public id; `sort`: a key of `SORTS`,
    « -key » descending."""

    person: str = ""
    role: str = ""
    status: str = ""
    caf: str = ""
    sort: str = "nom"


EVERYBODY = OfficialSearch()


def list_cafs(actor: Actor) -> list[Caf]:
    """The Cafs whose people the actor names: where they work now, or, if there is none, wherever they may."""
    return list(visible(actor, MANAGE_OFFICIALS, Caf).order_by("name", "id")) or list(
        reachable(actor, MANAGE_OFFICIALS, Caf).order_by("name", "id")
    )


def within_reach(actor: Actor) -> QuerySet[Grant]:
    """The roles that the actor may look at, wherever they work now: for one person's page."""
    found = Grant.objects.filter(role__in=CAF_ROLES, caf__in=reachable(actor, MANAGE_OFFICIALS, Caf).values("pk"))
    return found.select_related("user", "caf", "given_by", *ENDING_RELATED)


def list_officials(actor: Actor, search: OfficialSearch = EVERYBODY) -> Found:
    """Who has, had or will have a role of the Caf, as it sees them."""
    # Never by e-mail: what is searched stands in the page's address.
    asked = name_matches(search.person, "shown_")
    if search.role:
        asked &= Q(role=search.role)
    if search.caf:
        asked &= Q(caf__public_id=search.caf)
    if search.status:
        asked &= in_status(search.status, actor.today)
    return officials_within.found(search.sort, reach=visible_filter(actor, Caf, MANAGE_OFFICIALS), asked=asked)


@Statement
def officials_within(sort: str, reach: Any, asked: Any) -> QuerySet[Grant, dict[str, Any]]:
    found = grants_with_shown("last_name", "first_name", "email", "invited_at", waits=unanswered_invitations_at_caf)
    found = found.filter(role__in=CAF_ROLES, caf__in=Caf.objects.filter(reach).order_by().values("pk"))
    order = (sorted_by(sort, SORTS), "shown_last_name", "shown_first_name", "id")
    return found.filter(asked).order_by(*order).values(*COLUMNS)


def find_role_by_email(caf: Caf, email: str, today: date) -> Grant | None:
    """« Look there first »: a role of this e-mail in this very Caf, still open or to come."""
    if not email:
        return None
    held = Grant.objects.filter(role__in=CAF_ROLES, caf=caf, user__email__lower=email.lower())
    return held.standing(today).select_related("user").order_by("valid_from", "id").first()


def other_roles(grant: Grant) -> list[Grant]:
    """The other roles of the person in the same Caf, the newest first."""
    found = Grant.objects.filter(role__in=CAF_ROLES, caf=grant.caf_id, user=grant.user_id).exclude(pk=grant.pk)
    return list(found.order_by("-valid_from", "-id"))


@Statement
def cafs_with_administrators(reach: Any, day: Any) -> QuerySet[Any, Any]:
    """The Cafs in the order of their names, and a row for each administrator of one."""
    seen = Caf.objects.filter(reach).order_by()
    begun = Exists(Grant.objects.filter(caf=OuterRef("pk"))) | Exists(Agreement.objects.filter(caf=OuterRef("pk")))
    acting = grants_counting_on(day).of_role(Role.CAF_ADMIN).filter(caf__in=seen.values("pk"))
    nobody, nothing = Value(0, output_field=BigIntegerField()), Value("", output_field=CharField())
    rows = (
        seen.filter(begun)
        .values_list("name", "pk", nobody)
        .union(acting.order_by().values_list(nothing, "caf", "user"))
    )
    return rows.order_by("name", "pk")


def short_cafs(actor: Actor, permission: Permission) -> list[tuple[str, int]]:
    """(name, administrators who can act today) of the Cafs of the actor that have fewer than two; one query.

    A Caf that nobody has begun to work for is not short of anybody.
    """
    rows = cafs_with_administrators.found(reach=visible_filter(actor, Caf, permission), day=actor.today)
    names: dict[int, str] = {}
    administrators: dict[int, set[int]] = defaultdict(set)
    for name, caf, user in rows:
        if user:
            administrators[caf].add(user)
        else:
            names[caf] = name
    counted = ((name, len(administrators[caf])) for caf, name in names.items())
    return [(name, count) for name, count in counted if count < TWO_ADMINISTRATORS]
