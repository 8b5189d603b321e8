"""Roles given over activities or places, under a place in « AFAS Déclarer »."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL
from portal.habpps.models import Activity, Agreement, Grant, Site
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.periods import Period
from portal.habpps.rights.roles import AFAS_ROLES, Role

from ..mails import describe_grant, queue_notice
from .giving import fit_to_above, note_held, write_grants
from .locking import GrantOutcome, RightToGive, find_grants_held


def give_roles(
    actor: Actor,
    agreement: Agreement,
    user: User,
    roles: Sequence[Role],
    period: Period,
    *,
    under: Grant,
    activities: Sequence[Activity] = (),
    sites: Sequence[Site] = (),
    late_reason: str = "",
    tells: bool = True,
    is_new: bool = False,
) -> GrantOutcome:
    """Each role over each place, and one message, unless the caller writes it (`tells` false); the caller has decided.
    `under`: the place in « AFAS Déclarer »; `is_new`: the person was made in this transaction, and has no role."""
    fitted = fit_to_above(actor, agreement, period, under=under)
    if fitted.period is None:
        raise ActionError({"valid_from": fitted.notes})
    places: tuple[Activity | Site, ...] = (*activities, *sites)
    asked = [(place, right_over_place(place, role, fitted.period)) for role in roles for place in places]
    held = {} if is_new else find_grants_held(user, agreement, [right for _, right in asked])
    new = [right for _, right in asked if right not in held]
    given = write_grants(actor, user, agreement, new, parent=under, late_reason=late_reason)
    outcome = GrantOutcome(given, list(fitted.notes) if new else [])
    for place, right in asked:
        if right in held:
            note_held(outcome, held[right], right.period, f"{place.name}, {right.role.label}")
    if outcome.grants and tells:
        given_now = Grant.objects.select_related("activity", "site", "late_by").filter(
            pk__in=[g.pk for g in outcome.grants]
        )
        queue_notice(
            user,
            agreement,
            RIGHT_GIVEN_MAIL,
            actor=actor,
            lines=[describe_grant(grant) for grant in given_now.order_by("id")],
        )
    return outcome


def right_over_place(place: Activity | Site, role: Role, period: Period) -> RightToGive:
    if isinstance(place, Activity):
        return RightToGive(role, period, activity_id=place.pk)
    return RightToGive(role, period, site_id=place.pk)


def check_places(
    agreement: Agreement,
    roles: Sequence[Role],
    activities: Sequence[Activity],
    sites: Sequence[Site],
    period: Period,
) -> None:
    if not roles or any(role not in AFAS_ROLES for role in roles):
        raise ActionError({"roles": ["Choisissez au moins un rôle."]})
    if not activities and not sites:
        raise ActionError({"activities": ["La sélection d'au moins une activité est obligatoire."]})
    if any(activity.agreement_id != agreement.pk for activity in activities):
        raise ActionError({"activities": ["Choisissez des activités de cette convention."]})
    if any(site.partner_id != agreement.partner_id for site in sites):
        raise ActionError({"sites": ["Choisissez des lieux d'implantation de cet organisme."]})
    if shut := [site.name for site in sites if site.closed_on is not None]:
        raise ActionError({"sites": [f"Ce lieu d'implantation est fermé : {', '.join(shut)}."]})
    closed = [a.name for a in activities if a.closes_on is not None and a.closes_on < period.start]
    if closed:
        raise ActionError({"activities": [f"Cette activité est fermée à cette date : {', '.join(closed)}."]})
