"""Who may give and end rights, and what a convention lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from portal.base.formats import short_date
from portal.habpps.models import Agreement

from .decisions import Decision, allow, refuse
from .roles import Role

SUSPENDED_BY_CAF = "La Caf a suspendu l'accès de cette personne : elle seule peut le rétablir."

TWO_ADMINISTRATORS = 2
NOT_ONESELF = "Vous ne pouvez pas modifier vos propres droits. Demandez à l'autre administrateur."


def may_grant(*, actor_id: int | None, user_id: int, role: Role, grantable: Collection[Role]) -> Decision:
    """Nobody above themselves, nobody to themselves (norm 8)."""
    if role not in grantable:
        return refuse(f"Vous ne pouvez pas donner le rôle «\u00a0{role.label}\u00a0» ici.")
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    return allow()


def may_end_grant(
    *,
    actor_id: int | None,
    user_id: int,
    role: Role,
    grantable: Collection[Role],
    is_administrator: bool,
    other_administrators: int,
    alone: date | None,
) -> Decision:
    """`is_administrator`: the end of this grant ends the person's administration of the convention, which only who
    names administrators may do. `other_administrators`: those whom the convention will still name; `alone`: the first
    day on which none of them could act."""
    if role not in grantable:
        return refuse(f"Vous ne pouvez pas retirer le rôle «\u00a0{role.label}\u00a0» ici.")
    if actor_id == user_id:
        return refuse(NOT_ONESELF)
    if is_administrator and Role.PARTNER_ADMIN not in grantable:
        return refuse(
            "Cette personne est administrateur de la convention : seule la Caf met fin à ses fonctions, par un avenant."
        )
    if is_administrator and other_administrators < 1:
        return refuse(
            "C'est le dernier administrateur de la convention : désignez-en un autre avant de retirer celui-ci."
        )
    if is_administrator and alone is not None:
        return refuse(
            f"La convention n'aurait plus d'administrateur en mesure d'agir le {short_date(alone)} : un autre doit pouvoir "
            "l'être ce jour-là, et avoir déjà accepté l'invitation."
        )
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
