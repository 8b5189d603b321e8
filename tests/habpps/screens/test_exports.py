"""A list leaves the portal as a file: same rows, same columns, same people, and the journal says so."""

import pytest
import tablib

from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.models import Partner
from portal.habpps.rights.roles import Role
from portal.habpps.screens.exports import BATCH, in_batches
from portal.journal.models import Entry
from portal.ui import exports
from tests.factories.habpps import PartnerFactory, actor, partner_admin

LISTS = {"/organismes/": "Organismes partenaires", "/conventions/": "Conventions"}


def sheet(answer) -> tablib.Dataset:
    assert answer.status_code == 200
    return tablib.Dataset().load(answer.content.decode("utf-8-sig"), format="csv", delimiter=";")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_who_reads_a_list_exports_it_and_nothing_more(client, here, elsewhere, address, kind):
    """The rows of the other Caf and partner are not in the file."""
    client.force_login(getattr(here, kind))
    answer = client.post(address, {"format": "csv"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert here.partner.name in text
    assert elsewhere.partner.name not in text
    assert sheet(answer).height == 1


@pytest.mark.parametrize("address", LISTS)
def test_who_does_not_read_a_list_does_not_export_it(client, here, address):
    client.force_login(here.provider)
    assert client.post(address, {"format": "csv"}).status_code == 403
    assert not Entry.objects.filter(kind="habpps.exported").exists()


@pytest.mark.parametrize("address", LISTS)
def test_the_journal_tells_the_list_the_format_and_the_rows(client, here, address):
    client.force_login(here.caf_admin)
    client.post(address, {"format": "xlsx"})
    entry = Entry.objects.get(kind="habpps.exported")
    assert entry.facts == {"listing": LISTS[address], "extension": "xlsx", "rows": 1}
    assert (entry.actor_id, entry.caf_id, entry.agreement_id) == (here.caf_admin.pk, here.caf.pk, None)


def test_a_partner_s_export_lies_under_its_convention(client, here):
    client.force_login(here.admin)
    client.post("/conventions/", {"format": "ods"})
    assert Entry.objects.get(kind="habpps.exported").agreement_id == here.agreement.pk


@pytest.mark.parametrize("address", LISTS)
def test_each_column_is_one_of_the_screen(client, here, address):
    client.force_login(here.caf_admin)
    page = client.get(address).content.decode()
    for header in sheet(client.post(address, {"format": "csv"})).headers:
        assert header.replace("'", "&#x27;") in page


@pytest.mark.parametrize("extension", exports.CONTENT_TYPES)
def test_the_filters_of_the_address_hold(client, here, extension):
    PartnerFactory(cafs=[here.caf], name="Maison des jeunes")
    client.force_login(here.caf_admin)
    client.post("/organismes/?texte=maison+des&page=4", {"format": extension})
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 1


def test_a_name_like_a_formula_is_harmless(client, here):
    Partner.objects.filter(pk=here.partner.pk).update(name='=HYPERLINK("//x")')
    client.force_login(here.caf_admin)
    assert sheet(client.post("/organismes/", {"format": "csv"}))["Nom"] == ['\'=HYPERLINK("//x")']


def test_an_unknown_format_gives_a_csv(client, here):
    client.force_login(here.caf_admin)
    assert client.post("/organismes/", {"format": "exe"})["Content-Type"].startswith("text/csv")


def test_too_many_rows_lead_back_to_the_list_with_its_filters(client, here, monkeypatch):
    """Nothing left, so the journal says nothing."""
    monkeypatch.setattr(exports, "OFFICE_ROWS", 0)
    client.force_login(here.caf_admin)
    answer = client.post("/organismes/?texte=asso", {"format": "ods"})
    assert (answer.status_code, answer.url) == (302, "/organismes/?texte=asso")
    assert "Choisissez CSV" in client.get(answer.url).content.decode()
    assert not Entry.objects.filter(kind="habpps.exported").exists()


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
            client.post(address, {"format": "csv"})


def test_rows_prepared_many_at_a_time_come_in_order(here, monkeypatch):
    monkeypatch.setattr("portal.habpps.screens.exports.BATCH", 2)
    made = [PartnerFactory().pk for _ in range(5)]
    sizes = []

    def read(batch):
        sizes.append(len(batch))
        return [partner.pk for partner in batch]

    assert list(in_batches(Partner.objects.filter(pk__in=made).order_by("pk"), read)) == made
    assert (sizes, BATCH) == ([2, 2, 1], 1000)


def test_the_journal_leaves_as_it_reads(client, here, elsewhere):
    """By names, in the order of the screen; the other Caf's events are not in the file."""
    end_grant(actor=actor(here.admin), grant=here.declarant.grants.get(role=Role.AFAS_DECLARANT))
    end_grant(actor=actor(elsewhere.admin), grant=elsewhere.declarant.grants.get(role=Role.AFAS_DECLARANT))
    client.force_login(here.caf_admin)
    answer = client.post("/supervision/journal", {"format": "csv"})
    assert sheet(answer).headers == ["Date", "Qui", "Ce qui s'est passé", "Convention"]
    assert here.admin.get_full_name() in sheet(answer)["Qui"]
    assert elsewhere.admin.get_full_name() not in answer.content.decode()
    assert Entry.objects.get(kind="habpps.exported").facts["listing"] == "Journal"


def test_who_does_not_read_the_journal_does_not_export_it(client, here):
    client.force_login(here.provider)
    assert client.post("/supervision/journal", {"format": "csv"}).status_code == 403
