"""The account of somebody who has access to a convention: looked after, never weakened for the others it serves."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.identity import clean_phone
from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.account_help.actions import HelpPlace
from portal.habpps.account_help.queries import served_by
from portal.habpps.account_help.rules import Relation
from portal.habpps.grants.actions.locking import agreement_of, lock_agreement
from portal.habpps.invitations.actions import TWO_PHONES, differing_phones
from portal.habpps.invitations.mails import describe_actor, send_invitation
from portal.habpps.models import Grant, Invitation
from portal.habpps.people.events import CONTACT_CHANGED
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

from ..rules import REFUSALS


class AgreementHelp(HelpPlace):
    permission = MANAGE_USERS
    refusals = REFUSALS
    over = "L'accès de cette personne à la convention a pris fin."
    no_invitation = "Il n'y a plus d'invitation qui attende : cette personne y a répondu, ou son accès a pris fin."
    not_theirs = (
        "Cette invitation donne des droits que vous ne pouvez pas donner : la Caf, ou qui l'a faite, la corrige."
    )

    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        require(actor, MANAGE_USERS, grant.agreement)
        actor, _ = lock_agreement(actor, agreement_of(grant), MANAGE_USERS)
        return actor, Grant.objects.select_related("user", "agreement").get(pk=grant.pk, role=Role.PARTNER_USER)

    def relate(self, actor: Actor, grant: Grant, *, invited: bool) -> Relation:
        agreement = agreement_of(grant)
        return Relation(
            own=actor.id == grant.user_id,
            waits=invited or grant.user.state == User.State.PENDING,
            serves=served_by(grant.user_id, actor.today),
            partner_id=agreement.partner_id,
            by_caf=any(held.role is Role.CAF_ADMIN and held.caf_id == agreement.caf_id for held in actor.grants),
        )

    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        return describe_actor(actor, agreement_of(grant))

    def send_invitation(
        self, actor: Actor, grant: Grant, invitation: Invitation | None, *, is_new: bool = False
    ) -> None:
        send_invitation(actor, agreement_of(grant), grant.user, invitation, is_new=is_new)


AGREEMENTS = AgreementHelp()


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
