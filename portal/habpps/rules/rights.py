"""Who may give and end rights, and on which days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from ..rights.decisions import Decision, allow, refuse
from ..rights.roles import Role

TWO_ADMINISTRATORS = 2
NOT_ONESELF = "Vous ne pouvez pas modifier vos propres droits. Demandez à l'autre administrateur."


@dataclass(frozen=True)
class Period:
    """Days in Europe/Paris, both included; `until` None: until further notice."""

    start: date
    until: date | None = None

    def overlaps(self, other: Period) -> bool:
        return (other.until is None or self.start <= other.until) and (self.until is None or other.start <= self.until)

    def contains(self, other: Period) -> bool:
        if other.start < self.start:
            return False
        return self.until is None or (other.until is not None and other.until <= self.until)

    def meet(self, other: Period) -> Period | None:
        """The days of both; None when there is none."""
        if not self.overlaps(other):
            return None
        ends = [day for day in (self.until, other.until) if day is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)

    def french(self) -> str:
        """« du 01/02/2026 au 31/12/2026 », « à partir du 01/02/2026 »."""
        if self.until is None:
            return f"à partir du {self.start:%d/%m/%Y}"
        return f"du {self.start:%d/%m/%Y} au {self.until:%d/%m/%Y}"


@dataclass(frozen=True)
class Fitted:
    """A period brought inside those above it. `period` None: nothing is left; `notes` says what was changed."""

    period: Period | None
    notes: list[str] = field(default_factory=list)


def fit(asked: Period, *above: tuple[str, Period]) -> Fitted:
    """Brings a period inside the periods that it depends on: (« l'accès à la convention », its period)…"""
    start, until, notes = asked.start, asked.until, []
    for name, period in above:
        if not Period(start, until).overlaps(period):
            return Fitted(None, [f"Hors période : {name} vaut {period.french()}."])
        if period.start > start:
            start = period.start
            notes.append(f"Début ramené au {start:%d/%m/%Y} : {name} vaut {period.french()}.")
        if period.until is not None and (until is None or until > period.until):
            until = period.until
            # Without an end asked for, ending with what is above is what anyone expects.
            if asked.until is not None:
                notes.append(f"Fin ramenée au {until:%d/%m/%Y} : {name} vaut {period.french()}.")
    return Fitted(Period(start, until), notes)


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
            f"La convention n'aurait plus d'administrateur en mesure d'agir le {alone:%d/%m/%Y} : un autre doit pouvoir "
            "l'être ce jour-là, et s'être déjà connecté."
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
