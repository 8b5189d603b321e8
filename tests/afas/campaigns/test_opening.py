"""`open_campaign`, `open_due_declarations` and the command `open_campaigns`."""

from datetime import date

import pytest
from django.core.management import call_command

from portal.afas.campaigns.actions import open_campaign, open_due_declarations
from portal.afas.models import Campaign, Declaration, DeclarationPart, State
from portal.base import clock
from portal.catalogue.errors import UnknownEditionError
from portal.habpps.agreements.actions.activities import add_activity
from portal.habpps.agreements.actions.record import validate_agreement
from portal.habpps.models import Activity
from portal.journal.models import Entry
from tests.factories.afas import CampaignFactory, declaration_of
from tests.factories.habpps import ActivityFactory, AgreementFactory, actor, caf_admin, partner_admin

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


def open_forecast(year=2026):
    return open_campaign(type_code="PSJEUNE", fiscal_year=year, declaration_type="FORECAST")


def test_a_campaign_takes_its_dates_from_the_catalogue():
    campaign = open_forecast()
    assert (campaign.opens_on, campaign.due_on) == (date(2025, 12, 15), date(2026, 2, 13))


def test_each_activity_gets_a_declaration_with_two_halves():
    activity = ActivityFactory()
    open_forecast()
    declaration = Declaration.objects.get()
    assert (declaration.activity, declaration.caf, declaration.state) == (
        activity,
        activity.agreement.caf,
        State.TO_ENTER,
    )
    assert DeclarationPart.objects.count() == 2
    assert Entry.objects.get(kind="afas.declarations_opened").facts == {"count": 1}


def test_opening_again_changes_nothing():
    ActivityFactory()
    open_forecast()
    with unchanged():
        open_forecast()


def test_a_new_activity_is_added():
    ActivityFactory()
    open_forecast()
    ActivityFactory()
    open_forecast()
    assert Declaration.objects.count() == 2


def test_activities_closed_before_or_opened_after_the_year_and_drafts_have_none():
    opened = ActivityFactory()
    ActivityFactory(opens_on=date(2024, 1, 1), closes_on=date(2025, 12, 31))
    ActivityFactory(opens_on=date(2027, 1, 1))
    ActivityFactory(agreement=AgreementFactory(draft=True))
    ActivityFactory(type_code="OTHER")
    open_forecast()
    assert Declaration.objects.get().activity == opened


def test_an_unknown_type_or_opening_is_said():
    with pytest.raises(UnknownEditionError):
        open_campaign(type_code="NOTHING", fiscal_year=2026, declaration_type="FORECAST")
    with pytest.raises(KeyError):
        open_campaign(type_code="PSJEUNE", fiscal_year=2026, declaration_type="UPDATE", period="MARCH")
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("today", "opened"),
    [
        (date(2026, 1, 20), {"Prévisionnelle 2026", "Réelle 2025"}),
        (date(2026, 6, 15), {"Actualisée (janvier à juin) 2026"}),
        (date(2026, 6, 14), set()),
        (date(2026, 11, 24), set()),
    ],
)
def test_what_is_due_is_opened_by_itself(today, opened):
    open_due_declarations(today)
    types = ["PSJEUNE"]
    assert {str(campaign) for campaign in Campaign.objects.filter(type_code__in=types)} == opened


def test_a_campaign_opened_before_takes_new_activities_until_nothing_is_paid_any_more():
    """31 December N+1 is the last day."""
    open_forecast(2025)
    ActivityFactory(opens_on=date(2025, 1, 1))
    open_due_declarations(date(2027, 1, 1))
    assert not Declaration.objects.filter(campaign__fiscal_year=2025).exists()
    open_due_declarations(date(2026, 12, 31))
    assert Declaration.objects.filter(campaign__fiscal_year=2025).count() == 1


def test_the_command_opens_a_whole_year(capsys):
    ActivityFactory()
    call_command("open_campaigns", year=2026)
    assert Campaign.objects.filter(type_code="PSJEUNE").count() == 4
    assert "1 declaration(s)" in capsys.readouterr().out
    with unchanged():
        call_command("open_campaigns", year=2026)


def add(agreement, **typed) -> Activity:
    values = {
        "name": "Espace jeunes",
        "type_code": "PSJEUNE",
        "nature_code": "STRUCTURE_JEUNESSE",
        "opens_on": date(clock.today().year, 1, 1),
    }
    return add_activity(actor=actor(caf_admin(agreement.caf)), agreement=agreement, **{**values, **typed})


def open_actual(year: int) -> Campaign:
    """The real data of a year, due in two months: whoever is registered today owes it."""
    return CampaignFactory(fiscal_year=year, declaration_type="ACTUAL")


def test_an_activity_added_in_a_campaign_has_its_declaration_at_once():
    agreement = AgreementFactory()
    elsewhere = declaration_of(campaign=open_actual(clock.today().year)).activity
    add(agreement)
    assert [each.activity.agreement for each in Declaration.objects.order_by("-pk")] == [agreement, elsewhere.agreement]
    assert DeclarationPart.objects.count() == 4


def test_a_campaign_of_the_past_asks_nothing_more():
    agreement = AgreementFactory()
    open_forecast(clock.today().year - 2)
    add(agreement, opens_on=date(2020, 1, 1))
    assert not Declaration.objects.exists()


def test_a_draft_waits_for_its_validation():
    agreement = AgreementFactory(draft=True)
    partner_admin(agreement), partner_admin(agreement)
    open_actual(clock.today().year)
    activity = add(agreement)
    assert not Declaration.objects.exists()
    validate_agreement(actor=actor(caf_admin(agreement.caf)), agreement=agreement)
    assert Declaration.objects.get().activity == activity


def test_without_a_campaign_nothing_opens():
    add(AgreementFactory())
    assert not Campaign.objects.exists()
    assert not Declaration.objects.exists()
