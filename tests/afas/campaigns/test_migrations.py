"""What the migrations carry over: the days of campaigns, and since when activities are known."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from portal.afas.models import Campaign
from portal.afas.models.campaigns import UNKNOWN_DAY
from portal.habpps.models import Activity, Agreement
from portal.journal.models import Entry
from tests.factories.afas import CampaignFactory
from tests.factories.habpps import ActivityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

cover_usual_days = import_module("portal.afas.migrations.0004_owed").cover_usual_days
read_journal = import_module("portal.habpps.migrations.0008_activity_registered_on").read_journal


@pytest.mark.parametrize(
    ("kind", "period", "last"),
    [
        ("FORECAST", "", (12, 31)),
        ("UPDATE", "JUNE", (6, 30)),
        ("UPDATE", "SEPTEMBER", (9, 30)),
        ("ACTUAL", "", (12, 31)),
    ],
)
def test_a_campaign_covers_its_year_or_its_months(kind, period, last):
    CampaignFactory(declaration_type=kind, period=period, covers_from=UNKNOWN_DAY, covers_until=UNKNOWN_DAY)
    cover_usual_days(apps, None)
    campaign = Campaign.objects.get()
    assert (campaign.covers_from, campaign.covers_until) == (date(2026, 1, 1), date(2026, *last))


def added(activity: Activity, at: datetime) -> None:
    Entry.objects.create(
        store="BUSINESS",
        kind="habpps.activity_added",
        at=at,
        object_type="habpps.activity",
        object_id=activity.pk,
        digest="0" * 64,
    )


@pytest.mark.parametrize(
    ("at", "validated", "known"),
    [
        # In Paris it is already the next day.
        (datetime(2026, 7, 31, 22, 30, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), date(2026, 8, 1)),
        # Added to a draft, which was validated later.
        (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2)),
    ],
)
def test_an_activity_is_known_since_it_was_added_to_a_validated_convention(at, validated, known):
    activity = ActivityFactory()
    Agreement.objects.update(validated_at=validated)
    added(activity, at)
    read_journal(apps, None)
    assert Activity.objects.get().registered_on == known


def test_without_a_trace_in_the_journal_it_is_known_since_it_opened():
    activity = ActivityFactory(opens_on=date(2024, 9, 1))
    read_journal(apps, None)
    assert Activity.objects.get(pk=activity.pk).registered_on is None
    assert activity.known_since == date(2024, 9, 1)
