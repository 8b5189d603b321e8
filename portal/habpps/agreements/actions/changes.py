"""What is corrected of a convention while it lives: its words, its dates, its contrat de service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from portal.base.errors import ActionError
from portal.base.seen import check_unchanged
from portal.base.typed import read_field, read_label
from portal.habpps.agreements.events import AGREEMENT_CHANGED
from portal.habpps.agreements.mails import AGREEMENT_CHANGED_MAIL
from portal.habpps.changes import apply_changes
from portal.habpps.extensions import run_opening_hooks
from portal.habpps.grants.actions.locking import check_open, lock_agreement
from portal.habpps.grants.mails import queue_notice
from portal.habpps.models import Agreement, Grant, Measure, ServiceContract
from portal.habpps.permissions import RECORD_AGREEMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.periods import asked_period
from portal.journal.writer import log_event

from .. import facts
from ..rules.life import why_not_dates


@dataclass(frozen=True)
class NewTerms:
    """The convention as it is to be; `extend_rights`: the rights that ended with it end with its new date."""

    label: str
    opens_on: date
    closes_on: date | None
    separate_approver: bool
    delegated: bool
    contract_opens_on: date
    contract_closes_on: date | None
    extend_rights: bool = False


@transaction.atomic
def change_agreement(
    *, actor: Actor, agreement: Agreement, terms: NewTerms, seen: Mapping[str, str] | None = None
) -> Agreement:
    """Takes effect at the next request of everybody concerned; the administrators receive a mail. Nothing differs:
    nothing is written.

    Raises ActionError: "opens_on", "closes_on", "contract_closes_on", "delegated"; Refused once closed; Stale when it is
    no longer as `seen`.
    """
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    check_open(agreement, RECORD_AGREEMENT)
    check_unchanged(facts.of_agreement(agreement), seen)
    asked_period(terms.contract_opens_on, terms.contract_closes_on, end_field="contract_closes_on")
    first = agreement.activities.order_by("opens_on").values_list("opens_on", flat=True).first()
    if errors := why_not_dates(
        terms.opens_on, terms.closes_on, state=agreement.state, first_activity=first, today=actor.today
    ):
        raise ActionError(errors)
    readers, until = effective_administrators(agreement, actor.today), agreement.closes_on
    values = {
        "label": read_field("label", read_label, terms.label),
        "opens_on": terms.opens_on,
        "closes_on": terms.closes_on,
    }
    changes = apply_changes(agreement, {**values, "separate_approver": terms.separate_approver})
    changes += _change_contract(agreement, terms)
    followed = _extend(agreement, until, terms.closes_on) if terms.extend_rights else 0
    if not changes:
        return agreement
    log_event(
        AGREEMENT_CHANGED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
        changes=changes,
        followed=followed,
    )
    for user in readers:
        queue_notice(user, agreement, AGREEMENT_CHANGED_MAIL, actor=actor, lines=changes)
    run_opening_hooks(agreement)
    return agreement


def _change_contract(agreement: Agreement, terms: NewTerms) -> list[str]:
    values = {"opens_on": terms.contract_opens_on, "closes_on": terms.contract_closes_on, "delegated": terms.delegated}
    contract = ServiceContract.objects.filter(agreement=agreement).first()
    if contract is None:
        ServiceContract.objects.create(agreement=agreement, **values)
        return ["contrat de service : enregistré"]
    withdrawn = Measure.objects.filter(
        agreement=agreement, kind=Measure.Kind.WITHDRAW_DELEGATION, lifted_at=None
    ).exists()
    if withdrawn and terms.delegated:
        message = "La gestion déléguée est retirée par une mesure de précaution : levez d'abord la mesure."
        raise ActionError({"delegated": [message]})
    return [f"contrat de service, {each}" for each in apply_changes(contract, values)]


def _extend(agreement: Agreement, was: date | None, until: date | None) -> int:
    """Rights that ended on the convention's own last day follow it, when it moves away; others keep their dates."""
    if was is None or (until is not None and until <= was):
        return 0
    return Grant.objects.filter(agreement=agreement, revoked_at=None, valid_until=was).update(valid_until=until)


def rights_that_end_with(agreement: Agreement) -> int:
    """How many rights end on the convention's last day."""
    if agreement.closes_on is None:
        return 0
    return Grant.objects.filter(agreement=agreement, revoked_at=None, valid_until=agreement.closes_on).count()
