"""Who decides on a change of name: somebody who administers every place where the person holds a right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.habpps.models import NameRequest
from portal.habpps.rights.decisions import Decision, allow, refuse
from portal.habpps.rights.roles import Role

State = NameRequest.State
OVERDUE = timedelta(days=7)
# Roles whose holder's e-mail address matters to others: by it their account could pass to somebody else.
ADMINISTERING = frozenset({Role.PARTNER_ADMIN, Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN})
NOT_ONESELF = "Vous ne pouvez pas décider de votre propre nom."
NOT_YOURS = "Vous n'administrez pas tout ce à quoi cette personne a droit : la décision revient à d'autres."
ALREADY = {
    State.ACCEPTED: "Ce changement de nom est déjà accepté.",
    State.REFUSED: "Ce changement de nom est déjà refusé.",
    State.CANCELLED: "La personne a annulé sa demande de changement de nom.",
}


@dataclass(frozen=True)
class Holding:
    """A right that somebody holds, or will. `caf_id`: its Caf, or that of its convention; None for the nation.
    `delegated`: the partner manages the users of the convention."""

    role: str
    caf_id: int | None
    agreement_id: int | None
    delegated: bool

    @property
    def place(self) -> tuple[int | None, int | None]:
        return self.caf_id, self.agreement_id


@dataclass(frozen=True)
class Desk:
    """People who may decide together or alone: who administer all these `agreements`, or this Caf, or the nation."""

    agreements: frozenset[int] = frozenset()
    caf_id: int | None = None


NATION = Desk()


def desks_of(holdings: Collection[Holding]) -> list[Desk]:
    """The desks for somebody's name, the nearest first; none for somebody without a right.

    One administrator never decides on the other, and nobody decides for a place that they do not administer: what lies
    under several conventions is for who administers them all, what lies under several Cafs for the nation.
    """
    if not holdings:
        return []
    found = []
    if all(each.agreement_id and each.delegated and each.role != Role.PARTNER_ADMIN for each in holdings):
        found.append(Desk(agreements=frozenset(each.agreement_id for each in holdings if each.agreement_id)))
    cafs = {each.caf_id for each in holdings}
    if len(cafs) == 1 and None not in cafs:
        found.append(Desk(caf_id=cafs.pop()))
    return [*found, NATION]


def sits_at(desk: Desk, seats: Collection[Holding]) -> bool:
    """`seats`: the administrator's roles that somebody holds today."""
    if desk.agreements:
        own = {each.agreement_id for each in seats if each.role == Role.PARTNER_ADMIN and each.delegated}
        return desk.agreements <= own
    if desk.caf_id is not None:
        return any(each.role == Role.CAF_ADMIN and each.caf_id == desk.caf_id for each in seats)
    return any(each.role == Role.NATIONAL_ADMIN for each in seats)


def people_asked(
    desks: Sequence[Desk], seats: Mapping[int, Collection[Holding]], person_id: int, *, overdue: bool = False
) -> frozenset[int]:
    """Who is asked to decide: those at the nearest desk where somebody other than the person sits; `overdue`: at the next
    such desk too."""
    sitting = [
        frozenset(user_id for user_id, own in seats.items() if user_id != person_id and sits_at(desk, own))
        for desk in desks
    ]
    asked = [each for each in sitting if each][: 2 if overdue else 1]
    return frozenset().union(*asked)


def is_overdue(requested_at: datetime, now: datetime) -> bool:
    """Has nobody decided for so long that the next desk sees the request too? An absence must not block a name."""
    return now - requested_at >= OVERDUE


def may_decide(
    state: str, *, actor_id: int | None, person_id: int, desks: Sequence[Desk], seats: Collection[Holding]
) -> Decision:
    """`seats`: the actor's. Those at any desk may decide, so that an absence blocks nobody."""
    if actor_id == person_id:
        return refuse(NOT_ONESELF)
    if not any(sits_at(desk, seats) for desk in desks):
        return refuse(NOT_YOURS)
    if state != State.REQUESTED:
        return refuse(ALREADY[State(state)])
    return allow()


def may_cancel(state: str, *, actor_id: int | None, person_id: int) -> Decision:
    if actor_id != person_id:
        return refuse("Seule la personne qui a demandé ce changement peut l'annuler.")
    if state != State.REQUESTED:
        return refuse(ALREADY[State(state)])
    return allow()
