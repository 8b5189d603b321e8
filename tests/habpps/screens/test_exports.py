"""A list leaves the portal as a file: same rows, same columns, same people, and the journal says so."""

import csv
from html import unescape

import pytest

from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.models import Partner
from portal.habpps.rights.roles import Role
from portal.habpps.screens.exports import BATCH, read_in_batches
from portal.journal.models import Entry
from portal.ui import exports
from tests.factories.habpps import PartnerFactory, actor, partner_admin
from tests.net.reading import source

LISTS = {"/organismes/": "Organismes partenaires", "/conventions/": "Conventions"}


def rows_of(answer) -> list[dict[str, str]]:
    """The lines of a CSV by heading."""
    assert answer.status_code == 200
    return list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_who_reads_a_list_exports_it_and_nothing_more(client, here, elsewhere, address, kind):
    """The rows of the other Caf and partner are not in the file."""
    client.force_login(getattr(here, kind))
    answer = client.post(address, {"format": "csv"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    [row] = rows_of(answer)
    assert here.partner.name in row.values()


@pytest.mark.parametrize("address", LISTS)
def test_who_does_not_read_a_list_does_not_export_it(client, here, address):
    client.force_login(here.provider)
    assert client.post(address, {"format": "csv"}).status_code == 403
    assert not Entry.objects.filter(kind="habpps.exported").exists()


@pytest.mark.parametrize("address", LISTS)
def test_the_journal_tells_the_list_the_format_and_the_rows(client, here, address):
    client.force_login(here.caf_admin)
    client.post(address, {"format": "xlsx"}).getvalue()
    entry = Entry.objects.get(kind="habpps.exported")
    assert entry.facts == {"listing": LISTS[address], "extension": "xlsx", "rows": 1}
    assert (entry.actor_id, entry.caf_id, entry.agreement_id) == (here.caf_admin.pk, here.caf.pk, None)


def test_a_partner_s_export_lies_under_its_convention(client, here):
    client.force_login(here.admin)
    client.post("/conventions/", {"format": "ods"}).getvalue()
    assert Entry.objects.get(kind="habpps.exported").agreement_id == here.agreement.pk


@pytest.mark.parametrize("address", LISTS)
def test_each_column_is_one_of_the_screen(client, here, address):
    client.force_login(here.caf_admin)
    page = unescape(source(client.get(address)))
    for header in rows_of(client.post(address, {"format": "csv"}))[0]:
        assert header in page


@pytest.mark.parametrize("extension", exports.CONTENT_TYPES)
def test_the_filters_of_the_address_hold(client, here, extension):
    PartnerFactory(cafs=[here.caf], name="Maison des jeunes")
    client.force_login(here.caf_admin)
    client.post("/organismes/?texte=maison+des&page=4", {"format": extension}).getvalue()
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 1


def test_a_name_like_a_formula_is_harmless(client, here):
    Partner.objects.filter(pk=here.partner.pk).update(name='=HYPERLINK("//x")')
    client.force_login(here.caf_admin)
    [row] = rows_of(client.post("/organismes/", {"format": "csv"}))
    assert row["Nom"] == '\'=HYPERLINK("//x")'


def test_an_unknown_format_gives_a_csv(client, here):
    client.force_login(here.caf_admin)
    assert client.post("/organismes/", {"format": "exe"})["Content-Type"].startswith("text/csv")


def test_the_journal_says_it_before_the_first_byte_leaves(client, here):
    """The rows are read while the file leaves: the person may have seen some of them whatever happens then."""
    client.force_login(here.caf_admin)
    answer = client.post("/organismes/", {"format": "csv"})
    assert answer.streaming
    assert Entry.objects.filter(kind="habpps.exported").exists()
    PartnerFactory(cafs=[here.caf], name="Arrivé entre-temps")
    assert "Arrivé entre-temps" in {row["Nom"] for row in rows_of(answer)}


def test_a_read_exports_nothing(client, here):
    """A link that somebody sends cannot make a person export."""
    client.force_login(here.caf_admin)
    assert client.get("/organismes/?format=csv")["Content-Type"].startswith("text/html")
    assert not Entry.objects.filter(kind="habpps.exported").exists()


def test_an_export_costs_the_same_with_many_rows(client, here, django_assert_max_num_queries):
    for _ in range(30):
        partner_admin(here.agreement)
        PartnerFactory(cafs=[here.caf])
    client.force_login(here.caf_admin)
    for address in LISTS:
        with django_assert_max_num_queries(12):
            client.post(address, {"format": "csv"}).getvalue()


def test_rows_prepared_many_at_a_time_come_in_order(here, monkeypatch):
    monkeypatch.setattr("portal.habpps.screens.exports.BATCH", 2)
    made = [PartnerFactory().pk for _ in range(5)]
    sizes = []

    def read(batch):
        sizes.append(len(batch))
        return [partner.pk for partner in batch]

    assert list(read_in_batches(Partner.objects.filter(pk__in=made).order_by("pk"), read)) == made
    assert (sizes, BATCH) == ([2, 2, 1], 1000)


def test_the_journal_leaves_as_it_reads(client, here, elsewhere):
    """By names and identifiers, in the order of the screen; the other Caf's events are not in the file."""
    end_grant(actor=actor(here.admin), grant=here.declarant.grants.get(role=Role.AFAS_DECLARANT))
    end_grant(actor=actor(elsewhere.admin), grant=elsewhere.declarant.grants.get(role=Role.AFAS_DECLARANT))
    client.force_login(here.caf_admin)
    answer = client.post("/supervision/journal", {"format": "csv"})
    rows = rows_of(answer)
    assert list(rows[0]) == ["Date", "Qui", "Ce qui s’est passé", "Convention"]
    assert f"{here.admin.get_full_name()} ({here.admin.username})" in {row["Qui"] for row in rows}
    assert not any(elsewhere.admin.username in row["Qui"] for row in rows)
    exported = Entry.objects.get(kind="habpps.exported")
    assert exported.facts["listing"] == "Journal"
    # The file is written while it leaves, after its own event: it holds what there was when it was asked for.
    assert len(rows) == exported.facts["rows"]
    assert not any("a exporté" in row["Ce qui s’est passé"] for row in rows)


def test_who_does_not_read_the_journal_does_not_export_it(client, here):
    client.force_login(here.provider)
    assert client.post("/supervision/journal", {"format": "csv"}).status_code == 403
