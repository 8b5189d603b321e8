"""The approver's actions: send a part back, transmit."""

from typing import Any

from django.db import transaction

from portal.afas.declarations.actions import (
    add_history,
    is_second_click,
    lock_declaration,
    log_declaration_event,
    required_reason,
    set_part_state,
    set_state,
)
from portal.afas.declarations.events import HANDLER_LEFT
from portal.afas.declarations.mails import mail_came_back, mail_receipt, mail_sent_back
from portal.afas.declarations.queries.people import is_case_worker
from portal.afas.declarations.rules import is_late, may_send_back_part, may_transmit, part_of
from portal.afas.entry.controls import Errors, find_obstacles, findings_of
from portal.afas.models import Declaration, DeclarationPart, Event, Fact, PartState, State, Transmission
from portal.afas.permissions import APPROVE
from portal.base import clock
from portal.base.errors import ActionError, Stale
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require_decision
from portal.habpps.rights.roles import Role

from .indicators import facts_of
from .numbering import new_receipt_number
from .snapshots import canonical_json, digest, snapshot


@transaction.atomic
def send_back_part(*, actor: Actor, declaration: Declaration, kind: str, reason: str) -> DeclarationPart:
    """Ask the providers to correct one part. Raises Refused, and ActionError without a reason."""
    actor, declaration = lock_declaration(actor, declaration, APPROVE)
    part, allowed = part_of(declaration, kind), may_send_back_part(actor, declaration, kind, actor.today)
    if not allowed and is_second_click(actor, declaration, Event.Kind.SENT_BACK, part=kind, reason=reason.strip()):
        return part
    require_decision(allowed)
    reason = required_reason(reason)
    set_part_state(part, PartState.TO_CORRECT, provided_at=None, provided_by=None, correction=reason)
    set_state(declaration, State.IN_PROGRESS)
    add_history(actor, declaration, Event.Kind.SENT_BACK, part=kind, reason=reason)
    mail_sent_back(actor, declaration, kind, reason)
    return part


@transaction.atomic
def transmit_declaration(*, actor: Actor, declaration: Declaration, edits: dict[str, int]) -> Transmission:
    """Freeze both parts and send them to the Caf: version n, its receipt and its mails.

    `edits`: kind of part -> counter of what the approver read. When they have sent the same content already, the answer
    is the transmission that exists. Raises Refused, which says who has sent it; Stale(declaration) when a part has changed
    since it was read; ActionError by field when a control is not settled.
    """
    actor, declaration = lock_declaration(actor, declaration, APPROVE)
    same = {part.kind: part.edits for part in declaration.parts_by_kind.values()} == {
        str(k): n for k, n in edits.items()
    }
    sent = declaration.last_transmission
    if sent is not None and same and declaration.is_received and sent.transmitted_by_id == actor.id:
        return sent
    require_decision(may_transmit(actor, declaration, actor.today))
    if not same:
        raise Stale(declaration)
    errors = _unsettled(declaration)
    if errors:
        raise ActionError(errors)
    handler = declaration.taken_by
    transmission = _freeze(actor, declaration)
    _project(declaration, transmission)
    number, sha256 = transmission.receipt_number, transmission.sha256
    add_history(actor, declaration, Event.Kind.TRANSMITTED, receipt_number=number, sha256=sha256)
    mail_receipt(actor, declaration, transmission)
    if handler is not None and declaration.taken_by_id is not None:
        mail_came_back(actor, handler, declaration, transmission)
    elif handler is not None:
        log_declaration_event(
            None, declaration, HANDLER_LEFT, version=declaration.version, handler=f"user:{handler.pk}"
        )
    return transmission


def _unsettled(declaration: Declaration) -> Errors:
    findings, errors = findings_of(declaration), Errors()
    for part in declaration.parts_by_kind.values():
        for field, messages in find_obstacles(part, findings, part.justifications).items():
            errors.setdefault(field, []).extend(messages)
    return errors


def _freeze(actor: Actor, declaration: Declaration) -> Transmission:
    at = clock.now()
    # The day of the receipt, also of a page that was opened just before midnight.
    late = is_late(declaration, clock.day(at))
    facts: dict[str, Any] = {"version": declaration.version + 1, "transmitted_at": at, "late": late}
    if declaration.taken_by_id and is_case_worker(declaration.taken_by_id, declaration.caf_id, clock.day(at)):
        set_state(declaration, State.IN_REVIEW, **facts)
    else:
        set_state(declaration, State.TRANSMITTED, **facts, taken_by=None, taken_at=None)
    number = new_receipt_number(declaration)
    content = canonical_json(
        snapshot(
            declaration,
            by=actor.user,
            role=Role.APPROVER.label,
            at=at,
            version=declaration.version,
            receipt_number=number,
            late=late,
        )
    )
    return Transmission.objects.create(
        declaration=declaration,
        version=declaration.version,
        receipt_number=number,
        content=content,
        sha256=digest(content),
        transmitted_at=at,
        transmitted_by=actor.user,
    )


def _project(declaration: Declaration, transmission: Transmission) -> None:
    """The indicators that statistics read; those of the version before are no longer the latest."""
    Fact.objects.filter(declaration=declaration, latest=True).update(latest=False)
    Fact.objects.bulk_create(facts_of(transmission))
