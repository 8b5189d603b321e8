"""The role of somebody over a Caf comes to its end; the Caf keeps an administrator who can act."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from portal.base import clock
from portal.base.errors import ActionError
from portal.base.formats import short_date
from portal.habpps.grants.actions.ending import check_last_day, sign_out_without_rights
from portal.habpps.grants.actions.locking import find_overlapping_grant
from portal.habpps.grants.mails import describe_end
from portal.habpps.models import Caf, Grant
from portal.habpps.officials.events import OFFICIAL_ENDED
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require_decision
from portal.habpps.rights.holders import caf_administrators
from portal.habpps.rights.periods import Period, covers_every_day, period_of
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

from ..mails import mail_administrators, mail_ended
from ..rules import may_end_official
from .naming import caf_of, grantable, lock_caf


def decide_official_end(actor: Actor, caf: Caf, grant: Grant, last_day: date | None = None) -> Decision:
    """May the actor end this role after `last_day`, or at once without? Reads who else administers the Caf."""
    return may_end_official(
        actor_id=actor.id,
        user_id=grant.user_id,
        role=Role(grant.role),
        grantable=grantable(actor, caf),
        leaves_nobody=leaves_caf_alone(caf, grant, last_day, actor.today),
    )


def leaves_caf_alone(caf: Caf, grant: Grant, last_day: date | None, today: date) -> bool:
    """Would the end of this role after `last_day`, or at once without, leave a day without administrator who can act?"""
    held = list(caf_administrators(caf.pk))
    if grant.pk not in [each.pk for each in held]:
        return False  # a case worker, or somebody who could not act anyway
    first = max(grant.valid_from, last_day + timedelta(days=1) if last_day else today)
    if grant.valid_until is not None and first > grant.valid_until:
        return False  # later than it was to end: no day is lost
    return not covers_every_day(
        Period(first, grant.valid_until), [period_of(each) for each in held if each.pk != grant.pk]
    )


@transaction.atomic
def end_official(*, actor: Actor, grant: Grant, last_day: date | None = None, reason: str = "") -> Grant:
    """Ends a role of the Caf after `last_day`, or at once without; a role that is over stays as it is. An end that was
    set may be put off.

    At once, an account that has nothing else is signed out everywhere. The person is told; the other administrators
    too when it is one of them. Raises ActionError "last_day"; Refused for oneself and for the last administrator.
    """
    actor, caf = lock_caf(actor, caf_of(grant))
    grant = Grant.objects.select_related("user").get(pk=grant.pk)
    if grant.is_over(actor.today):
        return grant
    check_last_day(actor, last_day)
    _check_day(grant, last_day)
    decision = decide_official_end(actor, caf, grant, last_day)
    require_decision(Decision(decision.allowed, decision.reason, permission=MANAGE_OFFICIALS))
    if last_day is None or grant.valid_from > last_day:
        grant.revoked_at, grant.revoked_by = clock.now(), actor.user
    else:
        grant.valid_until, grant.end_set_by, grant.end_set_at = last_day, actor.user, clock.now()
    grant.save(update_fields=["revoked_at", "revoked_by", "valid_until", "end_set_by", "end_set_at"])
    log_event(
        OFFICIAL_ENDED,
        actor_id=actor.id,
        caf_id=caf.pk,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        last_day=(last_day or actor.today).isoformat(),
        reason=" ".join(reason.split()),
    )
    if last_day is None and grant.invitation_id is None:
        sign_out_without_rights(actor, grant.user)
    when = describe_end(last_day)
    mail_ended(actor, caf, grant, when)
    mail_administrators(actor, caf, grant, ended=when)
    return grant


def _check_day(grant: Grant, last_day: date | None) -> None:
    if last_day is None:
        return
    if grant.valid_until == last_day:
        raise ActionError({"last_day": [f"Ce rôle prend déjà fin le {short_date(last_day)}."]})
    period = Period(grant.valid_from, max(last_day, grant.valid_from))
    if find_overlapping_grant(grant.user, Role(grant.role), {"caf_id": grant.caf_id}, period, other_than=grant.pk):
        raise ActionError({"last_day": ["La personne reprend ce rôle avant ce jour."]})
