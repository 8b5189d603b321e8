"""What the actions on declarations share: locked rows, changes of state, history and journal."""

from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from portal.afas.models import Declaration, DeclarationPart, Event, PartContributor
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.statements import Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed, refuse, require, require_decision
from portal.habpps.rights.permissions import Permission
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .events import HISTORY
from .queries.loading import PARTS_TO_ENTER, load_declaration, parts_reached
from .rules import describe_act, may_become, part_may_become

LONGEST_REASON = 2000
NO_REASON = "Indiquez le motif\u00a0: il sera lu par les personnes de l’organisme."
LONG_REASON = "Raccourcissez ce motif\u00a0: 2 000 caractères au plus."
OF_A_PART = (Event.Kind.PROVIDED, Event.Kind.SENT_BACK, Event.Kind.REOPENED)


class ImpossibleTransitionError(RuntimeError):
    """The code asks for a step that the table of transitions does not hold."""


def required_reason(reason: str) -> str:
    """The reason without its surrounding spaces; ActionError on the field `reason` when nothing is left."""
    text = reason.replace("\x00", "").strip()
    if not text:
        raise ActionError({"reason": [NO_REASON]})
    if len(text) > LONGEST_REASON:
        raise ActionError({"reason": [LONG_REASON]})
    return text


def lock_declaration(actor: Actor, declaration: Declaration, permission: Permission) -> tuple[Actor, Declaration]:
    """Waits for the declaration, then reads it again, with its parts and all that actions read, and the actor's grants.

    Refused when the actor no longer holds `permission`: it may have ended during the wait.
    """
    # Two statements: after a wait, PostgreSQL reads the locked row again, but not the people that are joined to it.
    Declaration.objects.select_for_update().only("pk").get(pk=declaration.pk)
    locked = load_declaration(parts_reached.found(asked=Q(declaration=declaration.pk)))
    actor = _reread(actor, locked)
    require(actor, permission, locked)
    return actor, locked


def lock_reachable(actor: Actor, permission: Permission, public_id: str) -> tuple[Actor, Declaration]:
    """`lock_declaration` of one that the caller has not loaded: found and locked by one statement, with what saving reads.

    Raises Declaration.DoesNotExist where `permission` does not reach it, which the rights of that moment say.
    """
    locked = load_declaration(locked_parts.found(public_id=public_id))
    actor = _reread(actor, locked)
    if not is_allowed(actor, permission, locked):
        raise Declaration.DoesNotExist
    return actor, locked


@Statement
def locked_parts(public_id: Any) -> QuerySet[DeclarationPart]:
    """PostgreSQL locks in the order of `of`: the declaration, for which every action waits, then each part."""
    return PARTS_TO_ENTER.filter(declaration__public_id=public_id).select_for_update(of=("declaration", "self"))


def _reread(actor: Actor, declaration: Declaration) -> Actor:
    """The actor with the grants of this moment, once the lock is held; and the sites, which rights over a site read."""
    actor = Actor(actor.user, actor.today)
    if any(grant.site_id for grant in actor.grants):
        prefetch_related_objects([declaration.activity], "sites")
    return actor


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


def is_second_click(
    actor: Actor, declaration: Declaration, kind: Event.Kind, *, part: str = "", reason: str = ""
) -> bool:
    """Whether the last thing that happened, to the part if one is given, is this very act of the actor's.

    For what the rules no longer allow: the answer is then that of the first click. Raises Refused, with who did it and
    when, where somebody else did the same, or the actor did it in other words.
    """
    events = declaration.events.select_related("by").order_by("at", "id")
    last = events.filter(part__in=[part, ""]).last() if kind in OF_A_PART else events.last()
    if last is None or last.kind != kind:
        return False
    if (last.by_id, last.part, last.reason) != (actor.id, part, reason):
        require_decision(refuse(describe_act(last)))
    return True


def add_contributor(actor: Actor, part: DeclarationPart) -> None:
    """The actor has entered something of the version in preparation; nothing if that is known already."""
    row = PartContributor(part=part, version=part.declaration.version + 1, person=actor.user, began_at=clock.now())
    PartContributor.objects.bulk_create([row], ignore_conflicts=True)


def log_declaration_event(actor: Actor | None, declaration: Declaration, kind: EventKind, **facts: Any) -> None:
    """In the journal alone, which says of which activity and of which campaign. `actor` None: the portal itself."""
    log_event(
        kind,
        actor_id=actor.id if actor else None,
        caf_id=declaration.caf_id,
        agreement_id=declaration.activity.agreement_id,
        about=("afas.declaration", declaration.pk),
        declared=f"activity:{declaration.activity_id}",
        campaign=str(declaration.campaign),
        **facts,
    )
