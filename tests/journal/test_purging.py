"""Security events go after twelve months, whole sealed ranges at a time, and the journal is still proved whole."""

import pytest

from portal.journal.kinds import BUSINESS, SECURITY
from portal.journal.models import Entry, Seal
from portal.journal.purging import purge_security_events
from portal.journal.sealing import seal_journal, verify_journal

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.fixture
def sealed(write, ago):
    """`sealed(3, days=400)`: that many security events of that day, sealed the same day."""

    def make(count: int, days: float) -> Seal:
        write(count, SECURITY, days=days)
        ago(days=days - 0.1)
        seal_journal()
        ago()
        return Seal.objects.latest("id")

    return make


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_old_security_events_go_and_their_number_stays(sealed):
    sealed(3, days=400)
    sealed(2, days=380)
    sealed(1, days=10)
    assert purge_security_events() == 5
    assert kinds() == ["tests.tried", "journal.purged"]
    assert Entry.objects.get(kind="journal.purged").facts["count"] == 5
    assert list(verify_journal()) == []


def test_the_chain_goes_on_after_a_purge(sealed, write):
    sealed(3, days=400)
    purge_security_events()
    sealed(2, days=1)
    assert list(verify_journal()) == []


def test_twice_changes_nothing_more(sealed):
    sealed(3, days=400)
    assert (purge_security_events(), purge_security_events()) == (3, 0)
    assert kinds() == ["journal.purged"]


@pytest.mark.parametrize("days", [10, 364, 366])
def test_a_younger_range_stays(sealed, days):
    sealed(2, days=days)
    assert purge_security_events() == 0
    assert Entry.objects.count() == 2


def test_what_was_never_sealed_stays(write):
    write(2, SECURITY, days=400)
    assert purge_security_events() == 0


def test_the_history_of_files_stays(write, ago):
    write(2, BUSINESS, days=400)
    ago(days=399)
    seal_journal()
    ago()
    assert purge_security_events() == 0
    assert Entry.objects.count() == 2


def test_a_gap_after_a_range_that_is_still_there_is_found(sealed, tamper):
    """Old enough to be purged, but retention takes the oldest first."""
    sealed(2, days=420)
    second = sealed(2, days=400)
    tamper("DELETE FROM journal_entry WHERE id >= %s", (second.first_id,))
    assert len(list(verify_journal())) == 1


def test_half_a_range_is_found(sealed, tamper):
    old = sealed(2, days=400)
    tamper("DELETE FROM journal_entry WHERE id = %s", (old.first_id,))
    assert len(list(verify_journal())) == 1
