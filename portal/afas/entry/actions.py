"""Entering one part and handing it over; the providers' actions."""

from collections.abc import Callable

from django.db import transaction

from portal.afas.declarations.actions import (
    add_contributor,
    add_history,
    is_second_click,
    lock_declaration,
    lock_reachable,
    log_declaration_event,
    set_part_state,
    set_state,
)
from portal.afas.declarations.editions import questionnaire_of
from portal.afas.declarations.events import PART_ENTERED
from portal.afas.declarations.mails import mail_to_approve
from portal.afas.declarations.rules import (
    ENTER,
    may_provide_part,
    may_reopen_part,
    may_save_part,
    part_of,
    state_by_parts,
)
from portal.afas.models import Declaration, DeclarationPart, Event, PartState, State
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.base import clock
from portal.base.errors import ActionError, Stale
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require, require_decision

from .controls import find_obstacles, findings_of, required_justifications, updated_justifications
from .documents import Answers, Typed, answers_of, merge_answers


@transaction.atomic
def save_part(
    *,
    actor: Actor,
    declaration: Declaration,
    kind: str,
    typed: Typed,
    edits: int,
    justifications: dict[str, str] | None = None,
) -> DeclarationPart:
    """Write what was typed: readable answers in `document`, the rest in `unreadable`, as it was typed.

    `edits`: the part's counter when the form was shown. `justifications`: control code -> text, begun before the part
    is handed over; the others stay. Raises Stale(part) when somebody has changed the part since, and Refused. A figure
    is never refused: `documents.errors_of(part)` says what cannot be read. What changes nothing writes nothing.
    """
    actor, declaration = lock_declaration(actor, declaration, ENTER[kind])
    return _save_typed(actor, part_of(declaration, kind), typed, edits, justifications or {})


@transaction.atomic
def autosave_part(
    *,
    actor: Actor,
    public_id: str,
    kind: str,
    read_typed: Callable[[DeclarationPart], Typed],
    edits: int,
    justifications: dict[str, str],
) -> DeclarationPart:
    """`save_part` of a declaration that the caller has not loaded: it is found and locked by one statement.

    `read_typed`: what was typed, once the part says what it asks. Raises Declaration.DoesNotExist for one that the
    actor may not see, and as `save_part`; `Refused.decision.permission` is set when they have no right to enter it.
    """
    actor, declaration = lock_reachable(actor, VIEW_DECLARATIONS, public_id)
    require(actor, ENTER[kind], declaration)
    part = part_of(declaration, kind)
    return _save_typed(actor, part, read_typed(part), edits, justifications)


def _save_typed(
    actor: Actor, part: DeclarationPart, typed: Typed, edits: int, justifications: dict[str, str]
) -> DeclarationPart:
    declaration, kind = part.declaration, part.kind
    require_decision(may_save_part(actor, declaration, kind, actor.today))
    answers = merge_answers(questionnaire_of(declaration, kind), answers_of(part), typed)
    texts = updated_justifications(part, justifications)
    if answers != answers_of(part) or texts != part.justifications:
        still_nil = part.nil_return and answers == answers_of(part)
        _write_answers(actor, part, answers, edits, nil_return=still_nil, justifications=texts)
    return part


@transaction.atomic
def declare_nil(*, actor: Actor, declaration: Declaration, kind: str, edits: int) -> DeclarationPart:
    """« Néant »: every figure 0, no row, nothing else. What was typed before is replaced. Raises as `save_part`."""
    actor, declaration = lock_declaration(actor, declaration, ENTER[kind])
    require_decision(may_save_part(actor, declaration, kind, actor.today))
    part = part_of(declaration, kind)
    answers = Answers(questionnaire_of(declaration, kind).nil_document())
    if answers != answers_of(part) or not part.nil_return:
        _write_answers(actor, part, answers, edits, nil_return=True)
    return part


def _write_answers(
    actor: Actor,
    part: DeclarationPart,
    answers: Answers,
    edits: int,
    *,
    nil_return: bool,
    **facts: dict[str, str],
) -> None:
    if edits != part.edits:
        raise Stale(part)
    begins = _begins(actor, part)
    set_part_state(
        part,
        PartState.IN_PROGRESS,
        document=answers.document,
        unreadable=answers.unreadable,
        nil_return=nil_return,
        edits=part.edits + 1,
        edited_at=clock.now(),
        edited_by_id=actor.id,
        **facts,
    )
    set_state(part.declaration, State.IN_PROGRESS)
    if begins:
        add_contributor(actor, part)
        log_declaration_event(actor, part.declaration, PART_ENTERED, part=part.kind)


def _begins(actor: Actor, part: DeclarationPart) -> bool:
    """Whether the actor begins, or begins again after somebody else or after a transmission: the journal and the list of
    contributors then have a row, and none for each autosave."""
    sent_at, edited_at = part.declaration.transmitted_at, part.edited_at
    sent_since = sent_at is not None and edited_at is not None and edited_at <= sent_at
    return part.state != PartState.IN_PROGRESS or part.edited_by_id != actor.id or sent_since


@transaction.atomic
def provide_part(
    *, actor: Actor, declaration: Declaration, kind: str, edits: int, justifications: dict[str, str]
) -> DeclarationPart:
    """Hand one part over to the approver.

    `justifications`: control code -> text. Raises ActionError by field: what cannot be read, blocking findings of
    this part, and justifications that are missing (field `justification_<control code>`); Stale(part); Refused.
    """
    actor, declaration = lock_declaration(actor, declaration, ENTER[kind])
    part = part_of(declaration, kind)
    allowed = may_provide_part(actor, declaration, kind, actor.today)
    if not allowed and part.edits == edits and is_second_click(actor, declaration, Event.Kind.PROVIDED, part=kind):
        return part
    require_decision(allowed)
    if edits != part.edits:
        raise Stale(part)
    findings = findings_of(declaration)
    texts = required_justifications(part, findings, justifications)
    errors = find_obstacles(part, findings, texts)
    if errors:
        raise ActionError(errors)
    set_part_state(
        part,
        PartState.PROVIDED,
        justifications=texts,
        provided_at=clock.now(),
        provided_by_id=actor.id,
        correction="",
    )
    add_contributor(actor, part)
    set_state(declaration, state_by_parts(declaration))
    add_history(actor, declaration, Event.Kind.PROVIDED, part=kind)
    if declaration.state == State.TO_APPROVE:
        mail_to_approve(actor, declaration)
    return part


@transaction.atomic
def reopen_part(*, actor: Actor, declaration: Declaration, kind: str) -> DeclarationPart:
    """Take one part back before it has left for the Caf. Raises Refused."""
    actor, declaration = lock_declaration(actor, declaration, ENTER[kind])
    part, allowed = part_of(declaration, kind), may_reopen_part(actor, declaration, kind, actor.today)
    if not allowed and is_second_click(actor, declaration, Event.Kind.REOPENED, part=kind):
        return part
    require_decision(allowed)
    set_part_state(part, PartState.IN_PROGRESS, provided_at=None, provided_by=None)
    set_state(declaration, State.IN_PROGRESS)
    add_history(actor, declaration, Event.Kind.REOPENED, part=kind)
    return part
