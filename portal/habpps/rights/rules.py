"""Who may give and end rights, and what a convention lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.accounts.models import User
from portal.base.formats import short_date
from portal.habpps.models import Agreement

from .decisions import Decision, allow, refuse
from .roles import Role

SUSPENDED_BY_CAF = "La Caf a suspendu l'accès de cette personne : elle seule peut le rétablir."

BY_AMENDMENT = (
    "Cette personne est administrateur de la convention : seule la Caf met fin à ses fonctions, par un avenant."
)
ONLY_ADMINISTRATORS = (
    "Cette personne est administrateur de la convention : seul un administrateur, ou la Caf, la retire d'un groupe."
)

TWO_ADMINISTRATORS = 2
NOT_ONESELF = "Vous ne pouvez pas modifier vos propres droits. Demandez à l'autre administrateur."


def may_grant(*, actor_id: int | None, user_id: int, role: Role, grantable: Collection[Role]) -> Decision:
    """Nobody above themselves, nobody to themselves (norm 8)."""
    if role not in grantable:
        return refuse(f"Vous ne pouvez pas donner le rôle «\u00a0{role.label}\u00a0» ici.")
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    return allow()


# Refusals that another last day would not change.
WHATEVER_THE_DAY = frozenset({BY_AMENDMENT, ONLY_ADMINISTRATORS, NOT_ONESELF})


@dataclass(frozen=True)
class LostByEnding:
    """What a convention loses when one of its grants ends, or loses days.

    `administration`: the person administers the convention, and would do so no more; `membership`: the person
    administers it, and loses a group. `by_amendment`: only an avenant ends that administration. `others`: the
    administrators whom the convention will still name; `alone`: the first day on which none of them could act;
    `nobody_gives`: the first day on which nobody could give roles any more.
    """

    administration: bool = False
    membership: bool = False
    by_amendment: bool = False
    others: int = 0
    alone: date | None = None
    nobody_gives: date | None = None


def ends_by_amendment(state: str, *, named_by_actor: bool) -> bool:
    """Only an avenant ends what the papers of a convention name: until they are validated, the Caf corrects them.
    `named_by_actor`: the actor names administrators, as the Caf does."""
    return not named_by_actor or state == Agreement.State.VALIDATED


def may_end_grant(
    *,
    actor_id: int | None,
    user_id: int,
    role: Role,
    grantable: Collection[Role],
    by_administrator: bool,
    lost: LostByEnding,
) -> Decision:
    """`by_administrator`: the actor administers the convention, for the partner or for the Caf."""
    if role not in grantable:
        return refuse(f"Vous ne pouvez pas retirer le rôle «\u00a0{role.label}\u00a0» ici.")
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    if lost.membership and not by_administrator:
        return refuse(ONLY_ADMINISTRATORS)
    if lost.administration and lost.by_amendment:
        return refuse(BY_AMENDMENT)
    if lost.administration and lost.others < 1:
        return refuse(
            "C'est le dernier administrateur de la convention : désignez-en un autre avant de retirer celui-ci."
        )
    if lost.administration and lost.alone is not None:
        return refuse(
            f"La convention n'aurait plus d'administrateur en mesure d'agir le {short_date(lost.alone)} : un autre doit "
            "pouvoir l'être ce jour-là, et avoir déjà accepté l'invitation."
        )
    if lost.nobody_gives is not None:
        return refuse(
            f"Plus personne ne pourrait donner de rôle le {short_date(lost.nobody_gives)} : placez d'abord quelqu'un d'autre "
            "dans le groupe «\u00a0AFAS Habiliter\u00a0», qui ait déjà accepté l'invitation."
        )
    return allow()


def may_be_chosen(*, waits: bool, account: str, suspended: bool, must_act: bool) -> Decision:
    """May somebody be chosen to hold a role, or, with `must_act`, to take over those of who leaves?

    `waits`: the invitation is not answered. A role may be given before it is (it fills no vacancy until then), but
    nothing rests on who may never come; both answers are the same whatever the account. `suspended`: by the Caf, under
    this convention."""
    if suspended:
        return refuse("la Caf a suspendu son accès à la convention. Choisissez quelqu'un d'autre.")
    if waits or account == User.State.PENDING:
        if must_act:
            return refuse("n'a pas encore répondu à son invitation. Renvoyez-la, ou choisissez quelqu'un d'autre.")
        return allow()
    if account != User.State.ACTIVE:
        return refuse("son compte n'est plus actif. Choisissez quelqu'un d'autre.")
    return allow()


def administrators_warning(count: int) -> str:
    """The standing warning of a convention that has not its two administrators; empty when it has."""
    if count >= TWO_ADMINISTRATORS:
        return ""
    have = "n'a aucun administrateur" if count == 0 else "n'a plus qu'un administrateur"
    return f"La convention {have} : elle doit en avoir deux."


def vacant_roles(expected: Iterable[Role], held: Collection[str]) -> list[Role]:
    """« Non attribué »: the expected roles that nobody holds, in order."""
    return [role for role in expected if role not in held]


def may_change(state: str) -> Decision:
    """A closed convention is history: nothing is added to it any more."""
    if state == Agreement.State.CLOSED:
        return refuse("Cette convention est clôturée : elle ne peut plus être modifiée.")
    return allow()


def has_lapsed(sent_at: datetime, now: datetime, hours: int) -> bool:
    """Is an invitation « expirée »? Its link lives so many hours; where there was none, nothing tells."""
    return now >= sent_at + timedelta(hours=hours)
