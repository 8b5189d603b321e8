"""How a convention ends: closed at once, on a day to come, or deleted while nothing of it was used."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.base.formats import short_date
from portal.habpps.agreements.events import AGREEMENT_CLOSED, AGREEMENT_DELETED, AGREEMENT_ENDING
from portal.habpps.agreements.mails import AGREEMENT_CLOSED_MAIL
from portal.habpps.extensions import get_activity_use
from portal.habpps.grants.actions.locking import lock_agreement
from portal.habpps.grants.mails import queue_notice
from portal.habpps.models import AccessGroup, Agreement, Caf, Grant, Measure, Partner, ServiceContract, UserImport
from portal.habpps.permissions import RECORD_AGREEMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.periods import iso
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import grants_counting_on
from portal.journal.writer import log_event

from ..rules.life import may_close_agreement, may_delete_agreement, read_ending

LIFT_REASON = "Convention clôturée"


def people_concerned(agreement: Agreement, today: date) -> int:
    """How many people lose their access if the convention closes."""
    return grants_counting_on(today).filter(agreement=agreement).values("user").distinct().count()


@transaction.atomic
def close_agreement(*, actor: Actor, agreement: Agreement, closes_on: date, reason: str = "") -> Agreement:
    """Ends the convention, today or on a past day: every right under it stops counting at once. A day to come is
    only written: the convention stays validated until that evening, when its dates close it. On one already closed,
    nothing.

    Raises ActionError: "closes_on" (before its opening, or after the end that it has); Refused on a draft.
    """
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    if agreement.state == Agreement.State.CLOSED:
        return agreement
    _check(may_close_agreement(agreement.state))
    asked = read_ending(closes_on, opens_on=agreement.opens_on, closes_on=agreement.closes_on, today=actor.today)
    if isinstance(asked, dict):
        raise ActionError(asked)
    if not asked.closes_now and asked.closes_on == agreement.closes_on:
        return agreement
    people = people_concerned(agreement, actor.today)
    readers = effective_administrators(agreement, actor.today)
    if asked.closes_now:
        end_measures(actor, agreement)
        agreement.state = Agreement.State.CLOSED
    agreement.closes_on = asked.closes_on
    agreement.save(update_fields=["state", "closes_on", "suspended_at"])
    log_event(
        AGREEMENT_CLOSED if asked.closes_now else AGREEMENT_ENDING,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
        closes_on=iso(asked.closes_on),
        people=people,
        reason=reason.strip(),
    )
    lines = [f"Dernier jour : {short_date(asked.closes_on)}."] + (
        [f"Motif : {reason.strip()}"] if reason.strip() else []
    )
    for user in readers:
        queue_notice(user, agreement, AGREEMENT_CLOSED_MAIL, actor=actor, lines=lines)
    return agreement


def close_ended(actor: Actor, partner: Partner, caf: Caf) -> None:
    """Conventions whose last day has passed are closed in name too, so that the next one can be recorded."""
    ended = Agreement.objects.filter(partner=partner, caf=caf, state=Agreement.State.VALIDATED)
    for each in ended.filter(closes_on__lt=actor.today).order_by("id"):
        if each.closes_on is not None:
            close_agreement(actor=actor, agreement=each, closes_on=each.closes_on)


def why_not_deleted(agreement: Agreement) -> str:
    """French: why the convention can no longer be deleted; empty when it can."""
    return decide_deletion(agreement).reason


def decide_deletion(agreement: Agreement) -> Decision:
    # Who has not accepted has used nothing, whatever account stands behind the invitation.
    people = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER, invitation=None).values("user")
    elsewhere = Grant.objects.filter(user__in=people).exclude(agreement=agreement).values("user")
    activated = User.objects.filter(pk__in=people).exclude(state=User.State.PENDING).exclude(pk__in=elsewhere)
    use = get_activity_use(*agreement.activities.order_by("pk"))
    declarations = use.unfinished + len(use.years)
    return may_delete_agreement(agreement.state, activated=activated.count(), declarations=declarations)


@transaction.atomic
def delete_agreement(*, actor: Actor, agreement: Agreement) -> None:
    """Removes a draft that was never used, with its papers, its activities and the rights that never counted. The
    accounts stay: those that nobody activates close by themselves. The journal keeps what was there.

    Refused unless `rules.life.may_delete` allows.
    """
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    _check(decide_deletion(agreement))
    grants = Grant.objects.filter(agreement=agreement)
    log_event(
        AGREEMENT_DELETED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
        label=agreement.label,
        partner=agreement.partner_id,
        people=grants.values("user").distinct().count(),
        documents=agreement.documents.count(),
    )
    agreement.measures.all().delete()
    # A right is protected by those that hang under it: the deepest go first.
    for deepest in ({"parent__parent__isnull": False}, {"parent__isnull": False}, {}):
        grants.filter(**deepest).delete()
    UserImport.objects.filter(agreement=agreement).delete()
    for related in (agreement.invitations, agreement.amendments, agreement.documents, agreement.activities):
        related.all().delete()
    AccessGroup.objects.filter(enrolment__agreement=agreement).delete()
    agreement.enrolments.all().delete()
    ServiceContract.objects.filter(agreement=agreement).delete()
    agreement.delete()


def _check(decision: Decision) -> None:
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=RECORD_AGREEMENT))


def end_measures(actor: Actor, agreement: Agreement) -> None:
    """What the Caf had suspended ends with the convention. The caller holds the lock, and saves `suspended_at`."""
    agreement.suspended_at = None
    Grant.objects.filter(agreement=agreement, suspended_at__isnull=False).update(suspended_at=None)
    left = Measure.objects.filter(agreement=agreement, lifted_at=None)
    left.update(lifted_at=clock.now(), lifted_by=actor.user, lift_reason=LIFT_REASON)
