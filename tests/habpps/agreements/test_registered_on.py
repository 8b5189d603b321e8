"""Since when the portal knows an activity: what decides which declarations it owes."""

from datetime import date

import pytest

from portal.habpps.agreements.actions.activities import add_activity
from portal.habpps.agreements.actions.record import validate_agreement
from portal.habpps.models import Activity, Agreement
from tests.factories.habpps import ActivityFactory, AgreementFactory, actor, caf_admin, partner_admin

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)


def chief_of(agreement: Agreement, today: date):
    found = actor(caf_admin(agreement.caf))
    found.today = today
    return found


def test_it_is_the_day_on_which_it_is_added():
    agreement = AgreementFactory()
    add_activity(
        actor=chief_of(agreement, TODAY),
        agreement=agreement,
        name="Espace",
        type_code="PSJEUNE",
        nature_code="STRUCTURE_JEUNESSE",
        opens_on=date(2024, 1, 1),
    )
    assert Activity.objects.get().registered_on == TODAY


def test_those_of_a_draft_are_known_once_it_is_validated():
    """Nobody could declare anything before."""
    draft = AgreementFactory(draft=True)
    partner_admin(draft), partner_admin(draft)
    ActivityFactory(agreement=draft, registered_on=date(2025, 1, 1))
    elsewhere = ActivityFactory(registered_on=date(2025, 1, 1))
    validate_agreement(actor=chief_of(draft, TODAY), agreement=draft)
    assert draft.activities.get().registered_on == TODAY
    assert Activity.objects.get(pk=elsewhere.pk).registered_on == date(2025, 1, 1)
