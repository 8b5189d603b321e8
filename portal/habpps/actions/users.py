"""The people of a convention: given access, looked after, sent a new link."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal import journal
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.base.errors import ActionError, Refused

from ..models import AccessGroup, Agreement, Grant
from ..rights.actor import Actor
from ..rights.decisions import Decision, require
from ..rights.roles import GROUP_ROLES, PARTNER_ROLES, Role
from .granting import Outcome, agreement_of, asked_period, check_grantable, check_open, current, give, lock
from .people import Identity, account_for, digits

MANAGE = "habpps.manage_users"


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    agreement: Agreement,
    identity: Identity,
    valid_from: date,
    valid_until: date | None = None,
    group: AccessGroup | None = None,
) -> Outcome:
    """Gives somebody access to the convention, and to a group at once if asked: `grants[0]` is the membership.

    Raises ActionError: "email_again", "phone_again", "email" (already in this convention), "group", dates.
    """
    require(actor, MANAGE, agreement)
    identity.check()
    period = asked_period(valid_from, valid_until)
    actor, agreement = lock(actor, agreement)
    check_open(agreement, MANAGE)
    known = User.objects.filter(email__iexact=identity.address).first()
    if known is not None and current(agreement, known.pk, Role.PARTNER_USER, actor.today):
        message = f"{known.get_full_name()} a déjà accès à cette convention : ajoutez cette personne à un groupe."
        raise ActionError({"email": [message]})
    user = account_for(actor, agreement, identity)
    check_grantable(actor, agreement, user, Role.PARTNER_USER, MANAGE)
    outcome = give(actor, user, Role.PARTNER_USER, agreement, period)
    if group is not None:
        added = _join(actor, agreement, user, outcome.grants[0], group, period.start, period.until)
        outcome = Outcome(outcome.grants + added.grants, outcome.notes + added.notes)
    return outcome


def _join(
    actor: Actor,
    agreement: Agreement,
    user: User,
    membership: Grant,
    group: AccessGroup,
    valid_from: date,
    valid_until: date | None,
) -> Outcome:
    if not AccessGroup.objects.filter(pk=group.pk, enrolment__agreement=agreement).exists():
        raise ActionError({"group": ["Choisissez un groupe de cette convention."]})
    role = GROUP_ROLES[group.kind]
    check_grantable(actor, agreement, user, role, MANAGE)
    period = asked_period(valid_from, valid_until)
    return give(actor, user, role, agreement, period, under=membership, group=group)


@transaction.atomic
def add_to_group(
    *, actor: Actor, membership: Grant, group: AccessGroup, valid_from: date, valid_until: date | None = None
) -> Outcome:
    """« Ajouter au groupe »: a user of the convention (`membership`) joins one of its groups.

    Already in it: nothing is written, `notes` says so. Raises ActionError: "group", "valid_from", "valid_until".
    """
    require(actor, MANAGE, membership.agreement)
    actor, agreement = lock(actor, agreement_of(membership))
    check_open(agreement, MANAGE)
    membership = Grant.objects.select_related("user").get(pk=membership.pk, role=Role.PARTNER_USER)
    if membership.revoked_at is not None:
        raise ActionError({"valid_from": ["L'accès de cette personne à la convention a été supprimé."]})
    return _join(actor, agreement, membership.user, membership, group, valid_from, valid_until)


@transaction.atomic
def change_contact(*, actor: Actor, membership: Grant, phone: str, phone_again: str, mobility: str) -> User:
    """The telephone and the kind of post of somebody who has access to this partner only.

    Raises ActionError "phone_again"; Refused when the account serves others too.
    """
    require(actor, MANAGE, membership.agreement)
    actor, agreement = lock(actor, agreement_of(membership))
    if digits(phone) != digits(phone_again):
        raise ActionError({"phone_again": ["Les deux numéros sont différents. Saisissez deux fois le même."]})
    user = User.objects.select_for_update().get(pk=membership.user_id)
    if serves_others(user, agreement):
        reason = "Seule cette personne peut modifier ses coordonnées, dans «\u00a0Mon compte\u00a0»."
        raise Refused(Decision(False, reason, permission=MANAGE))
    typed = {"phone": phone.strip(), "mobility": mobility}
    changed = [name for name, value in typed.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, typed[name])
        user.save(update_fields=changed)
        journal.record(
            "habpps.contact_changed",
            actor_id=actor.id,
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
            about=("accounts.user", user.pk),
            user=user.pk,
            fields=changed,
        )
    return user


def serves_others(user: User, agreement: Agreement) -> bool:
    """Does the account hold rights outside this partner? Its holder alone looks after it then."""
    held = Grant.objects.filter(user=user, revoked_at=None)
    return (
        held.exclude(role__in=PARTNER_ROLES).exists()
        or held.filter(agreement__isnull=False).exclude(agreement__partner_id=agreement.partner_id).exists()
    )


@transaction.atomic
def reset_password(*, actor: Actor, membership: Grant) -> User:
    """« Réinitialiser le mot de passe »: a new link leaves to the person's own address (activation, as long as the
    account was never activated). Nothing is shown to who asks. Raises ActionError on a closed account."""
    require(actor, MANAGE, membership.agreement)
    actor, agreement = lock(actor, agreement_of(membership))
    user = User.objects.get(pk=membership.user_id)
    send = accounts.reissue_activation if user.state == User.State.PENDING else accounts.send_reset
    send(actor=actor.user, user=user, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    return user


@transaction.atomic
def end_sessions(*, actor: Actor, membership: Grant) -> User:
    """Signs the person out everywhere."""
    require(actor, MANAGE, membership.agreement)
    actor, _ = lock(actor, agreement_of(membership))
    accounts.end_sessions(actor=actor.user, user=membership.user)
    return membership.user
