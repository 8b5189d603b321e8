"""The people of a Caf and of the nation: named, and named again once their role is over."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.accounts.lifecycle.actions import create_account
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.grants.actions.locking import find_overlapping_grant
from portal.habpps.invitations.actions import (
    Identity,
    check_namesakes,
    find_account,
    invite_again,
    make_account,
    save_invitation,
)
from portal.habpps.models import Caf, Grant, Invitation
from portal.habpps.officials.events import OFFICIAL_NAMED
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, grantable_roles, require, require_decision
from portal.habpps.rights.periods import Period, asked_period, check_late_start, iso
from portal.habpps.rights.roles import SCOPE_OF, Role, Scope
from portal.habpps.rights.rules import may_grant
from portal.habpps.rights.shown import shown_person
from portal.journal.writer import log_event

from ..mails import mail_administrators, mail_named


def lock_caf(actor: Actor, caf: Caf) -> tuple[Actor, Caf]:
    """Waits for the Caf's row, then reads the actor's grants again: they may have ended during the wait."""
    require(actor, MANAGE_OFFICIALS, caf)
    locked = Caf.objects.select_for_update(no_key=True).get(pk=caf.pk)
    actor = Actor(actor.user, actor.today)
    require(actor, MANAGE_OFFICIALS, locked)
    return actor, locked


def grantable(actor: Actor, caf: Caf) -> frozenset[Role]:
    return grantable_roles(actor, caf_id=caf.pk)


@transaction.atomic
def name_official(
    *, actor: Actor | None, role: Role, caf: Caf | None, first_name: str, last_name: str, email: str
) -> Grant:
    """Give a role of a Caf, or of the nation, from today; the account is created unless the e-mail is known.

    For the portal's operator (`actor` None) above all: the first of them could be named by nobody else, and has nothing to
    accept. A role that
    the person holds already is answered as it is. Raises `ActionError` when role and Caf do not go together,
    `Refused` when the actor may not give it.
    """
    if SCOPE_OF[role] not in (Scope.CAF, Scope.NATION):
        raise ActionError({"role": ["Ce rôle se donne au sein d'une convention."]})
    if (SCOPE_OF[role] is Scope.CAF) != (caf is not None):
        raise ActionError({"caf": ["Indiquez la Caf d'un rôle de Caf, et aucune pour un rôle national."]})
    if actor is not None and caf is not None:
        actor, caf = lock_caf(actor, caf)
    known = find_account(email)
    caf_id = caf.pk if caf else None
    _check(actor, role, caf_id, known)
    user = known or create_account(
        actor=actor.user if actor else None, first_name=first_name, last_name=last_name, email=email, caf_id=caf_id
    )
    period = Period(clock.today())
    held = find_overlapping_grant(user, role, {"caf_id": caf_id}, period)
    if held is not None:
        return held
    if actor is None or caf is None:
        return _write(actor, user, role, caf_id, period)
    identity = Identity(last_name, first_name, email, email)
    invitation = save_invitation(user, identity, is_new=known is None, caf=caf)
    return _write(actor, user, role, caf_id, period, invitation)


@transaction.atomic
def name_agent(
    *,
    actor: Actor,
    caf: Caf,
    role: Role,
    identity: Identity,
    valid_from: date,
    valid_until: date | None = None,
    late_reason: str = "",
) -> Grant:
    """« Nommer un agent » of a Caf: the account of the e-mail, or a new one whose activation leaves by mail.

    An account that exists stays as it is, and nothing of it is told: until the person accepts, the Caf reads what
    was typed. Raises ActionError: "role", "email_again", "email" (has the role already), dates, "late_reason"; Refused.
    """
    identity.check()
    if SCOPE_OF[role] is not Scope.CAF:
        raise ActionError({"role": ["Choisissez un rôle de la Caf."]})
    period = _period(valid_from, valid_until, actor)
    actor, caf = lock_caf(actor, caf)
    known = find_account(identity.address)
    _check(actor, role, caf.pk, known)
    held = find_overlapping_grant(known, role, {"caf_id": caf.pk}, period) if known else None
    if held is not None:
        days = Period(held.valid_from, held.valid_until).french()
        said = (
            f"{shown_person(held).full_name} a déjà le rôle «\u00a0{role.label}\u00a0» {days}. Pour en changer la fin, "
            "ouvrez sa fiche, puis «\u00a0Mettre fin au rôle\u00a0» : son dernier jour peut être repoussé."
        )
        raise ActionError({"email": [said]})
    check_namesakes(caf, identity)
    user, is_new = known, False
    if user is None:
        user, is_new = make_account(actor, identity, caf_id=caf.pk)
    invitation = save_invitation(user, identity, is_new=is_new, caf=caf)
    grant = _write(actor, user, role, caf.pk, period, invitation, late_reason)
    mail_named(actor, caf, grant, invitation, is_new=is_new)
    mail_administrators(actor, caf, grant)
    return grant


@transaction.atomic
def reopen_official(
    *, actor: Actor, grant: Grant, valid_from: date, valid_until: date | None = None, late_reason: str = ""
) -> Grant:
    """Gives back a role of the Caf that is over, as a new one. Raises ActionError: dates, "late_reason", "" while the
    person has it."""
    caf = caf_of(grant)
    period = _period(valid_from, valid_until, actor)
    actor, caf = lock_caf(actor, caf)
    grant = Grant.objects.select_related("user").get(pk=grant.pk)
    role = Role(grant.role)
    _check(actor, role, caf.pk, grant.user)
    if not grant.is_over(actor.today) or find_overlapping_grant(grant.user, role, {"caf_id": caf.pk}, period):
        raise ActionError(f"Cette personne a déjà le rôle «\u00a0{role.label}\u00a0».")
    invitation = invite_again(grant.user, caf=caf)
    again = _write(actor, grant.user, role, caf.pk, period, invitation, late_reason)
    mail_named(actor, caf, again, invitation)
    mail_administrators(actor, caf, again)
    return again


def caf_of(grant: Grant) -> Caf:
    """The Caf of one of its roles; ValueError for a grant that lies elsewhere."""
    if grant.caf is None:
        raise ValueError(f"grant {grant.pk} is no role of a Caf")
    return grant.caf


def _period(start: date, until: date | None, actor: Actor) -> Period:
    period = asked_period(start, until)
    if until is not None and until < actor.today:
        raise ActionError({"valid_until": ["Cette date est passée : le rôle ne vaudrait jamais."]})
    return period


def _check(actor: Actor | None, role: Role, caf_id: int | None, known: User | None) -> None:
    if actor is None:
        return
    mine = grantable_roles(actor, caf_id=caf_id or 0)
    decision = may_grant(actor_id=actor.id, user_id=known.pk if known else 0, role=role, grantable=mine)
    require_decision(Decision(decision.allowed, decision.reason, permission=MANAGE_OFFICIALS))


def _write(
    actor: Actor | None,
    user: User,
    role: Role,
    caf_id: int | None,
    period: Period,
    invitation: Invitation | None = None,
    late_reason: str = "",
) -> Grant:
    """One row and its event; the caller has decided. `invitation`: what the person must accept first."""
    why_late = check_late_start(period.start, clock.today(), late_reason)
    actor_id = actor.id if actor else None
    grant = Grant.objects.create(
        user=user,
        role=role,
        caf_id=caf_id,
        valid_from=period.start,
        valid_until=period.until,
        given_by_id=actor_id,
        given_at=clock.now(),
        late_reason=why_late,
        late_by_id=actor_id if why_late else None,
        late_at=clock.now() if why_late else None,
        invitation=invitation,
    )
    log_event(
        OFFICIAL_NAMED,
        actor_id=actor_id,
        caf_id=caf_id,
        about=("habpps.grant", grant.pk),
        user=user.pk,
        role=role.value,
        valid_from=period.start.isoformat(),
        valid_until=iso(period.until),
        late_reason=why_late,
    )
    return grant
