"""Types of organisations: a national list."""

import pytest

from portal.base.errors import ActionError, Refused
from portal.habpps.models import PartnerType
from portal.habpps.partners.actions.types import create_partner_type, rename_partner_type
from portal.journal.models import Entry
from tests.factories.habpps import PartnerTypeFactory, actor
from tests.net.reading import read, source

LIST = "/organismes/types"


def test_the_national_administrator_creates_a_type(national):
    created = create_partner_type(actor=actor(national), name="  Fondation   reconnue ")
    assert created.name == "Fondation reconnue"
    assert Entry.objects.get(kind="habpps.partner_type_created").facts == {"name": "Fondation reconnue"}


def test_the_organisations_follow_a_renamed_type(national, here):
    kind = here.partner.type
    for _ in range(2):
        rename_partner_type(actor=actor(national), partner_type=kind, name="Association loi 1901")
    here.partner.refresh_from_db()
    assert here.partner.type.name == "Association loi 1901"
    entry = Entry.objects.get(kind="habpps.partner_type_renamed")
    assert entry.facts == {"was": "Association", "name": "Association loi 1901"}


@pytest.mark.parametrize("name", ["association", "ASSOCIATION", " Association ", "Associàtion"])
def test_a_name_is_taken_once_whatever_its_capitals_and_accents(national, name):
    PartnerTypeFactory(name="Association")
    other = PartnerTypeFactory(name="Mutuelle d'essai")
    before = PartnerType.objects.count()
    with pytest.raises(ActionError, match="existe déjà"):
        create_partner_type(actor=actor(national), name=name)
    with pytest.raises(ActionError, match="existe déjà"):
        rename_partner_type(actor=actor(national), partner_type=other, name=name)
    other.refresh_from_db()
    assert (PartnerType.objects.count(), other.name) == (before, "Mutuelle d'essai")


def test_capitals_of_a_name_can_be_corrected(national):
    kind = PartnerTypeFactory(name="épicerie sociale")
    assert rename_partner_type(actor=actor(national), partner_type=kind, name="Épicerie sociale").pk == kind.pk


def test_an_empty_name_is_refused(national):
    with pytest.raises(ActionError, match="Indiquez"):
        create_partner_type(actor=actor(national), name="  ")


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin", "provider"])
def test_a_caf_consults_and_does_not_write(here, kind):
    """The list is the country's: one Caf's wording would change the figures of all."""
    who, before = actor(getattr(here, kind)), list(PartnerType.objects.order_by("pk").values_list("name", flat=True))
    with pytest.raises(Refused):
        create_partner_type(actor=who, name="Nouveau")
    with pytest.raises(Refused):
        rename_partner_type(actor=who, partner_type=here.partner.type, name="Nouveau")
    assert list(PartnerType.objects.order_by("pk").values_list("name", flat=True)) == before


def test_the_list_counts_what_one_sees(client, here, elsewhere, national):
    client.force_login(here.caf_admin)
    page = source(client.get(LIST))
    assert "Créer un type" not in page
    rows = {each["Type de partenaire"]: each["Organismes"] for each in sheet(client.post(LIST, {"format": "csv"}))}
    assert rows["Association"] == "1"
    client.force_login(national)
    assert "Renommer" in read(client.get(LIST))


def sheet(answer) -> list[dict[str, str]]:
    lines = [line.split(";") for line in answer.getvalue().decode("utf-8-sig").splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_a_type_is_created_and_renamed_on_screen(client, national):
    client.force_login(national)
    assert client.post(f"{LIST}/creer", {"name": ""}).status_code == 422
    assert client.post(f"{LIST}/creer", {"name": "Régie de quartier"}).url == LIST
    key = PartnerType.objects.get(name="Régie de quartier").public_id
    assert 'value="Régie de quartier"' in source(client.get(f"{LIST}/{key}/renommer"))
    client.post(f"{LIST}/{key}/renommer", {"name": "Régie de territoire"})
    assert PartnerType.objects.get(public_id=key).name == "Régie de territoire"
    assert client.get(f"{LIST}/222222222222/renommer").status_code == 404


def test_types_stand_in_the_order_of_the_alphabet(client, national, here):
    """« É » with « E », on both pages that list them, whatever the database's own order."""
    for name in ("Mutuelle", "Établissement d'essai", "Entreprise d'essai", "Fondation d'essai"):
        PartnerTypeFactory(name=name)
    client.force_login(national)
    page = source(client.get(LIST))
    places = [page.index(f">{name}") for name in ("Entreprise d", "Établissement d", "Fondation d", "Mutuelle")]
    assert places == sorted(places)
    choices = source(client.get("/organismes/"))
    places = [choices.index(f">{name}") for name in ("Entreprise d", "Établissement d", "Fondation d", "Mutuelle")]
    assert places == sorted(places)
