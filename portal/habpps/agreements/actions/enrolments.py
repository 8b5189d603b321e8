"""« Bulletins d'adhésion »: a convention joins a service of the bouquet, leaves it, comes back. Its groups follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from portal.base import clock
from portal.base.errors import ActionError
from portal.base.formats import short_date
from portal.habpps.agreements.events import ENROLMENT_ADDED, ENROLMENT_ENDED, ENROLMENT_KEPT
from portal.habpps.agreements.mails import AGREEMENT_CHANGED_MAIL
from portal.habpps.extensions import run_opening_hooks
from portal.habpps.grants.actions.locking import check_open, lock_agreement
from portal.habpps.grants.mails import queue_notice
from portal.habpps.models import AccessGroup, Agreement, Enrolment, Service
from portal.habpps.permissions import RECORD_AGREEMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.lives import describe_late_start
from portal.habpps.rights.periods import asked_period, check_late_start, iso
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

# The groups that each service opens; one without groups opens nothing in this portal yet.
GROUPS_OF: dict[str, tuple[AccessGroup.Kind, ...]] = {"AFAS": tuple(AccessGroup.Kind)}


def open_enrolment(
    actor: Actor, agreement: Agreement, service: Service, opens_on: date, *, late_reason: str
) -> Enrolment:
    """The rows; the caller has decided. Raises ActionError "late_reason" when the day has passed without one."""
    late = _late(actor, opens_on, late_reason)
    enrolment = Enrolment.objects.create(agreement=agreement, service=service, opens_on=opens_on, **late)
    for kind in GROUPS_OF.get(service.code, ()):
        AccessGroup.objects.create(enrolment=enrolment, kind=kind, opens_on=opens_on)
    return enrolment


def _late(actor: Actor, opens_on: date, reason: str) -> dict[str, Any]:
    """The columns that say that the first day was written after it had passed."""
    why = check_late_start(opens_on, actor.today, reason)
    return {"late_reason": why, "late_by": actor.user if why else None, "late_at": clock.now() if why else None}


@transaction.atomic
def add_enrolment(
    *, actor: Actor, agreement: Agreement, service: Service, opens_on: date, late_reason: str = ""
) -> Enrolment:
    """Joins a service with its groups; one that was left is joined again: its groups keep their members, whose dates
    decide. Raises ActionError: "service" (joined already), "opens_on" (outside the convention), "late_reason"."""
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    check_open(agreement, RECORD_AGREEMENT)
    if not agreement.opens_on <= opens_on <= (agreement.closes_on or opens_on):
        raise ActionError({"opens_on": ["Cette date est hors de la convention."]})
    known = agreement.enrolments.filter(service=service).first()
    if known is None:
        enrolment = open_enrolment(actor, agreement, service, opens_on, late_reason=late_reason)
    elif known.closes_on is None:
        raise ActionError({"service": ["La convention adhère déjà à ce service."]})
    elif actor.today <= known.closes_on:
        # Moved to a day to come, its groups would open nothing until then.
        message = f"L'adhésion court jusqu'au {short_date(known.closes_on)} : pour la prolonger, modifiez sa fin."
        raise ActionError({"service": [message]})
    elif opens_on <= known.closes_on:
        message = f"Le bulletin précédent a couru jusqu'au {short_date(known.closes_on)} : choisissez un jour après."
        raise ActionError({"opens_on": [message]})
    else:
        enrolment = known
        for name, value in _late(actor, opens_on, late_reason).items():
            setattr(enrolment, name, value)
        enrolment.save(update_fields=["late_reason", "late_by", "late_at"])
        _change_dates(enrolment, {"opens_on": opens_on, "closes_on": None})
    late = describe_late_start(enrolment)
    _record_and_announce(
        ENROLMENT_ADDED,
        actor,
        enrolment,
        f"à partir du {short_date(opens_on)}{f' ({late[:1].lower()}{late[1:]})' if late else ''}",
        opens_on=iso(opens_on),
        late_reason=enrolment.late_reason,
    )
    return enrolment


@transaction.atomic
def end_enrolment(*, actor: Actor, enrolment: Enrolment, closes_on: date | None) -> Enrolment:
    """Its last day, which is its groups' too: their rights stop counting after it. None: it goes on without an end.
    The same day: nothing is written.

    Raises ActionError "closes_on" when it precedes its opening, or once the enrolment is over.
    """
    require(actor, RECORD_AGREEMENT, enrolment.agreement)
    actor, agreement = lock_agreement(actor, enrolment.agreement, RECORD_AGREEMENT)
    check_open(agreement, RECORD_AGREEMENT)
    enrolment = agreement.enrolments.get(pk=enrolment.pk)
    asked_period(enrolment.opens_on, closes_on, end_field="closes_on")
    was = enrolment.closes_on
    if was == closes_on:
        return enrolment
    if was is not None and was < actor.today:
        raise ActionError({"closes_on": [f"L'adhésion a pris fin le {short_date(was)} : ajoutez un nouveau bulletin."]})
    _change_dates(enrolment, {"closes_on": closes_on})
    if closes_on is None:
        _record_and_announce(ENROLMENT_KEPT, actor, enrolment, "sans date de fin", was=iso(was))
    else:
        _record_and_announce(
            ENROLMENT_ENDED,
            actor,
            enrolment,
            f"fin le {short_date(closes_on)} au soir",
            closes_on=iso(closes_on),
        )
    return enrolment


def _change_dates(enrolment: Enrolment, dates: dict[str, date | None]) -> None:
    """Of the enrolment and of its groups."""
    for name, day in dates.items():
        setattr(enrolment, name, day)
    enrolment.save(update_fields=list(dates))
    enrolment.groups.update(**dates)


def _record_and_announce(kind: EventKind, actor: Actor, enrolment: Enrolment, line: str, **facts: str) -> None:
    """An event, a mail to the administrators, whose people gain or lose the service, and what opens with it."""
    agreement = enrolment.agreement
    lines = [f"adhésion au service «\u00a0{enrolment.service.label}\u00a0» : {line}"]
    for user in effective_administrators(agreement, actor.today):
        queue_notice(user, agreement, AGREEMENT_CHANGED_MAIL, actor=actor, lines=lines)
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=enrolment.agreement.caf_id,
        agreement_id=enrolment.agreement_id,
        about=("habpps.agreement", enrolment.agreement_id),
        service=enrolment.service_id,
        **facts,
    )
    run_opening_hooks(agreement)
