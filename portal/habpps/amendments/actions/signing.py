"""The signature of an avenant: old rights end the day before, new ones begin on the day, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.base.formats import short_date
from portal.habpps.agreements.actions.papers import add_document
from portal.habpps.agreements.actions.record import install_administrator
from portal.habpps.amendments.events import AMENDMENT_SIGNED
from portal.habpps.grants.actions.ending import stop_grant, write_period
from portal.habpps.grants.actions.locking import check_open, find_current_grant, find_overlapping_grant, lock_agreement
from portal.habpps.invitations.actions import Identity, Invited
from portal.habpps.invitations.mails import send_invitation
from portal.habpps.models import Agreement, Amendment, Document, Grant
from portal.habpps.permissions import NAME_ADMINISTRATORS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.holders import administrators
from portal.habpps.rights.periods import A_DAY, Period, iso
from portal.habpps.rights.roles import Role

from ..continuity import why_alone
from ..mails import announce_signature
from ..rules import change_day, may_sign
from .requests import check_decision, mark_decided, record_event, reread


@dataclass(frozen=True)
class Signature:
    """What was signed, when and by whom. `content`: the signed PDF, `file_name` its name; both empty when none is
    attached."""

    signed_on: date
    partner: str
    caf: str
    content: bytes = b""
    file_name: str = ""


@transaction.atomic
def sign_amendment(*, actor: Actor, amendment: Amendment, signature: Signature) -> Amendment:
    """The Caf records the signature, and the rights follow. On one already signed, nothing: no mail, no right.

    Raises ActionError: "signed_on", "partner", "caf", "file", "" when a day would be left without administrator.
    """
    require(actor, NAME_ADMINISTRATORS, amendment.agreement)
    actor, agreement = lock_agreement(actor, amendment.agreement, NAME_ADMINISTRATORS)
    amendment = reread(amendment)
    if amendment.state == Amendment.State.SIGNED:
        return amendment
    check_open(agreement, NAME_ADMINISTRATORS)
    leaving = amendment.leaving
    check_decision(
        may_sign(amendment.state, actor_id=actor.id, leaving_id=leaving.user_id if leaving else None),
        NAME_ADMINISTRATORS,
    )
    _check_signature(actor, signature)
    day = change_day(amendment.effective_on, actor.today)
    if agreement.closes_on is not None and day > agreement.closes_on:
        raise ActionError(
            f"La convention a pris fin le {short_date(agreement.closes_on)} : l'avenant ne peut plus prendre effet."
        )
    _check_never_alone(actor, agreement, amendment, day)
    if leaving is not None:
        _end_rights(actor, agreement, amendment, leaving, day)
    arrived = _begin_rights(actor, agreement, amendment, day) if amendment.email else None
    amendment.document = _attach(actor, agreement, amendment, signature)
    amendment.signed_on = signature.signed_on
    amendment.signatory_partner, amendment.signatory_caf = signature.partner.strip(), signature.caf.strip()
    mark_decided(actor, amendment, Amendment.State.SIGNED)
    amendment.save()
    record_event(AMENDMENT_SIGNED, actor, amendment, changes_on=iso(day))
    if arrived is not None and arrived.must_answer:
        send_invitation(actor, agreement, arrived.user, arrived.invitation, is_new=arrived.is_new)
    announce_signature(amendment, actor, arrived, day)
    return amendment


def _check_signature(actor: Actor, signature: Signature) -> None:
    errors: dict[str, list[str]] = {}
    if signature.signed_on > actor.today:
        errors["signed_on"] = ["La signature ne peut pas être à venir."]
    for field, typed in (("partner", signature.partner), ("caf", signature.caf)):
        if not typed.strip():
            errors[field] = ["Indiquez qui a signé."]
    if errors:
        raise ActionError(errors)


def administrators_left(agreement: Agreement, amendment: Amendment, today: date) -> int:
    """How many people administer the convention once the avenant has taken effect, all accounts counted."""
    staying = administrators(agreement, change_day(amendment.effective_on, today))
    if amendment.leaving is not None:
        staying -= {amendment.leaving.user_id}
    return len(staying) + bool(amendment.email)


def _check_never_alone(actor: Actor, agreement: Agreement, amendment: Amendment, day: date) -> None:
    if why := why_alone(agreement, amendment, actor.today):
        raise ActionError(why)


def _end_rights(actor: Actor, agreement: Agreement, amendment: Amendment, leaving: Grant, day: date) -> None:
    """Administration and « AFAS Habiliter », and, unless they stay users, the access with all that hangs under it."""
    roles = [Role.PARTNER_ADMIN, Role.AFAS_MANAGER] if amendment.keeps_access else [Role.PARTNER_USER]
    held = Grant.objects.filter(agreement=agreement, user=leaving.user_id, role__in=roles)
    reason = f"Avenant n° {amendment.number}"
    for grant in held.standing(actor.today).order_by("id"):
        stop_grant(actor, grant, last_day=day - A_DAY, reason=reason)


def _begin_rights(actor: Actor, agreement: Agreement, amendment: Amendment, day: date) -> Invited:
    email = amendment.email
    # Another person of the same name was seen, and told apart, when the avenant was asked for.
    identity = Identity(
        amendment.last_name,
        amendment.first_name,
        email,
        email,
        amendment.phone,
        amendment.phone,
        somebody_else=True,
    )
    known = User.objects.with_email(email).first()
    membership = find_current_grant(agreement, known.pk, Role.PARTNER_USER, actor.today) if known else None
    if membership is not None:
        if membership.suspended_at is not None:
            raise ActionError("La Caf a suspendu l'accès de la personne qui arrive : levez d'abord cette mesure.")
        _extend_access(actor, agreement, membership, day)
    return install_administrator(actor, agreement, identity, Period(day, agreement.closes_on))


def _extend_access(actor: Actor, agreement: Agreement, membership: Grant, day: date) -> None:
    """Somebody who had a bounded access administers as long as the convention lasts: so does the access."""
    period = Period(min(membership.valid_from, day), agreement.closes_on)
    place = {"agreement_id": agreement.pk}
    if period == Period(membership.valid_from, membership.valid_until):
        return
    if find_overlapping_grant(membership.user, Role.PARTNER_USER, place, period, other_than=membership.pk) is None:
        write_period(actor, membership, period)


def _attach(actor: Actor, agreement: Agreement, amendment: Amendment, signature: Signature) -> Document | None:
    if not signature.content:
        return None
    return add_document(
        actor=actor,
        agreement=agreement,
        kind=Document.Kind.AMENDMENT,
        title=f"Avenant n° {amendment.number} signé",
        content=signature.content,
        name=signature.file_name,
    )
