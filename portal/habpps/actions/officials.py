"""The people of a Caf and of the nation: without the first of them, nobody could name anybody."""

from __future__ import annotations

from django.db import transaction

from portal import journal
from portal.accounts.actions import create_account
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError

from ..models import Caf, Grant
from ..rights.actor import Actor
from ..rights.decisions import Decision, check, grantable_roles
from ..rights.roles import SCOPE_OF, Role, Scope
from ..rules import may_grant


@transaction.atomic
def name_official(
    *, actor: Actor | None, role: Role, caf: Caf | None, first_name: str, last_name: str, email: str
) -> Grant:
    """Give a role of a Caf, or of the nation, from today; the account is created unless the e-mail is known.

    `actor` is None when the portal's operator does it by command. A role that the person holds already is answered
    as it is. Raises `ActionError` when role and Caf do not go together, `Refused` when the actor may not give it.
    """
    if SCOPE_OF[role] not in (Scope.CAF, Scope.NATION):
        raise ActionError({"role": ["Ce rôle se donne au sein d'une convention."]})
    if (SCOPE_OF[role] is Scope.CAF) != (caf is not None):
        raise ActionError({"caf": ["Indiquez la Caf d'un rôle de Caf, et aucune pour un rôle national."]})
    if caf is not None:
        Caf.objects.select_for_update().get(pk=caf.pk)
    caf_id, actor_id = (caf.pk if caf else None), (actor.id if actor else None)
    known = User.objects.with_email(email).first()
    if actor is not None:
        grantable = grantable_roles(actor, caf_id=caf_id or 0)
        decision = may_grant(actor_id=actor.id, user_id=known.pk if known else 0, role=role, grantable=grantable)
        check(Decision(decision.allowed, decision.reason))
    user = known or create_account(
        actor=actor.user if actor else None, first_name=first_name, last_name=last_name, email=email, caf_id=caf_id
    )
    today = clock.today()
    held = Grant.objects.filter(user=user, role=role, caf=caf, revoked_at=None).exclude(valid_until__lt=today).first()
    if held is not None:
        return held
    grant = Grant.objects.create(
        user=user, role=role, caf=caf, valid_from=today, given_by_id=actor_id, given_at=clock.now()
    )
    journal.record(
        "habpps.official_named",
        actor_id=actor_id,
        caf_id=caf_id,
        about=("habpps.grant", grant.pk),
        user=user.pk,
        role=role.value,
    )
    return grant
