"""What a person did with declarations, in the export of « Mes données »."""

import pytest

from portal.accounts.my_account.actions import export_personal_data
from tests.factories.afas import Team, declaration_of, transmitted
from tests.factories.habpps import ActivityFactory, person

pytestmark = pytest.mark.django_db


def test_a_person_reads_what_they_did():
    activity = ActivityFactory()
    sent = transmitted(declaration_of(activity))
    approver = sent.events.get(kind="TRANSMITTED").by
    chapters = str(export_personal_data(user=approver))
    assert "Transmise à la Caf" in chapters
    assert activity.name in chapters


def test_others_did_nothing():
    activity = ActivityFactory()
    transmitted(declaration_of(activity), Team(activity))
    assert activity.name not in str(export_personal_data(user=person()))
