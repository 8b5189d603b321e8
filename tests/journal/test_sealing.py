"""Seals prove that no event was changed, removed or inserted, even by who owns the database."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.base import clock
from portal.base.lease import lease
from portal.journal.kinds import BUSINESS, SECURITY
from portal.journal.models import Entry, Seal
from portal.journal.sealing import seal_journal, verify_journal
from portal.journal.writer import entry_digest

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def problems() -> list[str]:
    return list(verify_journal())


def copy(entry: Entry, **changes) -> Entry:
    """Another entry with a digest that fits, not saved."""
    values = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    forged = Entry(**{**values, **changes})
    forged.digest = entry_digest(forged)
    return forged


def test_an_untouched_journal_has_no_problem(write):
    write(3)
    write(2, SECURITY)
    assert seal_journal() == 2
    write(1)
    assert seal_journal() == 1
    assert problems() == []


def test_what_is_sealed_once_is_not_sealed_again(write):
    write(3)
    assert (seal_journal(), seal_journal()) == (1, 0)


def test_each_store_has_its_own_chain(write):
    write(2)
    write(2, SECURITY)
    seal_journal()
    assert sorted(Seal.objects.values_list("store", "count")) == [(BUSINESS, 2), (SECURITY, 2)]


def test_two_sealers_at_once_leave_one_chain(write):
    write(1)
    seal_journal()
    first = Seal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(
            store=BUSINESS, first_id=1, last_id=1, count=1, previous="", digest="x", sealed_at=clock.now()
        )
    assert Seal.objects.get() == first


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 8",
        "kind = 'tests.tried'",
        "caf_id = NULL",
        "object_id = 99",
        'facts = \'{"what": "autre"}\'',
        "at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_a_changed_event_is_found(write, tamper, change):
    entry = write(3)[1]
    tamper(f"UPDATE journal_entry SET {change} WHERE id = %s", (entry.pk,))
    assert problems() == [f"entry {entry.pk}: content does not match its digest"]


def test_a_changed_event_whose_digest_was_made_anew_is_found(write, tamper):
    entry = write(3)[1]
    seal_journal()
    forged = copy(entry, actor_id=8)
    tamper("UPDATE journal_entry SET actor_id = 8, digest = %s WHERE id = %s", (forged.digest, entry.pk))
    assert len(problems()) == 1
    assert "not those that were sealed" in problems()[0]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_removed_event_is_found(write, tamper, place):
    entry = write(3)[place]
    seal_journal()
    tamper("DELETE FROM journal_entry WHERE id = %s", (entry.pk,))
    assert len(problems()) == 1


def test_an_inserted_event_is_found(write, tamper):
    entries = write(3)
    seal_journal()
    tamper("DELETE FROM journal_entry WHERE id = %s", (entries[1].pk,))
    copy(entries[1], id=entries[1].pk, actor_id=8).save(force_insert=True)
    assert len(problems()) == 1


def test_an_event_moved_to_the_other_store_is_found(write, tamper):
    entry = write(3)[1]
    write(1, SECURITY)
    seal_journal()
    forged = copy(entry, store=SECURITY)
    tamper("UPDATE journal_entry SET store = %s, digest = %s WHERE id = %s", (SECURITY, forged.digest, entry.pk))
    assert len(problems()) >= 1


def test_a_removed_seal_is_found(write, tamper):
    for _ in range(3):
        write(1)
        seal_journal()
    middle = Seal.objects.order_by("last_id")[1]
    tamper("DELETE FROM journal_seal WHERE id = %s", (middle.pk,))
    assert any("does not follow" in problem for problem in problems())


@pytest.mark.parametrize("change", ["count = 2", "digest = 'x'", "previous = 'x'"])
def test_a_changed_seal_is_found(write, tamper, change):
    write(1)
    seal_journal()
    write(1)
    seal_journal()
    tamper(f"UPDATE journal_seal SET {change} WHERE id = %s", (Seal.objects.order_by("last_id").first().pk,))
    assert problems()


@pytest.mark.parametrize("sql", ["UPDATE journal_seal SET count = 9", "DELETE FROM journal_seal"])
def test_sql_changes_no_seal(write, sql):
    write(1)
    seal_journal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert problems() == []


def test_security_events_may_go_after_twelve_months(write, ago):
    """The legal retention has run out: the trigger lets them go, and the chain without them is still whole."""
    write(2, SECURITY, days=400)
    ago(days=399)
    seal_journal()
    ago()
    write(1, SECURITY)
    seal_journal()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_entry WHERE store = 'SECURITY' AND id <= %s", (Seal.objects.earliest("id").last_id,)
        )
    assert Entry.objects.count() == 1
    assert problems() == []


@pytest.mark.parametrize(("store", "days"), [(SECURITY, 350), (BUSINESS, 400), (BUSINESS, 4000)])
def test_nothing_goes_before_its_time(write, store, days):
    write(1, store, days=days)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all()._raw_delete("default")
    assert Entry.objects.count() == 1


def test_the_command_says_that_all_is_well(write):
    write(2)
    seal_journal()
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    assert "2 entries, 1 seals: intact" in out.getvalue()


def test_the_command_fails_on_a_problem(write, tamper):
    entry = write(2)[0]
    tamper("UPDATE journal_entry SET actor_id = 8 WHERE id = %s", (entry.pk,))
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_journal", stderr=err)
    assert f"entry {entry.pk}" in err.getvalue()


def test_the_command_seals_what_has_settled(write):
    write(2)
    call_command("seal_journal", stdout=io.StringIO())
    assert Seal.objects.get().count == 2


def test_the_command_leaves_the_work_to_another_machine_that_is_at_it(write):
    write(2)
    with lease("journal", seconds=60):
        call_command("seal_journal", stdout=io.StringIO())
    assert not Seal.objects.exists()
