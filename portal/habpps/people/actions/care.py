"""The account of somebody who has access to a convention: looked after, never weakened for the others it serves."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.identity import clean_phone
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.account_help.actions import HelpPlace
from portal.habpps.grants.actions.locking import agreement_of, lock_agreement
from portal.habpps.invitations.actions import TWO_PHONES, describe_actor, differing_phones, send_invitation
from portal.habpps.models import Agreement, Grant
from portal.habpps.people.events import CONTACT_CHANGED
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.roles import PARTNER_ROLES, Role
from portal.journal.writer import log_event

from ..rules import may_touch_account


class AgreementHelp(HelpPlace):
    permission = MANAGE_USERS
    over = "L'accès de cette personne à la convention a pris fin."
    no_invitation = "Il n'y a plus d'invitation à renvoyer : cette personne y a répondu, ou son accès a pris fin."

    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        require(actor, MANAGE_USERS, grant.agreement)
        actor, _ = lock_agreement(actor, agreement_of(grant), MANAGE_USERS)
        return actor, Grant.objects.select_related("user", "agreement").get(pk=grant.pk, role=Role.PARTNER_USER)

    def decide(self, actor: Actor, grant: Grant, *, invited: bool) -> Decision:
        """Reads what else the account serves."""
        agreement = agreement_of(grant)
        return may_touch_account(
            actor_id=actor.id,
            user_id=grant.user_id,
            waits=invited,
            official=is_official(grant.user_id),
            serves_others=serves_others(grant.user_id, agreement),
            by_caf=any(held.role is Role.CAF_ADMIN and held.caf_id == agreement.caf_id for held in actor.grants),
        )

    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        return describe_actor(actor, agreement_of(grant))

    def send_invitation(self, actor: Actor, grant: Grant) -> None:
        send_invitation(actor, agreement_of(grant), grant.user)


AGREEMENTS = AgreementHelp()


def is_official(user_id: int) -> bool:
    """Does the account hold rights of a Caf or of the nation?"""
    return Grant.objects.filter(user=user_id, revoked_at=None).exclude(role__in=PARTNER_ROLES).exists()


def serves_others(user_id: int, agreement: Agreement) -> bool:
    """Does the account hold rights under another partner? Its holder, or a Caf, looks after it then."""
    held = Grant.objects.filter(user=user_id, revoked_at=None, agreement__isnull=False)
    return held.exclude(agreement__partner_id=agreement.partner_id).exists()


@transaction.atomic
def change_contact(*, actor: Actor, membership: Grant, phone: str, phone_again: str, mobility: str) -> User:
    """The telephone and the kind of post of somebody who has access to this partner only.

    Raises ActionError "phone_again"; Refused when the account serves others too.
    """
    actor, membership = AGREEMENTS.lock(actor, membership)
    agreement = agreement_of(membership)
    if differing_phones(phone, phone_again):
        raise ActionError({"phone_again": [TWO_PHONES]})
    AGREEMENTS.check(actor, membership)
    user = User.objects.select_for_update().get(pk=membership.user_id)
    typed = {"phone": clean_phone(phone), "mobility": mobility}
    changed = [name for name, value in typed.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, typed[name])
        user.save(update_fields=changed)
        log_event(
            CONTACT_CHANGED,
            actor_id=actor.id,
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
            about=("accounts.user", user.pk),
            user=user.pk,
            fields=changed,
        )
    return user
