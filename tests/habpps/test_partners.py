"""Registering organisations, their places and activities."""

from datetime import timedelta

import pytest

from portal.base.errors import ActionError, Refused
from portal.habpps import actions
from portal.habpps.models import Activity, Partner, PartnerType, Site
from portal.journal.models import Entry
from tests.factories.habpps import AgreementFactory, PartnerFactory, SiteFactory, actor, siret

LA_POSTE = "35600000049837"  # its key is a sum of digits, not Luhn's


def register(user, **typed) -> Partner:
    values = {"siret": siret(9_000_000), "name": "MJC du Centre", "partner_type": PartnerType.objects.order_by("pk")[0]}
    return actions.register_partner(actor=actor(user), **{**values, **typed})


def test_the_caf_administrator_registers_an_organisation(here):
    """Spaces are admitted; the event names the organisation."""
    number = siret(9_000_001)
    partner = register(here.caf_admin, siret=f" {number[:9]} {number[9:]} ", rna="w751234567", postcode="80 000")
    assert (partner.siret, partner.rna, partner.postcode) == (number, "W751234567", "80000")
    assert list(partner.cafs.all()) == [here.caf]
    entry = Entry.objects.get(kind="habpps.partner_registered")
    assert (entry.caf_id, entry.facts) == (here.caf.pk, {"partner": partner.pk, "siret": number})


def test_la_poste_is_an_exception(here):
    assert register(here.caf_admin, siret=LA_POSTE).siret == LA_POSTE


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_registers(here, kind):
    before = Partner.objects.count()
    with pytest.raises(Refused):
        register(getattr(here, kind))
    assert Partner.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"siret": "123"}, "siret", "vous en avez saisi 3"),
        ({"siret": "12345678901234"}, "siret", "clé de contrôle"),
        ({"siret": "ABCDEFGHIJKLMN"}, "siret", "vous en avez saisi 0"),
        ({"rna": "X12"}, "rna", "commence par W"),
        ({"postcode": "80"}, "postcode", "cinq chiffres"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(here, typed, field, words):
    before = Partner.objects.count()
    with pytest.raises(ActionError, match=words) as error:
        register(here.caf_admin, **typed)
    assert list(error.value.errors) == [field]
    assert Partner.objects.count() == before


def test_an_organisation_registers_once_per_caf(here):
    with pytest.raises(ActionError, match=f"déjà enregistré par votre Caf : {here.partner.name}"):
        register(here.caf_admin, siret=here.partner.siret)
    assert here.partner.cafs.count() == 1


def test_an_organisation_of_another_caf_is_linked_as_it_stands(here, elsewhere):
    """Nothing typed replaces what is known, and its other conventions stay hidden."""
    name = elsewhere.partner.name
    partner = register(here.caf_admin, siret=elsewhere.partner.siret, name="Autre nom")
    partner.refresh_from_db()
    assert (partner, partner.name) == (elsewhere.partner, name)
    assert set(partner.cafs.all()) == {here.caf, elsewhere.caf}
    assert Entry.objects.filter(kind="habpps.partner_linked", caf_id=here.caf.pk).count() == 1


def test_a_linked_organisation_shows_nothing_of_the_other_caf(client, here, elsewhere):
    register(here.caf_admin, siret=elsewhere.partner.siret)
    client.force_login(here.caf_admin)
    page = client.get(f"/organismes/{elsewhere.partner.public_id}/").content.decode()
    assert elsewhere.partner.name in page
    assert elsewhere.agreement.label not in page
    assert elsewhere.activity.name not in page


def test_a_place_is_added_once(here):
    site = actions.add_site(
        actor=actor(here.caf_admin), partner=here.partner, name=" Salle  Jean-Vilar ", town="Amiens"
    )
    assert site.name == "Salle Jean-Vilar"
    with pytest.raises(ActionError, match="déjà un lieu"):
        actions.add_site(actor=actor(here.caf_admin), partner=here.partner, name="salle jean-vilar")
    assert Site.objects.filter(partner=here.partner, name="Salle Jean-Vilar").count() == 1


def test_no_place_is_added_to_somebody_else_s_organisation(here, elsewhere):
    with pytest.raises(Refused):
        actions.add_site(actor=actor(here.caf_admin), partner=elsewhere.partner, name="Salle")
    assert elsewhere.partner.sites.count() == 1


def add_activity(here, **typed) -> Activity:
    values = {
        "name": "Espace jeunes",
        "type_code": "PSJEUNE",
        "nature_code": "STRUCTURE_JEUNESSE",
        "opens_on": here.agreement.opens_on,
    }
    return actions.add_activity(actor=actor(here.caf_admin), agreement=here.agreement, **{**values, **typed})


def test_an_activity_is_the_catalogue_s(here):
    activity = add_activity(here, sites=[here.site])
    assert list(activity.sites.all()) == [here.site]
    assert Entry.objects.filter(kind="habpps.activity_added", agreement_id=here.agreement.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"type_code": "INVENTE"}, "type_code"),
        ({"nature_code": "INVENTEE"}, "nature_code"),
        ({"name": "  espace   JEUNES "}, "name"),
    ],
)
def test_an_activity_that_cannot_be(here, typed, field):
    add_activity(here)
    before = Activity.objects.count()
    with pytest.raises(ActionError) as error:
        add_activity(here, **{"name": "Autre", **typed})
    assert list(error.value.errors) == [field]
    assert Activity.objects.count() == before


def test_an_activity_has_dates_and_places_that_fit(here, elsewhere):
    opens = here.agreement.opens_on
    for typed, field in (
        ({"opens_on": opens - timedelta(days=1)}, "opens_on"),
        ({"closes_on": opens - timedelta(days=1)}, "closes_on"),
        ({"sites": [elsewhere.site]}, "sites"),
    ):
        with pytest.raises(ActionError) as error:
            add_activity(here, **typed)
        assert list(error.value.errors) == [field]
    assert here.agreement.activities.count() == 1


def test_a_closed_convention_takes_nothing_more(here):
    closed = AgreementFactory(caf=here.caf, closed=True, partner=PartnerFactory())
    here.agreement = closed
    with pytest.raises(Refused, match="clôturée"):
        add_activity(here)
    assert not closed.activities.exists()
    SiteFactory(partner=closed.partner)
