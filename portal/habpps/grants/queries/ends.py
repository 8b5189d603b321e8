"""What the end of some rights changes, said before it is done: who loses what, and what nobody can do any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portal.habpps.extensions import list_consequences_of_ending
from portal.habpps.models import Grant
from portal.habpps.rights.coverage import LostCover, lost_cover
from portal.habpps.rights.periods import A_DAY
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import shown_names


@dataclass(frozen=True)
class Loss:
    """What one person loses: the access, groups and administration by name, and how many roles over places."""

    person: str
    rights: list[str]
    roles: int


@dataclass(frozen=True)
class EndEffects:
    """`lost`: the roles over activities that are less covered; `others`: French sentences of the services."""

    losses: list[Loss]
    lost: list[LostCover]
    others: list[str]


def first_day_without(today: date, last_day: date | None) -> date:
    """The first day on which a right does not count any more; without `last_day`, it ends at once."""
    return today if last_day is None else last_day + A_DAY


def describe_ends(grants: Sequence[Grant], today: date, last_day: date | None) -> EndEffects:
    """What ends with these grants of one convention; the queries do not depend on their number."""
    day = first_day_without(today, last_day)
    keys = [grant.pk for grant in grants]
    under = Q(pk__in=keys) | Q(parent__in=keys) | Q(parent__parent__in=keys)
    ending = list(Grant.objects.filter(under).standing(day).select_related("user", "activity", "site").order_by("id"))
    if not ending:
        return EndEffects([], [], [])
    agreements = {grant.agreement_id for grant in ending if grant.agreement_id}
    names: dict[int, str] = {}
    for agreement in agreements:
        names |= shown_names(agreement, [grant.user for grant in ending])
    by_person: dict[int, list[Grant]] = defaultdict(list)
    for grant in ending:
        by_person[grant.user_id].append(grant)
    lost = lost_cover(agreements, [grant.pk for grant in ending], day)
    return EndEffects(
        [_loss(names[user], held) for user, held in by_person.items()], lost, list_consequences_of_ending(lost)
    )


def _loss(person: str, held: list[Grant]) -> Loss:
    roles = [grant for grant in held if grant.role in AFAS_ROLES]
    if len(roles) == 1:
        return Loss(person, [*_names(held), f"{Role(roles[0].role).label}, {roles[0].activity or roles[0].site}"], 0)
    return Loss(person, _names(held), len(roles))


def _names(held: list[Grant]) -> list[str]:
    return [Role(role).label for role in Role if role not in AFAS_ROLES and role in {grant.role for grant in held}]
