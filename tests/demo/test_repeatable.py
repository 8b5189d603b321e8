"""The same day gives the same rows."""

import pytest
from django.core.management import call_command

from tests.demo.conftest import digests
from tests.net.demonstration import EMPTY, TOLD


@pytest.fixture(scope="module")
def told_elsewhere(connected_to_copy) -> dict[str, str]:
    """The digests of the story as another process told it; the connection leads to a database without any."""
    connected_to_copy(TOLD)
    told = digests()
    connected_to_copy(EMPTY)
    return told


@pytest.mark.timeout(600)
def test_two_tellings_leave_the_same_rows(told_elsewhere, db, capsys):
    """Every table; Message-IDs aside (see `conftest.VOLATILE`). The command's one line says what there is."""
    call_command("load_demo")
    assert digests() == told_elsewhere
    assert capsys.readouterr().out.count("\n") == 1
