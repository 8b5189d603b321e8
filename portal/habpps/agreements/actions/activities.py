"""What a Caf funds under a convention: added, changed, closed, reopened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from portal.base.errors import ActionError
from portal.base.seen import check_unchanged
from portal.base.typed import read_field, read_label
from portal.catalogue.current import get_catalogue
from portal.habpps.agreements.events import ACTIVITY_ADDED, ACTIVITY_CHANGED, ACTIVITY_CLOSED, ACTIVITY_REOPENED
from portal.habpps.changes import apply_changes, describe_difference
from portal.habpps.extensions import get_activity_use, run_opening_hooks
from portal.habpps.grants.actions.locking import check_open, lock_agreement
from portal.habpps.models import Activity, Agreement, Site
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.periods import asked_period, iso
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .. import facts as agreement_facts
from ..rules.activities import why_not_dates, why_not_type


@dataclass(frozen=True)
class Described:
    """An activity as typed; type and nature are the catalogue's, `sites` the partner's own.

    It may have opened before the convention: partners ran it long before they had an access to this portal.
    """

    name: str
    type_code: str
    nature_code: str
    opens_on: date
    closes_on: date | None = None
    sites: Sequence[Site] = ()

    @property
    def title(self) -> str:
        return read_field("name", read_label, self.name)

    def check(self, agreement: Agreement, existing: Activity | None = None) -> None:
        """Raises ActionError, by field. `existing`: the activity that changes."""
        asked_period(self.opens_on, self.closes_on, end_field="closes_on")
        errors: dict[str, list[str]] = {}
        activity_type = get_catalogue().types.get(self.type_code)
        if activity_type is None:
            errors["type_code"] = ["Choisissez un type d'activité de la liste."]
        elif self.nature_code not in activity_type.natures:
            errors["nature_code"] = [f"Choisissez une nature du type «\u00a0{activity_type.label}\u00a0»."]
        kept = set(existing.sites.order_by("pk").values_list("pk", flat=True)) if existing else set()
        if any(site.partner_id != agreement.partner_id for site in self.sites):
            errors["sites"] = ["Choisissez des lieux d'implantation de cet organisme."]
        elif closed := [site.name for site in self.sites if site.closed_on and site.pk not in kept]:
            errors["sites"] = [f"Ce lieu d'implantation est fermé : {', '.join(closed)}."]
        if agreement.activities.filter(name__iexact=self.title).exclude(pk=existing.pk if existing else 0).exists():
            errors["name"] = ["Cette convention a déjà une activité de ce nom."]
        if errors:
            raise ActionError(errors)


@transaction.atomic
def add_activity(
    *,
    actor: Actor,
    agreement: Agreement,
    name: str,
    type_code: str,
    nature_code: str,
    opens_on: date,
    closes_on: date | None = None,
    sites: Sequence[Site] = (),
) -> Activity:
    """Raises ActionError: "name", "type_code", "nature_code", "sites", "opens_on", "closes_on"."""
    require(actor, REGISTER_PARTNER, agreement)
    actor, agreement = lock_agreement(actor, agreement, REGISTER_PARTNER)
    check_open(agreement, REGISTER_PARTNER)
    described = Described(name, type_code, nature_code, opens_on, closes_on, sites)
    described.check(agreement)
    activity = agreement.activities.create(
        name=described.title,
        type_code=type_code,
        nature_code=nature_code,
        opens_on=opens_on,
        closes_on=closes_on,
        registered_on=actor.today,
    )
    activity.sites.add(*sites)
    _record(ACTIVITY_ADDED, actor, activity, type_code=type_code, opens_on=iso(opens_on))
    run_opening_hooks(agreement)
    return activity


@transaction.atomic
def change_activity(
    *,
    actor: Actor,
    activity: Activity,
    name: str,
    type_code: str,
    nature_code: str,
    opens_on: date,
    closes_on: date | None = None,
    sites: Sequence[Site] = (),
    seen: Mapping[str, str] | None = None,
) -> Activity:
    """Nothing differs: nothing is written.

    Raises as `add_activity`; what services have begun of the activity keeps its type, and keeps it open in the years
    concerned ("type_code", "opens_on", "closes_on"). Stale when it is no longer as `seen`.
    """
    require(actor, REGISTER_PARTNER, activity)
    actor, agreement = lock_agreement(actor, activity.agreement, REGISTER_PARTNER)
    activity = Activity.objects.select_related("agreement").get(pk=activity.pk)
    check_open(agreement, REGISTER_PARTNER)
    check_unchanged(agreement_facts.of_activity(activity), seen)
    described = Described(name, type_code, nature_code, opens_on, closes_on, sites)
    described.check(agreement, existing=activity)
    use = get_activity_use(activity)
    errors = why_not_dates(use, opens_on, closes_on)
    if why_not := why_not_type(use, activity.type_code, type_code):
        errors["type_code"] = [why_not]
    if errors:
        raise ActionError(errors)
    values = {"name": described.title, "type_code": type_code, "nature_code": nature_code}
    changes = apply_changes(activity, {**values, "opens_on": opens_on, "closes_on": closes_on})
    changes += _move_sites(activity, sites)
    if changes:
        _record(ACTIVITY_CHANGED, actor, activity, changes=changes)
        run_opening_hooks(agreement)
    return activity


def _move_sites(activity: Activity, sites: Sequence[Site]) -> list[str]:
    was = list(activity.sites.order_by("name", "pk"))
    if {site.pk for site in was} == {site.pk for site in sites}:
        return []
    activity.sites.set(sites)
    names = [", ".join(sorted(site.name for site in each)) for each in (was, sites)]
    return [describe_difference("lieux d'implantation", *names)]


@transaction.atomic
def close_activity(*, actor: Actor, activity: Activity, closes_on: date) -> Activity:
    """Its last day, past or to come; no declaration of a later year is opened.

    Raises ActionError "closes_on" (before its opening, or before a year of which something is begun).
    """
    require(actor, REGISTER_PARTNER, activity)
    actor, agreement = lock_agreement(actor, activity.agreement, REGISTER_PARTNER)
    activity = Activity.objects.select_related("agreement").get(pk=activity.pk)
    check_open(agreement, REGISTER_PARTNER)
    asked_period(activity.opens_on, closes_on, end_field="closes_on")
    if errors := why_not_dates(get_activity_use(activity), activity.opens_on, closes_on):
        raise ActionError(errors)
    if apply_changes(activity, {"closes_on": closes_on}):
        _record(ACTIVITY_CLOSED, actor, activity, closes_on=iso(closes_on))
    return activity


@transaction.atomic
def reopen_activity(*, actor: Actor, activity: Activity) -> Activity:
    """On one without a last day, nothing."""
    require(actor, REGISTER_PARTNER, activity)
    actor, agreement = lock_agreement(actor, activity.agreement, REGISTER_PARTNER)
    activity = Activity.objects.select_related("agreement").get(pk=activity.pk)
    check_open(agreement, REGISTER_PARTNER)
    was = activity.closes_on
    if apply_changes(activity, {"closes_on": None}):
        _record(ACTIVITY_REOPENED, actor, activity, was=iso(was))
        run_opening_hooks(agreement)
    return activity


def _record(kind: EventKind, actor: Actor, activity: Activity, **facts: str | list[str]) -> None:
    log_event(
        kind,
        actor_id=actor.id,
        caf_id=activity.agreement.caf_id,
        agreement_id=activity.agreement_id,
        about=("habpps.activity", activity.pk),
        activity=activity.pk,
        **facts,
    )
