"""Entering one half and handing it over; the providers' actions."""

from django.db import transaction

from portal.afas.declarations import mails as notices
from portal.afas.declarations.actions import locked, record, set_part_state, set_state, tell
from portal.afas.declarations.editions import questionnaire_of
from portal.afas.declarations.rules import (
    ENTER,
    may_provide_part,
    may_reopen_part,
    may_save_part,
    part_of,
    state_by_parts,
)
from portal.afas.models import Declaration, DeclarationPart, Event, PartState, State
from portal.base import clock
from portal.base.errors import ActionError, Stale
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import check, require

from .controls import begun_justifications, findings_of, kept_justifications, obstacles
from .documents import Answers, Typed, answers_of, merge


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
    """Keep what was typed: readable answers in `document`, the rest in `unreadable`, as it was typed.

    `edits`: the part's counter when the form was shown. `justifications`: control code -> text, begun before the half
    is handed over; the others stay. Raises Stale(part) when somebody has changed the part since, and Refused. Never refuses a figure: `documents.errors_of(part)` says what cannot be read. What changes nothing
    writes nothing.
    """
    declaration = locked(declaration)
    require(actor, ENTER[kind], declaration)
    check(may_save_part(actor, declaration, kind, actor.today))
    part = part_of(declaration, kind)
    answers = merge(questionnaire_of(declaration, kind), answers_of(part), typed)
    said = begun_justifications(part, justifications or {})
    if answers != answers_of(part) or said != part.justifications:
        still_nil = part.nil_return and answers == answers_of(part)
        _keep(actor, declaration, part, answers, edits, nil_return=still_nil, justifications=said)
    return part


@transaction.atomic
def declare_nil(*, actor: Actor, declaration: Declaration, kind: str, edits: int) -> DeclarationPart:
    """« Néant »: every figure 0, no row, nothing else. What was typed before is replaced. Raises as `save_part`."""
    declaration = locked(declaration)
    require(actor, ENTER[kind], declaration)
    check(may_save_part(actor, declaration, kind, actor.today))
    part = part_of(declaration, kind)
    answers = Answers(questionnaire_of(declaration, kind).nil_document())
    if answers != answers_of(part) or not part.nil_return:
        _keep(actor, declaration, part, answers, edits, nil_return=True)
    return part


def _keep(
    actor: Actor,
    declaration: Declaration,
    part: DeclarationPart,
    answers: Answers,
    edits: int,
    *,
    nil_return: bool,
    **facts: dict[str, str],
) -> None:
    if edits != part.edits:
        raise Stale(part)
    # One row of the journal when somebody begins, not one for each autosave.
    begins = part.state != PartState.IN_PROGRESS or part.edited_by_id != actor.id
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
    set_state(declaration, State.IN_PROGRESS)
    if begins:
        record(actor, declaration, "part_entered", part=part.kind)


@transaction.atomic
def provide_part(
    *, actor: Actor, declaration: Declaration, kind: str, edits: int, justifications: dict[str, str]
) -> DeclarationPart:
    """Hand one half over to the approver.

    `justifications`: control code -> text. Raises ActionError by field: what cannot be read, blocking findings of
    this half, and justifications that are missing (field `justification_<control code>`); Stale(part); Refused.
    """
    declaration = locked(declaration)
    require(actor, ENTER[kind], declaration)
    part = part_of(declaration, kind)
    if part.state == PartState.PROVIDED and part.provided_by_id == actor.id and part.edits == edits:
        return part  # a second click
    check(may_provide_part(actor, declaration, kind, actor.today))
    if edits != part.edits:
        raise Stale(part)
    findings = findings_of(declaration)
    justified = kept_justifications(part, findings, justifications)
    errors = obstacles(part, findings, justified)
    if errors:
        raise ActionError(errors)
    set_part_state(
        part,
        PartState.PROVIDED,
        justifications=justified,
        provided_at=clock.now(),
        provided_by_id=actor.id,
        correction="",
    )
    set_state(declaration, state_by_parts(declaration))
    tell(actor, declaration, Event.Kind.PROVIDED, part=kind)
    record(actor, declaration, "part_provided", part=kind)
    if declaration.state == State.TO_APPROVE:
        notices.to_approve(actor, declaration)
    return part


@transaction.atomic
def reopen_part(*, actor: Actor, declaration: Declaration, kind: str) -> DeclarationPart:
    """Take one half back before it has left for the Caf. Raises Refused."""
    declaration = locked(declaration)
    require(actor, ENTER[kind], declaration)
    check(may_reopen_part(actor, declaration, kind, actor.today))
    part = part_of(declaration, kind)
    set_part_state(part, PartState.IN_PROGRESS, provided_at=None, provided_by=None)
    set_state(declaration, State.IN_PROGRESS)
    tell(actor, declaration, Event.Kind.REOPENED, part=kind)
    record(actor, declaration, "part_reopened", part=kind)
    return part
