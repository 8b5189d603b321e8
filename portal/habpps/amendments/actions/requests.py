"""Avenants: a change of administrator asked for, refused, cancelled. The signature is in `signing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from portal.accounts.identity import clean_name, clean_phone
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.formats import short_date
from portal.habpps.amendments.events import AMENDMENT_CANCELLED, AMENDMENT_REFUSED, AMENDMENT_REQUESTED
from portal.habpps.grants.actions.locking import lock_agreement
from portal.habpps.invitations.actions import Identity, check_namesakes
from portal.habpps.models import Agreement, Amendment, Grant
from portal.habpps.permissions import NAME_ADMINISTRATORS, REQUEST_AMENDMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require, require_decision
from portal.habpps.rights.holders import named_administrators
from portal.habpps.rights.periods import iso
from portal.habpps.rights.permissions import Permission
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from ..continuity import why_alone_without
from ..mails import announce_end, announce_request
from ..rules import change_day, may_cancel, may_refuse, may_request

State = Amendment.State


@dataclass(frozen=True)
class AdministratorChange:
    """What an avenant says. `leaving`: the PARTNER_ADMIN grant of who leaves; `arriving`: who comes; one at least.

    `keeps_access`: who leaves stays a user of the convention.
    """

    leaving: Grant | None
    arriving: Identity | None
    effective_on: date
    reason: str
    keeps_access: bool = False


def check_decision(decision: Decision, permission: Permission) -> None:
    """Raise `Refused` unless a rule allows; the journal names the permission."""
    require_decision(Decision(decision.allowed, decision.reason, permission=permission))


@transaction.atomic
def request_amendment(*, actor: Actor, agreement: Agreement, change: AdministratorChange) -> Amendment:
    """By the administrator who leaves, the one who stays, or the Caf. No right changes before the signature.

    Raises ActionError: "leaving", "last_name", "email", "email_again", "phone_again", "somebody_else",
    "effective_on", "reason".
    """
    require(actor, REQUEST_AMENDMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, REQUEST_AMENDMENT)
    check_decision(may_request(agreement.state), REQUEST_AMENDMENT)
    if change.arriving is not None:
        change.arriving.check()
    _check(actor, agreement, change)
    if change.arriving is not None:
        check_namesakes(agreement, change.arriving)
    number = (Amendment.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0) + 1
    who = change.arriving
    amendment = Amendment.objects.create(
        agreement=agreement,
        number=number,
        leaving=change.leaving,
        last_name=clean_name("last_name", who.last_name) if who else "",
        first_name=clean_name("first_name", who.first_name) if who else "",
        email=who.address if who else "",
        phone=clean_phone(who.phone) if who else "",
        keeps_access=change.keeps_access and change.leaving is not None,
        effective_on=change.effective_on,
        reason=" ".join(change.reason.split())[:500],
        requested_by=actor.user,
        requested_at=clock.now(),
    )
    record_event(AMENDMENT_REQUESTED, actor, amendment, effective_on=iso(change.effective_on))
    announce_request(amendment, actor)
    return amendment


def _check(actor: Actor, agreement: Agreement, change: AdministratorChange) -> None:
    people = named_administrators(agreement, actor.today)
    errors = {
        "leaving": _why_not_leaving(actor, agreement, change, people),
        "email": _why_not_arriving(actor, change, people),
        "effective_on": _why_not_then(agreement, change.effective_on, actor.today),
        "reason": "" if change.reason.strip() else "Indiquez le motif : il figure dans l'avenant.",
    }
    if any(errors.values()):
        raise ActionError({name: [message] for name, message in errors.items() if message})


def _why_not_leaving(actor: Actor, agreement: Agreement, change: AdministratorChange, people: list[Grant]) -> str:
    leaving = change.leaving
    if leaving is None:
        return "" if change.arriving else "Dites qui part, ou qui arrive."
    if leaving.pk not in {grant.pk for grant in people}:
        return "Choisissez l'un des administrateurs de la convention."
    if Amendment.objects.filter(leaving=leaving, state=State.REQUESTED).exists():
        return "Un avenant à signer prévoit déjà le départ de cette personne."
    if change.arriving is None and {grant.user_id for grant in people} <= {leaving.user_id}:
        return "C'est le dernier administrateur de la convention : désignez aussi qui le remplace."
    if change.arriving is None:
        day = change_day(change.effective_on, actor.today)
        return why_alone_without(agreement, leaving.user_id, day, actor.today)
    return ""


def _why_not_arriving(actor: Actor, change: AdministratorChange, people: list[Grant]) -> str:
    """Of all accounts, only those of the convention's own administrators may be named in an error."""
    if change.arriving is None:
        return ""
    if change.arriving.address in {grant.user.email.lower() for grant in people}:
        return "Cette personne est déjà administrateur de la convention."
    if change.arriving.address == actor.user.email.lower():
        return "Vous ne pouvez pas vous désigner vous-même."
    return ""


def _why_not_then(agreement: Agreement, day: date, today: date) -> str:
    if day < today:
        return "La date d'effet ne peut pas être passée."
    if agreement.closes_on is not None and day > agreement.closes_on:
        return f"La convention prend fin le {short_date(agreement.closes_on)}."
    return ""


def reread(amendment: Amendment) -> Amendment:
    """The avenant as it is now that the convention is locked."""
    found = Amendment.objects.select_related("agreement__partner", "agreement__caf", "leaving__user", "requested_by")
    return found.get(pk=amendment.pk)


def record_event(kind: EventKind, actor: Actor, amendment: Amendment, **facts: str) -> None:
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=amendment.agreement.caf_id,
        agreement_id=amendment.agreement_id,
        about=("habpps.amendment", amendment.pk),
        number=amendment.number,
        **facts,
    )


def mark_decided(actor: Actor, amendment: Amendment, state: str, reason: str = "") -> None:
    """The caller saves it."""
    amendment.state, amendment.decision_reason = state, " ".join(reason.split())[:500]
    amendment.decided_by, amendment.decided_at = actor.user, clock.now()


@transaction.atomic
def refuse_amendment(*, actor: Actor, amendment: Amendment, reason: str) -> Amendment:
    """The Caf refuses, and says why. On one already refused, nothing. Raises ActionError "reason"."""
    require(actor, NAME_ADMINISTRATORS, amendment.agreement)
    actor, _ = lock_agreement(actor, amendment.agreement, NAME_ADMINISTRATORS)
    amendment = reread(amendment)
    if amendment.state == State.REFUSED:
        return amendment
    check_decision(may_refuse(amendment.state), NAME_ADMINISTRATORS)
    if not reason.strip():
        raise ActionError({"reason": ["Indiquez le motif : il est écrit à qui a demandé l'avenant."]})
    mark_decided(actor, amendment, State.REFUSED, reason)
    amendment.save()
    record_event(AMENDMENT_REFUSED, actor, amendment)
    announce_end(amendment, actor)
    return amendment


@transaction.atomic
def cancel_amendment(*, actor: Actor, amendment: Amendment) -> Amendment:
    """Who asked takes it back. On one already cancelled, nothing."""
    require(actor, REQUEST_AMENDMENT, amendment.agreement)
    actor, _ = lock_agreement(actor, amendment.agreement, REQUEST_AMENDMENT)
    amendment = reread(amendment)
    if amendment.state == State.CANCELLED:
        return amendment
    check_decision(
        may_cancel(amendment.state, actor_id=actor.id, requested_by=amendment.requested_by_id), REQUEST_AMENDMENT
    )
    mark_decided(actor, amendment, State.CANCELLED)
    amendment.save()
    record_event(AMENDMENT_CANCELLED, actor, amendment)
    announce_end(amendment, actor)
    return amendment
