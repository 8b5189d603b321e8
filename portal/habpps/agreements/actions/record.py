"""Conventions: recorded, validated, closed; and the people who administer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused, collect_errors
from portal.base.folding import name_key
from portal.base.typed import read_field, read_label
from portal.habpps.agreements.events import AGREEMENT_RECORDED, AGREEMENT_VALIDATED
from portal.habpps.agreements.mails import AGREEMENT_VALIDATED_MAIL
from portal.habpps.extensions import run_opening_hooks
from portal.habpps.grants.actions.giving import give_right
from portal.habpps.grants.actions.locking import (
    check_grantable,
    check_not_suspended,
    check_open,
    find_current_grant,
    lock_agreement,
)
from portal.habpps.invitations.actions import Identity, Invited, find_account, invite_person
from portal.habpps.invitations.mails import send_invitation
from portal.habpps.models import AccessGroup, Agreement, Partner, Service, ServiceContract
from portal.habpps.partners.queries import decide_recording
from portal.habpps.permissions import NAME_ADMINISTRATORS, RECORD_AGREEMENT
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.holders import administrators, own_caf
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.periods import Period, asked_period, iso
from portal.habpps.rights.roles import Role
from portal.habpps.rights.rules import TWO_ADMINISTRATORS
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail

from ..rules.life import may_validate_agreement, missing_for_validation
from .ends import close_ended
from .enrolments import open_enrolment

AFAS = {"code": "AFAS", "label": "Aides financières d'action sociale"}


@dataclass(frozen=True)
class Terms:
    """The dates of a convention, of its contrat de service and of its bulletin d'adhésion AFAS, and who manages."""

    opens_on: date
    closes_on: date | None
    delegated: bool
    contract_opens_on: date
    contract_closes_on: date | None
    enrolment_opens_on: date
    late_reason: str = ""

    def check(self) -> None:
        collect_errors(
            lambda: asked_period(self.opens_on, self.closes_on, end_field="closes_on"),
            lambda: asked_period(self.contract_opens_on, self.contract_closes_on, end_field="contract_closes_on"),
            self._check_enrolment,
        )

    def _check_enrolment(self) -> None:
        # An end before the beginning has its own error.
        if self.closes_on is not None and self.opens_on <= self.closes_on < self.enrolment_opens_on:
            raise ActionError(
                {"enrolment_opens_on": ["Le bulletin d'adhésion commence après la fin de la convention."]}
            )


@transaction.atomic
def record_agreement(
    *, actor: Actor, partner: Partner, label: str, terms: Terms, administrators: Sequence[Identity]
) -> Agreement:
    """A draft convention with all its papers: contract, enrolment, both groups, and its two administrators, whose
    accounts are created (their mails leave) or linked. Nothing opens before `validate_agreement`.

    Raises ActionError: "partner", dates as named in `Terms`, "first-email"…, "second-email"….
    """
    require(actor, RECORD_AGREEMENT, partner)
    collect_errors(terms.check, lambda: _check_administrators(administrators))
    caf = own_caf(actor, partner)
    # The partner's row is the lock under which « one convention per partner and Caf » is read.
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    decision = decide_recording(actor, partner)
    if not decision:
        raise ActionError({"partner": [decision.reason]})
    close_ended(actor, partner, caf)
    agreement = Agreement.objects.create(
        partner=partner,
        caf=caf,
        label=read_field("label", read_label, label),
        opens_on=terms.opens_on,
        closes_on=terms.closes_on,
    )
    ServiceContract.objects.create(
        agreement=agreement,
        delegated=terms.delegated,
        opens_on=terms.contract_opens_on,
        closes_on=terms.contract_closes_on,
    )
    service, _ = Service.objects.get_or_create(code=AFAS["code"], defaults=AFAS)
    open_enrolment(actor, agreement, service, terms.enrolment_opens_on, late_reason=terms.late_reason)
    log_event(
        AGREEMENT_RECORDED,
        actor_id=actor.id,
        caf_id=caf.pk,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
        partner=partner.pk,
        opens_on=iso(terms.opens_on),
        closes_on=iso(terms.closes_on),
        delegated=terms.delegated,
    )
    for identity in administrators:
        # Nobody administered the convention in this portal before it was recorded.
        days = Period(max(terms.opens_on, actor.today), terms.closes_on)
        invited = install_administrator(actor, agreement, identity, days)
        send_invitation(actor, agreement, invited.user, invited.invitation, is_new=invited.is_new)
    return agreement


def _check_administrators(people: Sequence[Identity]) -> None:
    if len(people) != TWO_ADMINISTRATORS:
        raise ActionError("Désignez les deux administrateurs que la convention nomme.")
    first, second = people
    collect_errors(lambda: first.check("first-"), lambda: second.check("second-"))
    if first.address == second.address:
        raise ActionError({"second-email": ["Les deux administrateurs doivent être deux personnes différentes."]})
    names = [name_key(each.first_name, each.last_name) for each in people]
    if names[0] == names[1] and not second.somebody_else:
        message = "Les deux administrateurs portent le même nom : confirmez que ce sont deux personnes."
        raise ActionError({"second-somebody_else": [message]})


def install_administrator(
    actor: Actor, agreement: Agreement, identity: Identity, period: Period, *, late_reason: str = ""
) -> Invited:
    """The rights of an administrator: user of the convention, its administrator, member of « AFAS Habiliter ». The
    account is found or made. The caller holds the lock, and tells the person."""
    invited = invite_person(actor, agreement, identity, find_account(identity.address))
    user = invited.user
    check_grantable(actor, agreement, user, Role.PARTNER_ADMIN, NAME_ADMINISTRATORS)
    check_not_suspended(agreement, user.pk)
    membership = find_current_grant(agreement, user.pk, Role.PARTNER_USER, actor.today)
    if membership is None:
        membership = give_right(
            actor, user, Role.PARTNER_USER, agreement, period, under=None, late_reason=late_reason
        ).grants[0]
    give_right(actor, user, Role.PARTNER_ADMIN, agreement, period, under=membership, late_reason=late_reason)
    group = AccessGroup.objects.get(enrolment__agreement=agreement, kind=AccessGroup.Kind.AFAS_HABILITER)
    give_right(
        actor, user, Role.AFAS_MANAGER, agreement, period, under=membership, group=group, late_reason=late_reason
    )
    return invited


@transaction.atomic
def name_administrator(
    *, actor: Actor, agreement: Agreement, identity: Identity, valid_from: date, late_reason: str = ""
) -> User:
    """After an avenant: one more administrator. Raises ActionError: "email_again", "email" (already one), "valid_from",
    "late_reason"."""
    require(actor, NAME_ADMINISTRATORS, agreement)
    identity.check()
    actor, agreement = lock_agreement(actor, agreement, NAME_ADMINISTRATORS)
    check_open(agreement, NAME_ADMINISTRATORS)
    known = User.objects.with_email(identity.address).first()
    if known is not None and known.pk in administrators(agreement, actor.today):
        raise ActionError({"email": ["Cette personne est déjà administrateur de la convention."]})
    period = Period(valid_from, agreement.closes_on)
    invited = install_administrator(actor, agreement, identity, period, late_reason=late_reason)
    send_invitation(actor, agreement, invited.user, invited.invitation, is_new=invited.is_new)
    return invited.user


def missing(agreement: Agreement, today: date) -> list[str]:
    """What the convention lacks before it can be validated, in French."""
    enrolments = list(agreement.enrolments.values_list("pk", flat=True))
    return missing_for_validation(
        has_contract=ServiceContract.objects.filter(agreement=agreement).exists(),
        enrolments=len(enrolments),
        groups=AccessGroup.objects.filter(enrolment__in=enrolments).count(),
        administrators=len(administrators(agreement, today)),
    )


@transaction.atomic
def validate_agreement(*, actor: Actor, agreement: Agreement) -> Agreement:
    """Opens the convention; on one already validated, nothing. Refused while something is missing."""
    require(actor, RECORD_AGREEMENT, agreement)
    actor, agreement = lock_agreement(actor, agreement, RECORD_AGREEMENT)
    if agreement.state == Agreement.State.VALIDATED:
        return agreement
    decision = may_validate_agreement(agreement.state, missing(agreement, actor.today))
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=RECORD_AGREEMENT))
    agreement.state, agreement.validated_at = Agreement.State.VALIDATED, clock.now()
    agreement.save(update_fields=["state", "validated_at"])
    # Until now nobody could declare anything of them.
    agreement.activities.update(registered_on=actor.today)
    log_event(
        AGREEMENT_VALIDATED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.agreement", agreement.pk),
    )
    _announce_validation(actor, agreement)
    run_opening_hooks(agreement)
    return agreement


def _announce_validation(actor: Actor, agreement: Agreement) -> None:
    """To the administrators that the convention names, present and to come: the mail about their account came while
    nothing was open."""
    context = {
        "agreement": agreement,
        "partner": partner_in_mails(agreement),
        "caf": agreement.caf,
        "given_by": actor.user,
        "opens_later": agreement.opens_on > actor.today,
    }
    for user in User.objects.filter(pk__in=administrators(agreement, actor.today)).order_by("pk"):
        queue_mail(
            AGREEMENT_VALIDATED_MAIL, to=user, context=context, caf_id=agreement.caf_id, agreement_id=agreement.pk
        )
