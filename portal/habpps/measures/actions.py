"""Precautions of the Caf: a person, a convention or a delegation suspended, a password to be changed; and their end.

An account may serve other Cafs too: what is suspended is the person's access to one convention, never the account.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.passwords.actions import cancel_password_change, force_password_change
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.agreements.actions.ends import people_concerned
from portal.habpps.grants.actions.locking import agreement_of, lock_agreement
from portal.habpps.models import Agreement, Grant, Measure, ServiceContract
from portal.habpps.models.grants import standing_on
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.permissions import TAKE_MEASURES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require, require_decision
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import invitation_of
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .events import (
    AGREEMENT_RESTORED,
    AGREEMENT_SUSPENDED,
    DELEGATION_RESTORED,
    DELEGATION_WITHDRAWN,
    PASSWORD_FORCED,
    PASSWORD_SPARED,
    PERSON_RESTORED,
    PERSON_SUSPENDED,
)
from .mails import mail_lifted, mail_taken
from .rules import may_lift, may_measure_agreement, may_measure_person

Kind = Measure.Kind


def _locked(actor: Actor, agreement: Agreement) -> tuple[Actor, Agreement]:
    require(actor, TAKE_MEASURES, agreement)
    return lock_agreement(actor, agreement, TAKE_MEASURES)


def _check(decision: Decision) -> None:
    require_decision(Decision(decision.allowed, decision.reason, permission=TAKE_MEASURES))


def _motive(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise ActionError({"reason": ["Indiquez le motif : il est obligatoire."]})
    return text[:500]


def in_force(agreement: Agreement, kind: str, membership: Grant | None = None) -> Measure | None:
    """Over the whole convention, or over the person of an access, by whichever of their accesses it was taken."""
    found = Measure.objects.filter(agreement=agreement, kind=kind, lifted_at=None)
    found = found.filter(membership__user=membership.user_id) if membership else found.filter(membership=None)
    return found.select_related("taken_by").first()


def _take(actor: Actor, agreement: Agreement, kind: str, reason: str, membership: Grant | None = None) -> Measure:
    """The row under the lock; an error when somebody was faster, so that no reason is lost without a word."""
    held = in_force(agreement, kind, membership)
    if held is not None:
        by, at = held.taken_by.name_on(held.taken_at), timezone.localtime(held.taken_at)
        raise ActionError(f"Cette mesure est déjà en vigueur : {by} l'a prise le {at:%d/%m/%Y à %H h %M}.")
    return Measure.objects.create(
        kind=kind,
        agreement=agreement,
        membership=membership,
        reason=_motive(reason),
        taken_by=actor.user,
        taken_at=clock.now(),
    )


def _record(kind: EventKind, actor: Actor, measure: Measure, **facts: int) -> None:
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=measure.agreement.caf_id,
        agreement_id=measure.agreement_id,
        about=("habpps.measure", measure.pk),
        **facts,
    )


def list_accesses_not_ended(agreement: Agreement, membership: Grant) -> QuerySet[Grant]:
    """Every access of the person to the convention that nobody has ended."""
    held = Grant.objects.filter(agreement=agreement, user=membership.user_id, role=Role.PARTNER_USER)
    return held.filter(revoked_at=None)


def _membership(actor: Actor, agreement: Agreement, membership: Grant) -> Grant:
    membership = Grant.objects.select_related("user").get(pk=membership.pk, role=Role.PARTNER_USER)
    ended = membership.is_over(actor.today)
    _check(may_measure_person(actor_id=actor.id, user_id=membership.user_id, state=agreement.state, ended=ended))
    return membership


@transaction.atomic
def suspend_person(*, actor: Actor, membership: Grant, reason: str) -> Measure:
    """The person's rights under this convention stop counting at their next request; sign-in still works.

    Raises ActionError: "reason", or "" when somebody else has just done it.
    """
    actor, agreement = _locked(actor, agreement_of(membership))
    membership = _membership(actor, agreement, membership)
    measure = _take(actor, agreement, Kind.SUSPEND_PERSON, reason, membership)
    # Somebody may have a second access, that begins when this one ends.
    membership.suspended_at = measure.taken_at
    list_accesses_not_ended(agreement, membership).filter(standing_on(actor.today)).update(
        suspended_at=measure.taken_at
    )
    _record(PERSON_SUSPENDED, actor, measure, user=membership.user_id)
    mail_taken(measure, actor)
    return measure


@transaction.atomic
def suspend_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> Measure:
    """Every right under the convention stops counting at the next request. Raises ActionError as above."""
    actor, agreement = _locked(actor, agreement)
    _check(may_measure_agreement(Kind.SUSPEND_AGREEMENT, agreement.state, delegated=True))
    people = people_concerned(agreement, actor.today)
    measure = _take(actor, agreement, Kind.SUSPEND_AGREEMENT, reason)
    agreement.suspended_at = measure.taken_at
    agreement.save(update_fields=["suspended_at"])
    _record(AGREEMENT_SUSPENDED, actor, measure, people=people)
    mail_taken(measure, actor)
    return measure


@transaction.atomic
def withdraw_delegation(*, actor: Actor, agreement: Agreement, reason: str) -> Measure:
    """The partner's people read rights but write none any more; the Caf manages the users itself."""
    actor, agreement = _locked(actor, agreement)
    contract = ServiceContract.objects.filter(agreement=agreement).first()
    held = in_force(agreement, Kind.WITHDRAW_DELEGATION)
    delegated = held is not None or (contract is not None and contract.delegated)
    _check(may_measure_agreement(Kind.WITHDRAW_DELEGATION, agreement.state, delegated=delegated))
    measure = _take(actor, agreement, Kind.WITHDRAW_DELEGATION, reason)
    ServiceContract.objects.filter(agreement=agreement).update(delegated=False)
    _record(DELEGATION_WITHDRAWN, actor, measure)
    mail_taken(measure, actor)
    return measure


@transaction.atomic
def force_password(*, actor: Actor, membership: Grant, reason: str) -> Measure:
    """Sessions end, and nothing goes on before another password is chosen; a link to do so leaves by mail.

    Refused where the account's security is not the Caf's (`account_help.rules`).
    Raises ActionError: "reason", "" on an account never activated, or when it is asked already.
    """
    actor, agreement = _locked(actor, agreement_of(membership))
    membership = _membership(actor, agreement, membership)
    _check(AGREEMENTS.decide(actor, membership, invited=invitation_of(membership) is not None))
    if not membership.user.must_change_password:
        # What was asked before is done: the row stays as history.
        asked = Measure.objects.filter(agreement=agreement, membership__user=membership.user_id)
        asked.filter(kind=Kind.FORCE_PASSWORD, lifted_at=None).update(
            lifted_at=clock.now(), lifted_by=membership.user, lift_reason="Mot de passe changé"
        )
    measure = _take(actor, agreement, Kind.FORCE_PASSWORD, reason, membership)
    force_password_change(
        actor=actor.user,
        user=membership.user,
        by=f"La {agreement.caf.name}",
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
    )
    _record(PASSWORD_FORCED, actor, measure, user=membership.user_id)
    mail_taken(measure, actor)
    return measure


@transaction.atomic
def lift_measure(*, actor: Actor, measure: Measure, reason: str) -> Measure:
    """What the measure suspended counts again at the next request.

    Raises ActionError: "reason", or "" when somebody else has just lifted it.
    """
    actor, agreement = _locked(actor, measure.agreement)
    measure = Measure.objects.select_related("agreement", "membership__user", "lifted_by").get(pk=measure.pk)
    if measure.lifted_at is not None and measure.lifted_by is not None:
        by, at = measure.lifted_by.name_on(measure.lifted_at), timezone.localtime(measure.lifted_at)
        raise ActionError(f"Cette mesure est déjà levée : {by} l'a fait le {at:%d/%m/%Y à %H h %M}.")
    _check(may_lift(actor_id=actor.id, user_id=measure.membership.user_id if measure.membership else None))
    measure.lift_reason, measure.lifted_by, measure.lifted_at = _motive(reason), actor.user, clock.now()
    measure.save(update_fields=["lift_reason", "lifted_by", "lifted_at"])
    _restore(actor, agreement, measure)
    mail_lifted(measure, actor)
    return measure


def _restore(actor: Actor, agreement: Agreement, measure: Measure) -> None:
    if measure.kind == Kind.SUSPEND_AGREEMENT:
        Agreement.objects.filter(pk=agreement.pk).update(suspended_at=None)
        _record(AGREEMENT_RESTORED, actor, measure)
    elif measure.kind == Kind.WITHDRAW_DELEGATION:
        ServiceContract.objects.filter(agreement=agreement).update(delegated=True)
        _record(DELEGATION_RESTORED, actor, measure)
    elif measure.kind == Kind.FORCE_PASSWORD and measure.membership is not None:
        if not _still_imposed(measure.membership.user):
            cancel_password_change(actor=actor.user, user=measure.membership.user)
        _record(PASSWORD_SPARED, actor, measure, user=measure.membership.user_id)
    elif measure.membership is not None:
        Grant.objects.filter(agreement=agreement, user=measure.membership.user_id).update(suspended_at=None)
        _record(PERSON_RESTORED, actor, measure, user=measure.membership.user_id)


def _still_imposed(user: User) -> bool:
    """Does another measure, of this Caf or of another, ask for a change that has not been made?"""
    asked = Measure.objects.filter(kind=Kind.FORCE_PASSWORD, membership__user=user, lifted_at=None)
    since = user.password_changed_at
    return asked.filter(Q(taken_at__gt=since) if since else Q()).exists()
