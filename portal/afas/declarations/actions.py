"""What the actions on declarations share: locked rows, changes of state, history and journal."""

from typing import Any

from django.db.models import QuerySet

from portal.afas.models import Declaration, DeclarationPart, Event
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.statements import Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.permissions import Permission
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .events import HISTORY
from .queries.loading import PARTS_TO_ENTER, PARTS_WITH_ALL, load_declaration, reached
from .rules import may_become, part_may_become


class ImpossibleTransitionError(RuntimeError):
    """The code asks for a step that the table of transitions does not hold."""


def required_reason(reason: str) -> str:
    """The reason without its surrounding spaces; ActionError on the field `reason` when nothing is left."""
    text = reason.replace("\x00", "").strip()
    if not text:
        raise ActionError({"reason": ["Indiquez le motif\u00a0: il sera lu par les personnes de l’organisme."]})
    if len(text) > 2000:
        raise ActionError({"reason": ["Raccourcissez ce motif\u00a0: 2 000 caractères au plus."]})
    return text


def lock_declaration(declaration: Declaration) -> Declaration:
    """The declaration as it is now, with its parts and all that actions read, held until the transaction ends."""
    return load_declaration(_locked(PARTS_WITH_ALL.filter(declaration=declaration.pk)))


def lock_reachable(actor: Actor, permission: Permission, public_id: str) -> Declaration:
    """A declaration that the permission reaches, found and locked by one statement, with what rules read of it.

    Raises Declaration.DoesNotExist.
    """
    return load_declaration(locked_parts.found(asked=reached(actor, permission, public_id)))


@Statement
def locked_parts(asked: Any) -> QuerySet[DeclarationPart]:
    return _locked(PARTS_TO_ENTER.filter(asked))


def _locked(parts: QuerySet[DeclarationPart]) -> QuerySet[DeclarationPart]:
    """PostgreSQL locks in the order of `of`: the declaration, for which every action waits, then each part."""
    return parts.select_for_update(of=("declaration", "self"))


def set_state(declaration: Declaration, target: str, **facts: Any) -> None:
    """Move a declaration, if it is not there yet, with the facts of that state."""
    if declaration.state != target:
        if not may_become(declaration, target):
            raise ImpossibleTransitionError(f"{declaration.state} → {target}")
        declaration.state = target
    elif not facts:
        return
    _update(declaration, {"state": target, **facts})


def set_part_state(part: DeclarationPart, target: str, **facts: Any) -> None:
    if part.state != target and not part_may_become(part, target):
        raise ImpossibleTransitionError(f"{part.state} → {target}")
    _update(part, {"state": target, **facts})


def _update(row: Declaration | DeclarationPart, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def add_history(
    actor: Actor, declaration: Declaration, kind: Event.Kind, *, part: str = "", reason: str = "", **facts: Any
) -> Event:
    """Write what was done in the declaration's history, which its people read, and in the journal.

    `facts`: those that the journal's kind declares, except the part and the version. The journal keeps no reason.
    """
    event = Event.objects.create(
        declaration=declaration,
        kind=kind,
        part=part,
        version=declaration.version,
        reason=reason,
        at=clock.now(),
        by=actor.user,
    )
    known = {"part": part, "version": declaration.version}
    facts |= {name: value for name, value in known.items() if name in HISTORY[kind].facts}
    log_declaration_event(actor, declaration, HISTORY[kind], **facts)
    return event


def log_declaration_event(actor: Actor, declaration: Declaration, kind: EventKind, **facts: Any) -> None:
    """In the journal alone, which says of which activity and of which campaign."""
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=declaration.caf_id,
        agreement_id=declaration.activity.agreement_id,
        about=("afas.declaration", declaration.pk),
        declared=f"activity:{declaration.activity_id}",
        campaign=str(declaration.campaign),
        **facts,
    )
