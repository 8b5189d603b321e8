"""The people of a convention: given access, put into groups, given their first roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.grants.actions.extending import settle_extensions
from portal.habpps.grants.actions.giving import give_right
from portal.habpps.grants.actions.locking import (
    GrantOutcome,
    agreement_of,
    check_grantable,
    check_not_suspended,
    check_open,
    find_current_grant,
    lock_agreement,
)
from portal.habpps.grants.actions.roles import check_places, give_roles
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, describe_grant, queue_notice
from portal.habpps.invitations.actions import Identity, Invited, find_account, invite_person
from portal.habpps.invitations.mails import send_invitation
from portal.habpps.models import AccessGroup, Activity, Agreement, Grant, Site
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.periods import Period, asked_period
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.habpps.rights.shown import shown_names


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    agreement: Agreement,
    identity: Identity,
    valid_from: date,
    valid_until: date | None = None,
    late_reason: str = "",
    groups: Sequence[AccessGroup] = (),
    roles: Sequence[Role] = (),
    activities: Sequence[Activity] = (),
    sites: Sequence[Site] = (),
) -> GrantOutcome:
    """Gives somebody access to the convention, and at once to groups and to roles over activities if asked (roles
    put the person into « AFAS Déclarer »): `grants[0]` is the membership.

    Raises ActionError: "email_again", "phone_again", "email" (already in this convention), "somebody_else", "group",
    "roles", "activities", dates, "late_reason".
    """
    require(actor, MANAGE_USERS, agreement)
    if roles:
        require(actor, ASSIGN_ROLES, agreement)
    identity.check()
    period = asked_period(valid_from, valid_until)
    actor, agreement = lock_agreement(actor, agreement, MANAGE_USERS)
    check_open(agreement, MANAGE_USERS)
    known = find_account(identity.address)
    return admit_person(
        actor,
        agreement,
        identity,
        period,
        known=known,
        groups=groups,
        roles=roles,
        activities=activities,
        sites=sites,
        late_reason=late_reason,
    )


def admit_person(
    actor: Actor,
    agreement: Agreement,
    identity: Identity,
    period: Period,
    *,
    known: User | None,
    groups: Sequence[AccessGroup],
    roles: Sequence[Role],
    activities: Sequence[Activity],
    sites: Sequence[Site] = (),
    late_reason: str = "",
) -> GrantOutcome:
    """What `create_user` does once it holds the convention's row: account, rights, and the one mail that says them all.
    `known`: the account of this e-mail."""
    rights: dict[str, Any] = {"roles": roles, "activities": activities, "sites": sites}
    check_admission(actor, agreement, period, known=known, **rights)
    invited = invite_person(actor, agreement, identity, known)
    return give_first_rights(actor, agreement, invited, period, groups=groups, late_reason=late_reason, **rights)


def check_admission(
    actor: Actor,
    agreement: Agreement,
    period: Period,
    *,
    known: User | None,
    roles: Sequence[Role],
    activities: Sequence[Activity],
    sites: Sequence[Site] = (),
) -> None:
    """May somebody, who has the account `known` or none, be given access? Raises ActionError, Refused."""
    if roles or activities or sites:
        check_places(agreement, roles, activities, sites, period)
    if known is not None and find_current_grant(agreement, known.pk, Role.PARTNER_USER, actor.today):
        name = shown_names(agreement.pk, [known])[known.pk]
        raise ActionError({"email": [f"{name} a déjà accès à cette convention : ajoutez cette personne à un groupe."]})
    if known is not None:
        check_not_suspended(agreement, known.pk)


def give_first_rights(
    actor: Actor,
    agreement: Agreement,
    invited: Invited,
    period: Period,
    *,
    groups: Sequence[AccessGroup],
    roles: Sequence[Role],
    activities: Sequence[Activity],
    sites: Sequence[Site] = (),
    late_reason: str = "",
) -> GrantOutcome:
    """The rights of somebody who was just invited, and the one mail that says them all."""
    user, is_new = invited.user, invited.is_new
    check_grantable(actor, agreement, user, Role.PARTNER_USER, MANAGE_USERS)
    days: dict[str, Any] = {"late_reason": late_reason}
    new: dict[str, Any] = {**days, "is_new": is_new}
    outcome = give_right(actor, user, Role.PARTNER_USER, agreement, period, invitation=invited.invitation, **new)
    membership = outcome.grants[0]
    for group in groups:
        outcome.add(join_group(actor, agreement, user, membership, group, period, **new))
    if roles:
        declares = ensure_declarant(actor, agreement, user, membership, period, outcome, **days)
        for role in roles:
            check_grantable(actor, agreement, user, role, ASSIGN_ROLES)
        over: dict[str, Any] = {"activities": activities, "sites": sites, "tells": False, **new}
        outcome.add(give_roles(actor, agreement, user, roles, period, under=declares, **over))
    name_places(outcome.grants, activities, sites)
    send_invitation(actor, agreement, user, invited.invitation, is_new=is_new, given=outcome.grants)
    return outcome


def name_places(grants: Sequence[Grant], activities: Sequence[Activity], sites: Sequence[Site] = ()) -> None:
    """The places are known already: they are not read again for the mail."""
    over, at = {each.pk: each for each in activities}, {each.pk: each for each in sites}
    for grant in grants:
        if grant.activity_id in over:
            grant.activity = over[grant.activity_id]
        if grant.site_id in at:
            grant.site = at[grant.site_id]


def ensure_declarant(
    actor: Actor,
    agreement: Agreement,
    user: User,
    membership: Grant,
    period: Period,
    outcome: GrantOutcome,
    *,
    late_reason: str = "",
) -> Grant:
    """The person's place in « AFAS Déclarer », given now if need be (it then joins `outcome`)."""
    given_now = (grant for grant in outcome.grants if grant.role == Role.AFAS_DECLARANT)
    held = next(given_now, None) or find_current_grant(
        agreement, user.pk, Role.AFAS_DECLARANT, actor.today, parent_id=membership.pk
    )
    if held is not None:
        return held
    kind = AccessGroup.Kind.AFAS_DECLARER
    group = AccessGroup.objects.select_related("enrolment").filter(enrolment__agreement=agreement, kind=kind).first()
    if group is None:
        raise ActionError({"roles": ["Cette convention n'a pas de groupe «\u00a0AFAS Déclarer\u00a0»."]})
    given = join_group(actor, agreement, user, membership, group, period, late_reason=late_reason)
    outcome.add(given)
    return given.grants[0]


def join_group(
    actor: Actor,
    agreement: Agreement,
    user: User,
    membership: Grant,
    group: AccessGroup,
    period: Period,
    *,
    late_reason: str = "",
    is_new: bool = False,
) -> GrantOutcome:
    """A place in a group, under the membership; the caller holds the convention's row."""
    if group.enrolment.agreement_id != agreement.pk:
        raise ActionError({"group": ["Choisissez un groupe de cette convention."]})
    role = GROUP_ROLES[group.kind]
    check_grantable(actor, agreement, user, role, MANAGE_USERS)
    return give_right(
        actor,
        user,
        role,
        agreement,
        period,
        under=membership,
        group=group,
        late_reason=late_reason,
        is_new=is_new,
    )


@transaction.atomic
def add_to_group(
    *,
    actor: Actor,
    membership: Grant,
    group: AccessGroup,
    valid_from: date,
    valid_until: date | None = None,
    late_reason: str = "",
    extend: bool | None = None,
) -> GrantOutcome:
    """« Ajouter au groupe »: a user of the convention (`membership`) joins one of its groups, and is told.

    Already in it: nothing is written, `notes` says so; with other dates, `extend` as `assign_roles` takes it. Raises
    ActionError: "group", "valid_from", "valid_until", "late_reason".
    """
    require(actor, MANAGE_USERS, membership.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(membership), MANAGE_USERS)
    check_open(agreement, MANAGE_USERS)
    membership = Grant.objects.select_related("user").get(pk=membership.pk, role=Role.PARTNER_USER)
    if membership.revoked_at is not None:
        raise ActionError({"valid_from": ["L'accès de cette personne à la convention a été supprimé."]})
    period = asked_period(valid_from, valid_until)
    outcome = join_group(actor, agreement, membership.user, membership, group, period, late_reason=late_reason)
    if outcome.grants:
        queue_notice(
            membership.user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=[describe_grant(outcome.grants[0])]
        )
    settle_extensions(actor, agreement, outcome, extend=extend, late_reason=late_reason)
    return outcome
