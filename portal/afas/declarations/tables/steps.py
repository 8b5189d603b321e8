"""What a person may do with a declaration now: the next action first, the others after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.afas.models import Declaration, DeclarationPart, PartKind, PartState
from portal.afas.models.declarations import OPEN_STATES
from portal.base import formats
from portal.base.urls import reverse
from portal.habpps.rights.actor import Actor
from portal.ui.pieces import Action

from ..rules import may_save_part, may_transmit
from ..wording import declaration_name
from .states import CORRECT, ENTER, SLUGS

SOON = 14
"""Days before the due date from which it is shown in amber."""


@dataclass(frozen=True)
class Due:
    """`day` « 13/02/2026 inclus », for a column; `sentence` « À transmettre jusqu’au … »; `left` « dans 6 jours »; all
    empty once the declaration has left, or is not owed."""

    day: str = ""
    sentence: str = ""
    left: str = ""
    urgent: bool = False


def hub_url(declaration: Declaration) -> str:
    return reverse("afas:declaration", args=[declaration.public_id])


def recap_url(declaration: Declaration) -> str:
    return reverse("afas:recap", args=[declaration.public_id])


def entry_url(declaration: Declaration, kind: str) -> str:
    return reverse("afas:entry", args=[declaration.public_id, SLUGS[PartKind(kind)]])


def receipt_url(declaration: Declaration, version: int) -> str:
    return reverse("afas:receipt", args=[declaration.public_id, version])


def describe_due_date(declaration: Declaration, today: date) -> Due:
    if declaration.state not in OPEN_STATES or not declaration.owed:
        return Due()
    due, left = declaration.due, formats.days_left(declaration.due, today)
    sentence = f"À transmettre {formats.until_day(due)}, {left}"
    return Due(formats.last_day(due), sentence, left, (due - today).days <= SOON)


def spoken_name(declaration: Declaration) -> str:
    """How a declaration is said in the name of a button."""
    return f": {declaration_name(declaration)}"


def next_steps(actor: Actor, declaration: Declaration, today: date) -> list[Action]:
    """What this person may do now, the most pressing first. No query on what `queries.loading` has loaded."""
    if declaration.state not in OPEN_STATES:
        return []
    found = []
    if may_transmit(actor, declaration, today):
        found.append(Action("Vérifier et transmettre", recap_url(declaration), "send", about=spoken_name(declaration)))
    parts = [p for p in declaration.parts_by_kind.values() if may_save_part(actor, declaration, p.kind, today)]
    corrections = [part for part in parts if part.state == PartState.TO_CORRECT]
    others = [part for part in parts if part.state != PartState.TO_CORRECT]
    return found + [_entry(declaration, part) for part in (*corrections, *others)]


def _entry(declaration: Declaration, part: DeclarationPart) -> Action:
    labels, icon = (CORRECT, "return") if part.state == PartState.TO_CORRECT else (ENTER, "pencil")
    kind = PartKind(part.kind)
    return Action(labels[kind], entry_url(declaration, kind), icon, about=spoken_name(declaration))


def other_actions(declaration: Declaration) -> list[Action]:
    """What anybody who reads the declaration may open."""
    name = spoken_name(declaration)
    found = [
        Action("Ouvrir la déclaration", hub_url(declaration), "declaration", about=name),
        Action("Voir le récapitulatif", recap_url(declaration), "document", about=name),
    ]
    if declaration.version:
        url = receipt_url(declaration, declaration.version)
        found.append(Action("Voir l'accusé de réception", url, "check", about=name))
    return found


def crumbs(declaration: Declaration, *last: str) -> list[tuple[str, str]]:
    trail = [("Accueil AFAS", reverse("afas:home")), ("Mes déclarations", reverse("afas:declarations"))]
    name = declaration_name(declaration)
    return [*trail, (name, hub_url(declaration) if last else ""), *((label, "") for label in last)]
