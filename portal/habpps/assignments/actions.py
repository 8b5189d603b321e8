"""« Habiliter un utilisateur »: roles over activities or places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.grants.actions.extending import settle_extensions
from portal.habpps.grants.actions.locking import (
    GrantOutcome,
    check_grantable,
    check_may_be_chosen,
    check_open,
    find_current_grant,
    lock_agreement,
)
from portal.habpps.grants.actions.roles import check_places, give_roles
from portal.habpps.models import Activity, Agreement, Site
from portal.habpps.permissions import ASSIGN_ROLES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.candidates import Among
from portal.habpps.rights.decisions import require
from portal.habpps.rights.periods import asked_period
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_names


@transaction.atomic
def assign_roles(
    *,
    actor: Actor,
    agreement: Agreement,
    user: User,
    roles: Sequence[Role],
    valid_from: date,
    valid_until: date | None = None,
    activities: Sequence[Activity] = (),
    sites: Sequence[Site] = (),
    late_reason: str = "",
    extend: bool | None = None,
) -> GrantOutcome:
    """Gives each role over each activity, or over each site (all its activities, those to come too).

    What the person already holds stays, and `notes` says so; with other dates, `extend` says whether it gets those asked
    for as well, and None raises AlreadyGiven. Raises ActionError: "user" (not in « AFAS Déclarer », suspended), "roles",
    "activities", "sites", "valid_from", "valid_until", "late_reason".
    """
    require(actor, ASSIGN_ROLES, agreement)
    period = asked_period(valid_from, valid_until)
    actor, agreement = lock_agreement(actor, agreement, ASSIGN_ROLES)
    check_open(agreement, ASSIGN_ROLES)
    check_places(agreement, roles, activities, sites, period)
    for role in roles:
        check_grantable(actor, agreement, user, role, ASSIGN_ROLES)
    parent = find_current_grant(agreement, user.pk, Role.AFAS_DECLARANT, actor.today)
    if parent is None:
        name = shown_names(agreement.pk, [user])[user.pk]
        message = (
            f"{name} n'est pas membre du groupe «\u00a0AFAS Déclarer\u00a0» : ajoutez d'abord cette personne au groupe."
        )
        raise ActionError({"user": [message]})
    check_may_be_chosen(actor, agreement, user, Among.DECLARANTS, "user")
    outcome = give_roles(
        actor,
        agreement,
        user,
        roles,
        period,
        under=parent,
        activities=activities,
        sites=sites,
        late_reason=late_reason,
    )
    settle_extensions(actor, agreement, outcome, extend=extend, late_reason=late_reason)
    return outcome
