"""One partner, two Cafs: wherever its two conventions meet, each says its Caf; nobody else reads the Caf's name.

Everything that the two conventions hold has the same names on purpose: labels, activities, people.
"""

from collections import Counter, deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from portal.afas.models import DeclarationType
from portal.base import clock
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, queue_notice
from portal.habpps.models import Amendment, Grant
from portal.habpps.partners.actions.sites import change_site
from portal.habpps.rights.labels import tell_cafs
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.afas import CampaignFactory, declaration_of, transmitted
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    PartnerFactory,
    SiteFactory,
    actor,
    caf_admin,
    grant,
    national_admin,
    partner_admin,
    people_of,
    person,
)
from tests.net.reading import alike, read, tree

LABEL = "Convention MJC"
MOST_OF_A_KIND = 4
DOWNLOADS = ("pdf", "import_model", ":document")
STARTS = ("/", "/recherche/?q=Convention", "/recherche/?q=MJC", "/recherche/?q=Accueil", "/recherche/?q=Diallo")
NO_PAGES = (
    "/deconnexion",
    "/demo",
    "/static",
    "/aide",
    "/mentions",
    "/accessibilite",
    "/donnees-personnelles",
    "/media",
)


@pytest.fixture
def twice(db) -> SimpleNamespace:
    """The partner with its convention, activity and declarations with each of two Cafs."""
    cafs = [CafFactory(), CafFactory()]
    partner = PartnerFactory(name="MJC du Moulin", cafs=cafs)
    site = SiteFactory(partner=partner)
    june = CampaignFactory(declaration_type=DeclarationType.UPDATE, period="JUNE")
    agreements = [AgreementFactory(partner=partner, caf=caf, label=LABEL) for caf in cafs]
    both = partner_admin(agreements[0])
    grant(both, Role.PARTNER_ADMIN, agreements[1])
    grant(both, Role.AFAS_MANAGER, agreements[1])
    colleague = person(first_name="Amina", last_name="Diallo")
    lapsed = UserFactory(pending=True, first_name="Bastien", last_name="Renaud")
    for agreement in agreements:
        activity = ActivityFactory(agreement=agreement, name="Accueil jeunes", sites=[site])
        people_of(activity)
        ActivityFactory(agreement=agreement, name="Ludothèque", sites=[site])
        for role in AFAS_ROLES:
            grant(both, role, activity)
        grant(colleague, Role.APPROVER, site, agreement=agreement)
        declaration_of(activity, june)
        transmitted(declaration_of(activity))
        grant(lapsed, Role.PARTNER_USER, agreement)
        Amendment.objects.create(
            agreement=agreement,
            number=1,
            leaving=Grant.objects.filter(agreement=agreement, role=Role.PARTNER_ADMIN).order_by("pk")[0],
            effective_on=clock.today(),
            reason="Départ",
            requested_by=both,
            requested_at=clock.now(),
        )
    chief = caf_admin(cafs[0])
    grant(chief, Role.CAF_ADMIN, cafs[1])
    change_site(actor=actor(chief), site=site, name="Le Moulin")
    return SimpleNamespace(
        cafs=cafs, partner=partner, agreements=agreements, both=both, chief=chief, colleague=colleague, site=site
    )


READERS = ("both", "colleague", "chief", "national")


def _reader(twice, kind: str):
    return national_admin() if kind == "national" else getattr(twice, kind)


def _text(element) -> str:
    return alike(" ".join(element.text_content().split()))


def _things_apart(page) -> Iterator[tuple[str, list[str]]]:
    """(what, texts) of everything on a page among which people choose: rows, options, boxes, cards, entries."""
    for table in page.xpath("//table[tbody]"):
        group, rows = "", []
        for row in table.xpath("./tbody/tr"):
            if row.xpath("./th[@scope='rowgroup' or @scope='colgroup']") or len(row.xpath("./td|./th")) == 1:
                group = _text(row)
                rows.append(group)
            else:
                rows.append(f"{group} / {_text(row)}")
        yield f"rows of {table.xpath('string(./caption)').strip()}", rows
    for select in page.xpath("//select"):
        yield f"options of {select.get('name')}", [_text(option) for option in select.xpath(".//option")]
    for fieldset in page.xpath("//fieldset"):
        yield "boxes", [_text(label) for label in fieldset.xpath(".//label")]
    yield "cards", [_text(card) for card in page.xpath("//*[contains(concat(' ', @class, ' '), ' todo ')]")]
    yield "entries of the switcher", [_text(each) for each in page.xpath("//*[contains(@class,'switcher')]//li")]


def _links(page) -> Iterator[str]:
    for link in page.xpath("//main//a[@href]|//nav//a[@href]"):
        address = urlsplit(link.get("href"))
        if not address.netloc and address.path.startswith("/") and not address.path.startswith(NO_PAGES):
            yield address.path + (f"?{address.query}" if address.query else "")


def _walk(client) -> Iterator[tuple[str, Any]]:
    """The pages that links lead to from the first one, some of each kind of address."""
    waiting, known, visits = deque(STARTS), set(STARTS), Counter()
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            continue
        page = tree(response)
        yield address, page
        for link in _links(page):
            kind = resolve(urlsplit(link).path).view_name
            if not kind.endswith(DOWNLOADS) and link not in known and visits[kind] < MOST_OF_A_KIND:
                known.add(link)
                visits[kind] += 1
                waiting.append(link)


@pytest.mark.parametrize("kind", READERS)
def test_no_two_things_are_alike_on_any_page(client, twice, kind):
    """Rows, options, boxes, cards and entries; and a title that names one of the conventions says which."""
    client.force_login(_reader(twice, kind))
    wrong, pages = [], 0
    for address, page in _walk(client):
        pages += 1
        for what, texts in _things_apart(page):
            wrong += [f"{address}: {what}: {text}" for text, count in Counter(texts).items() if count > 1 and text]
        titles = page.xpath("//nav[contains(@class,'breadcrumb')]|//main//h1|//main//h1/following-sibling::p")
        title = " / ".join(map(_text, titles))
        if LABEL in title and not any(caf.name in title for caf in twice.cafs):
            wrong.append(f"{address}: title: {title}")
    assert pages > 5
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["/habilitations/activites", "/habilitations/"])
@pytest.mark.parametrize("kind", ["both", "chief", "national"])
def test_no_two_rows_of_a_file_are_alike(client, twice, kind, address):
    client.force_login(_reader(twice, kind))
    for query in ("", "?etat=VACANT", "?etat=VACANT&lieux=oui", "?etat=ACTIVE&lieux=oui"):
        rows = client.post(address + query, {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
        assert len(rows) > 2, query
        assert [row for row, count in Counter(rows).items() if count > 1] == [], query


def test_the_switcher_has_an_entry_for_each_convention(client, twice):
    """And each narrows the lists to its own."""
    client.force_login(twice.both)
    names = [f"MJC du Moulin ({caf.name})" for caf in twice.cafs]
    entries = [_text(each) for each in tree(client.get("/")).xpath("//*[contains(@class,'switcher')]//li")]
    assert entries == [*names, "Toutes mes organisations"]
    client.post(reverse("habpps:organisation"), {"organisme": twice.agreements[1].public_id})
    page = tree(client.get("/conventions/"))
    assert [_text(row.xpath("./td")[0]) for row in page.xpath("//main//tbody/tr")] == [twice.cafs[1].name]
    assert _text(page.xpath("//*[@class='switcher__name']")[0]) == names[1]
    assert actor(twice.both).organisations[twice.agreements[0].public_id] == names[0]


def test_nobody_with_one_caf_reads_its_name_beside_everything(client, twice):
    """A case worker of one of the Cafs, an administrator of one convention: the partner's name alone."""
    agreement = twice.agreements[0]
    for user in (caf_admin(agreement.caf), partner_admin(agreement)):
        client.force_login(user)
        for address in ("/", "/conventions/", f"/conventions/{agreement.public_id}/", "/habilitations/activites"):
            assert f"({agreement.caf.name})" not in read(client.get(address)), address


def test_a_mail_about_one_of_two_conventions_says_its_caf(twice):
    change_dates(
        actor=actor(twice.chief),
        grant=Grant.objects.get(user=twice.colleague, role=Role.APPROVER, agreement=twice.agreements[1]),
        valid_from=twice.agreements[1].opens_on,
        valid_until=clock.today(),
    )
    message = Letter.objects.get(kind="habpps/right_given", recipient_id=twice.colleague.pk).email
    named = f"MJC du Moulin ({twice.cafs[1].name})"
    assert named in message.subject
    assert named in message.message


def test_a_mail_about_the_only_convention_names_the_partner_alone(here):
    with transaction.atomic():
        queue_notice(here.admin, here.agreement, RIGHT_GIVEN_MAIL, actor=actor(here.caf_admin), lines=["Approbateur"])
    assert here.caf.name not in Letter.objects.get(kind="habpps/right_given").email.subject


def test_the_label_costs_no_query_to_people_of_partners(twice, django_assert_num_queries):
    who = actor(twice.both)
    assert who.grants
    with django_assert_num_queries(0):
        tell_cafs(who, twice.agreements)
    assert [each.shown_label for each in twice.agreements] == [f"{LABEL} ({caf.name})" for caf in twice.cafs]
    assert [each.shown_partner for each in twice.agreements] == [f"MJC du Moulin ({caf.name})" for caf in twice.cafs]
