"""Rights written before a reason was asked: those that began before they were written say so, the others nothing."""

from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role

pytestmark = pytest.mark.engine
migration = import_module("portal.habpps.migrations.0012_rights_entered_late")
A_DAY = timedelta(days=1)


def written_at(day, hour: int, minute: int = 0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("began", "hour", "marked"),
    [(-1, 12, True), (0, 12, False), (0, 0, False), (-1, 0, True), (0, 23, False), (1, 12, False)],
)
def test_the_day_of_writing_is_that_of_paris(here, began, hour, marked):
    """Also just after midnight in Paris, which is the day before elsewhere."""
    held = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    at = written_at(clock.today(), hour, 30)
    Grant.objects.filter(pk=held.pk).update(valid_from=clock.today() + began * A_DAY, given_at=at, given_by=here.admin)
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state([("habpps", "0012_rights_entered_late")]).apps
    migration.mark_late_rights(apps, None)
    held.refresh_from_db()
    assert (held.late_reason, held.late_at, held.late_by) == (
        (migration.NOT_ASKED, at, here.admin) if marked else ("", None, None)
    )


def test_the_same_right_still_stands_once_a_day(here):
    """SQLite loses its triggers when a table is made again: they are there afterwards."""
    held = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            user=held.user,
            role=held.role,
            agreement=held.agreement,
            activity=held.activity,
            parent=held.parent,
            valid_from=clock.today(),
            given_at=clock.now(),
        )
