"""The same day gives the same rows."""

import pytest
from django.core.management import call_command
from django.db import transaction

from portal.base import clock
from portal.demo.story.telling import tell
from tests.demo.conftest import digests


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_two_tellings_leave_the_same_rows(capsys):
    """Every table; Message-IDs aside (see `conftest.VOLATILE`). The command's one line says what there is."""
    with transaction.atomic():
        tell(clock.today())
        first = digests()
        transaction.set_rollback(True)
    call_command("load_demo")
    assert digests() == first
    assert capsys.readouterr().out.count("\n") == 1
