"""Which activities owe a declaration, which may be asked for one of the past, and which were opened for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from portal.afas.declarations.queries.loading import ROWS
from portal.afas.models import Campaign, CampaignDates, Declaration
from portal.afas.models.dates import SERVICE, known_by, open_in, outer_path
from portal.afas.models.declarations import OPEN_STATES, State
from portal.afas.permissions import DECIDE_OWED
from portal.base.ordering import empty_last
from portal.habpps.models import Activity, Agreement, Enrolment
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible, visible_filter
from portal.habpps.rights.periods import Period

from .rules import GIVEN_UP_YEARS, Standing, standing_in


def owing_activities(campaign: Campaign) -> QuerySet[Any]:
    """Activities that owe a declaration in the campaign and have none yet, with the `due` date of their Caf."""
    due = _due_in(campaign)
    return (
        Activity.objects.annotate(due=due)
        .filter(_open_in(campaign), known_by("", due), type_code=campaign.type_code)
        .exclude(declarations__campaign=campaign)
    )


def _due_in(campaign: Campaign) -> Coalesce:
    own = CampaignDates.objects.filter(campaign=campaign.pk, caf=OuterRef("agreement__caf")).values("due_on")
    return Coalesce(Subquery(own), Value(campaign.due_on, DateField()))


def _open_in(campaign: Campaign) -> Q:
    return open_in(outer_path(""), Value(campaign.covers_from, DateField()), Value(campaign.covers_until, DateField()))


def _recent_campaigns(today: date) -> QuerySet[Campaign]:
    """Those opened by today whose year is not given up."""
    return Campaign.objects.filter(fiscal_year__gte=today.year - GIVEN_UP_YEARS, opens_on__lte=today)


def offered_activities(actor: Actor) -> QuerySet[Activity]:
    """Activities of the actor's Cafs that may be asked for a declaration of the past, the latest registered first."""
    local = CampaignDates.objects.filter(campaign=OuterRef("pk"), caf=OuterRef(OuterRef("agreement__caf")))
    due = Coalesce(Subquery(local.values("due_on")), F("due_on"))
    known_since = Coalesce(OuterRef("registered_on"), OuterRef("opens_on"), output_field=DateField())
    days = open_in(lambda name: OuterRef(OuterRef(name)), OuterRef("covers_from"), OuterRef("covers_until"))
    behind = _recent_campaigns(actor.today).filter(days, LessThan(due, known_since), type_code=OuterRef("type_code"))
    existing = Declaration.objects.filter(campaign=OuterRef("pk"), activity=OuterRef(OuterRef("pk")))
    rows = visible(actor, DECIDE_OWED, Activity).filter(Exists(behind.filter(~Exists(existing))))
    return with_papers(rows).order_by(
        F("registered_on").desc(nulls_last=True), "agreement__partner__name", "name", "pk"
    )


def with_papers(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """With what says on which days the activity could declare."""
    enrolments = Prefetch("agreement__enrolments", Enrolment.objects.filter(service=SERVICE).order_by("pk"))
    return rows.select_related("agreement__partner", "agreement__caf").prefetch_related(enrolments)


WITH_PAPERS = with_papers(Activity.objects.order_by())
"""Copied by each use, for one activity."""


def enrolments_of(agreement: Agreement) -> list[Enrolment]:
    """Its enrolment in AFAS, [] without one: no query on what was loaded `with_papers`."""
    return [each for each in agreement.enrolments.all() if each.service_id == SERVICE]


@dataclass(frozen=True)
class Unopened:
    """A campaign in which an activity has no declaration; `due_on`: its due date for the activity's Caf."""

    campaign: Campaign
    standing: Standing
    due_on: date


def list_unopened(activity: Activity, today: date) -> list[Unopened]:
    """What may be opened of one activity, the latest year first."""
    loaded = WITH_PAPERS.get(pk=activity.pk)
    return list_unopened_of([loaded], today)[activity.pk]


def list_unopened_of(activities: Iterable[Activity], today: date) -> dict[int, list[Unopened]]:
    """The same for activities loaded `with_papers`: primary key -> campaigns; three queries."""
    rows = list(activities)
    campaigns = list(_recent_campaigns(today))
    local = {
        (campaign, caf): due_on
        for campaign, caf, due_on in CampaignDates.objects.filter(campaign__in=campaigns)
        .order_by()
        .values_list("campaign", "caf", "due_on")
    }
    existing = set(Declaration.objects.filter(activity__in=rows).order_by().values_list("activity", "campaign"))
    found: dict[int, list[Unopened]] = {activity.pk: [] for activity in rows}
    for activity in rows:
        for campaign in campaigns:
            if campaign.type_code != activity.type_code or (activity.pk, campaign.pk) in existing:
                continue
            due_on = local.get((campaign.pk, activity.agreement.caf_id), campaign.due_on)
            standing = _standing(activity, campaign, due_on)
            if standing != Standing.OUTSIDE:
                found[activity.pk].append(Unopened(campaign, standing, due_on))
    return found


def _standing(activity: Activity, campaign: Campaign, due_on: date) -> Standing:
    agreement = activity.agreement
    if agreement.state == Agreement.State.DRAFT:
        return Standing.OUTSIDE
    covered = Period(campaign.covers_from, campaign.covers_until)
    own = [Period(each.opens_on, each.closes_on) for each in (activity, agreement)]
    enrolments = [Period(each.opens_on, each.closes_on) for each in enrolments_of(agreement)]
    if not enrolments:
        return Standing.OUTSIDE
    return standing_in(covered, [*own, *enrolments], known_since=activity.known_since, due_on=due_on)


def stranded_declarations(actor: Actor) -> QuerySet[Declaration]:
    """In the partner's hands, and either not owed (any more), or under a convention that is over, where nobody can fill
    them in: the Caf says whether they are « sans objet »."""
    agreement = "activity__agreement__"
    over = Q(**{f"{agreement}state": Agreement.State.CLOSED}) | Q(**{f"{agreement}closes_on__lt": actor.today})
    of_caf = ROWS.filter(visible_filter(actor, Declaration, DECIDE_OWED), state__in=OPEN_STATES)
    rows = of_caf.filter(Q(owed=False) | over)
    return rows.order_by("activity__agreement__partner__name", "activity__name", "-campaign__fiscal_year", "id")


def waived_declarations(actor: Actor) -> QuerySet[Declaration]:
    """What is « sans objet », the latest first."""
    rows = ROWS.filter(visible_filter(actor, Declaration, DECIDE_OWED), state=State.WAIVED)
    return rows.select_related("waived_by").defer(None).order_by(empty_last("-waived_at"), "id")


def find_ticked(actor: Actor, keys: Iterable[str]) -> list[Declaration]:
    """Those of the ticked declarations that the actor may decide about."""
    rows = ROWS.filter(visible_filter(actor, Declaration, DECIDE_OWED), public_id__in=list(keys))
    return list(rows.order_by("activity__agreement__partner__name", "activity__name", "id"))


def declarations_of(activity: Activity) -> list[Declaration]:
    """All those of one activity, the latest year first."""
    return list(ROWS.filter(activity=activity).order_by("-campaign__fiscal_year", "-campaign__opens_on", "id"))


def count_stranded(actor: Actor) -> int:
    return stranded_declarations(actor).order_by().count()
