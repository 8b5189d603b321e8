"""How every action begins: the declaration's row is locked, then its parts; what was known before is read again."""

from typing import Any

from django.db.models import Prefetch

from portal import journal
from portal.afas.models import Declaration, DeclarationPart, Event
from portal.base import clock
from portal.habpps.rights.actor import Actor

from .rules import may_become, part_may_become


class ImpossibleTransitionError(RuntimeError):
    """The code asks for a step that the table of transitions does not hold."""


def locked(declaration: Declaration) -> Declaration:
    """The declaration as it is now, with its parts, held until the transaction ends."""
    parts = DeclarationPart.objects.select_for_update(of=("self",)).select_related("provided_by").order_by("kind")
    return (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("campaign", "activity__agreement__partner", "caf", "taken_by")
        .prefetch_related(Prefetch("parts", parts), "activity__sites")
        .get(pk=declaration.pk)
    )


def set_state(declaration: Declaration, target: str, **facts: Any) -> None:
    """Move a declaration, if it is not there yet, with the facts of that state."""
    if declaration.state != target:
        if not may_become(declaration, target):
            raise ImpossibleTransitionError(f"{declaration.state} → {target}")
        declaration.state = target
    elif not facts:
        return
    _write(declaration, {"state": target, **facts})


def set_part_state(part: DeclarationPart, target: str, **facts: Any) -> None:
    if part.state != target and not part_may_become(part, target):
        raise ImpossibleTransitionError(f"{part.state} → {target}")
    _write(part, {"state": target, **facts})


def _write(row: Declaration | DeclarationPart, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def tell(actor: Actor, declaration: Declaration, kind: str, *, part: str = "", reason: str = "") -> Event:
    """What the declaration's people read in its history."""
    return Event.objects.create(
        declaration=declaration,
        kind=kind,
        part=part,
        version=declaration.version,
        reason=reason,
        at=clock.now(),
        by=actor.user,
    )


def record(actor: Actor, declaration: Declaration, kind: str, **facts: Any) -> None:
    """The same for the journal, which says of which activity and of which campaign."""
    journal.record(
        f"afas.{kind}",
        actor_id=actor.id,
        caf_id=declaration.caf_id,
        agreement_id=declaration.activity.agreement_id,
        about=("afas.declaration", declaration.pk),
        declared=f"activity:{declaration.activity_id}",
        campaign=str(declaration.campaign),
        **facts,
    )
