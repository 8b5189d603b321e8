"""Organisations: registered, corrected, closed, reopened, found again."""

from datetime import timedelta

import pytest
from stdnum import luhn

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.partner_ends import close_partner
from portal.habpps.models import Agreement, Partner, PartnerType
from portal.habpps.partners.actions.organisations import change_partner, register_partner, reopen_partner
from portal.journal.models import Entry
from tests.factories.habpps import (
    AgreementFactory,
    PartnerFactory,
    PartnerTypeFactory,
    actor,
    caf_admin,
    register_at,
    siret,
)
from tests.net.reading import read, source

LA_POSTE = "35600000049837"  # its key is a sum of digits, not Luhn's


def register(user, **typed) -> Partner:
    values = {"siret": siret(9_000_000), "name": "MJC du Centre", "partner_type": PartnerType.objects.order_by("pk")[0]}
    return register_partner(actor=actor(user), **{**values, **typed})


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
        ({"siret": "ABCDEFGHIJKLMN"}, "siret", "en chiffres seulement"),
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
    page = source(client.get(f"/organismes/{elsewhere.partner.public_id}/"))
    assert elsewhere.partner.name in page
    assert elsewhere.agreement.label not in page
    assert elsewhere.activity.name not in page


def change(user, partner, **typed) -> Partner:
    values = {
        "siret": partner.siret,
        "name": partner.name,
        "partner_type": partner.type,
        "rna": partner.rna,
        "address": partner.address,
        "postcode": partner.postcode,
        "town": partner.town,
    }
    return change_partner(actor=actor(user), partner=partner, **{**values, **typed})


def moved(number: str) -> str:
    """Another establishment of the same SIREN."""
    digits = f"{number[:9]}0002"
    return digits + luhn.calc_check_digit(digits)


def test_a_correction_is_told_with_old_and_new(here):
    mutual = PartnerTypeFactory(name="Mutuelle d'essai")
    change(here.caf_admin, here.partner, name=" MJC  du Sud ", town="Albert", partner_type=mutual)
    here.partner.refresh_from_db()
    assert (here.partner.name, here.partner.town, here.partner.type) == ("MJC du Sud", "Albert", mutual)
    entry = Entry.objects.get(kind="habpps.partner_changed")
    assert "commune : «\u00a0Amiens\u00a0» devient «\u00a0Albert\u00a0»" in entry.facts["changes"]
    assert len(entry.facts["changes"]) == 3


def test_a_correction_that_changes_nothing_writes_nothing(here):
    change(here.caf_admin, here.partner)
    assert not Entry.objects.filter(kind="habpps.partner_changed").exists()


def test_every_caf_that_knows_the_organisation_reads_the_correction(here, elsewhere):
    register_at(elsewhere.partner, here.caf)
    change(elsewhere.caf_admin, elsewhere.partner, town="Albert")
    told = Entry.objects.filter(kind="habpps.partner_changed").order_by("caf_id").values_list("caf_id", flat=True)
    assert set(told) == {here.caf.pk, elsewhere.caf.pk}


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_corrects_closes_or_reopens(here, kind):
    who = getattr(here, kind)
    for work in (
        lambda: change(who, here.partner, name="X"),
        lambda: close_partner(actor=actor(who), partner=here.partner, closes_on=clock.today()),
        lambda: reopen_partner(actor=actor(who), partner=here.partner),
    ):
        with pytest.raises(Refused):
            work()
    fresh = Partner.objects.get(pk=here.partner.pk)
    assert (fresh.name, fresh.closed_on) == (here.partner.name, None)


def test_another_caf_s_organisation_is_out_of_reach(here, elsewhere):
    with pytest.raises(Refused):
        change(here.caf_admin, elsewhere.partner, name="X")


def test_before_any_convention_a_siret_is_a_typing_to_correct(here):
    partner = PartnerFactory(cafs=[here.caf])
    number = siret(9_000_100)
    assert change(here.caf_admin, partner, siret=number).siret == number


def test_with_a_convention_the_seat_moves_with_a_reason(here):
    """Same SIREN, another NIC; without the reason, nothing."""
    number = moved(here.partner.siret)
    with pytest.raises(ActionError) as error:
        change(here.caf_admin, here.partner, siret=number)
    assert list(error.value.errors) == ["reason"]
    change(here.caf_admin, here.partner, siret=number, reason="Le siège a déménagé")
    here.partner.refresh_from_db()
    assert here.partner.siret == number
    assert Entry.objects.get(kind="habpps.partner_changed").facts["reason"] == "Le siège a déménagé"


def test_with_a_convention_another_siren_is_another_organisation(here):
    with pytest.raises(ActionError, match="autre organisme"):
        change(here.caf_admin, here.partner, siret=siret(9_000_101), reason="Erreur")
    here.partner.refresh_from_db()
    assert here.partner.siret != siret(9_000_101)


def test_a_siret_belongs_to_one_organisation(here, elsewhere):
    """The message says nothing of whose it is."""
    partner = PartnerFactory(cafs=[here.caf])
    with pytest.raises(ActionError, match="d'un autre organisme du portail") as error:
        change(here.caf_admin, partner, siret=elsewhere.partner.siret)
    assert elsewhere.partner.name not in str(error.value)


def close(user, partner, day=None) -> Partner:
    return close_partner(actor=actor(user), partner=partner, closes_on=day or clock.today())


def test_closing_an_organisation_closes_its_convention_and_every_right(here):
    close(here.caf_admin, here.partner)
    here.agreement.refresh_from_db()
    assert (here.agreement.state, here.agreement.closes_on) == (Agreement.State.CLOSED, clock.today())
    assert actor(here.admin).grants == ()
    assert Entry.objects.get(kind="habpps.partner_closed").facts["agreements"] == 1
    close(here.caf_admin, here.partner)
    assert Entry.objects.filter(kind="habpps.partner_closed").count() == 1


def test_a_convention_that_has_ended_keeps_its_last_day(here):
    ended = clock.today() - timedelta(days=30)
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=ended)
    close(here.caf_admin, here.partner)
    here.agreement.refresh_from_db()
    assert (here.agreement.state, here.agreement.closes_on) == (Agreement.State.CLOSED, ended)


def test_an_organisation_that_works_with_another_caf_stays_open(here, elsewhere):
    """The message says which Caf to write to, and nothing of its convention; nothing is closed."""
    theirs = AgreementFactory(partner=here.partner, caf=elsewhere.caf)
    with pytest.raises(Refused, match="autre Caf") as error:
        close(here.caf_admin, here.partner)
    assert f"{elsewhere.caf.name} ({elsewhere.caf.email})" in str(error.value)
    assert theirs.label not in str(error.value)
    here.partner.refresh_from_db()
    here.agreement.refresh_from_db()
    assert (here.partner.closed_on, here.agreement.state) == (None, Agreement.State.VALIDATED)


def test_once_the_other_caf_has_closed_its_own_it_can_be_closed(here, elsewhere):
    AgreementFactory(partner=here.partner, caf=elsewhere.caf, closed=True)
    assert close(here.caf_admin, here.partner).closed_on == clock.today()
    told = Entry.objects.filter(kind="habpps.partner_closed").order_by("caf_id").values_list("caf_id", flat=True)
    assert set(told) == {here.caf.pk, elsewhere.caf.pk}


def test_a_draft_is_decided_first(here):
    partner = PartnerFactory(cafs=[here.caf])
    draft = AgreementFactory(partner=partner, caf=here.caf, draft=True)
    with pytest.raises(Refused, match=f"brouillon : «\u00a0{draft.label}\u00a0»"):
        close(here.caf_admin, partner)
    assert Partner.objects.get(pk=partner.pk).closed_on is None


def test_an_organisation_does_not_close_tomorrow(here):
    with pytest.raises(ActionError, match="à venir"):
        close(here.caf_admin, here.partner, clock.today() + timedelta(days=1))
    here.agreement.refresh_from_db()
    assert here.agreement.state == Agreement.State.VALIDATED


def test_a_closed_organisation_takes_no_convention_until_it_is_reopened(client, here):
    partner = PartnerFactory(cafs=[here.caf], closed_on=clock.today())
    client.force_login(here.caf_admin)
    record = f"/conventions/enregistrer?organisme={partner.public_id}"
    assert partner.name not in source(client.get("/conventions/enregistrer"))
    assert client.get(record).status_code == 403
    page = read(client.get(f"/organismes/{partner.public_id}/"))
    assert "Organisme clôturé" in page
    client.post(f"/organismes/{partner.public_id}/rouvrir")
    assert partner.name in source(client.get("/conventions/enregistrer"))
    assert client.get(record).status_code == 200
    assert Entry.objects.filter(kind="habpps.partner_reopened", caf_id=here.caf.pk).count() == 1
    reopen_partner(actor=actor(here.caf_admin), partner=partner)
    assert Entry.objects.filter(kind="habpps.partner_reopened").count() == 1


def test_a_closed_organisation_is_linked_and_the_screen_says_so(client, here):
    partner = PartnerFactory(cafs=[], closed_on=clock.today())
    client.force_login(here.caf_admin)
    typed = {"siret": partner.siret, "name": "X", "partner_type": partner.type.public_id}
    answer = client.post("/organismes/enregistrer", typed)
    assert "déjà connu, est clôturé" in read(client.get(answer.url))


def test_closing_says_beforehand_what_it_touches(client, here):
    client.force_login(here.caf_admin)
    page = source(client.get(f"/organismes/{here.partner.public_id}/cloturer"))
    assert here.agreement.label in page
    assert "5\u00a0personnes perdent leur accès" in page
    answer = client.post(f"/organismes/{here.partner.public_id}/cloturer", {"closes_on": f"{clock.today():%d/%m/%Y}"})
    assert "est clôturé" in read(client.get(answer.url))


def test_another_caf_s_convention_is_refused_on_screen_with_the_reason(client, here, elsewhere):
    AgreementFactory(partner=here.partner, caf=elsewhere.caf)
    client.force_login(here.caf_admin)
    answer = client.post(f"/organismes/{here.partner.public_id}/cloturer", {"closes_on": f"{clock.today():%d/%m/%Y}"})
    assert (answer.status_code, elsewhere.caf.email in read(answer)) == (403, True)


def test_a_correction_on_screen_keeps_what_was_typed(client, here):
    client.force_login(here.caf_admin)
    address = f"/organismes/{here.partner.public_id}/modifier"
    assert here.partner.siret in source(client.get(address))
    typed = {"siret": "123", "name": "MJC du Nord", "partner_type": here.partner.type.public_id}
    answer = client.post(address, typed)
    assert (answer.status_code, 'value="MJC du Nord"' in source(answer)) == (422, True)
    assert client.post(address, {**typed, "siret": here.partner.siret}).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("texte=W751234567", True),
        ("texte=w7512", True),
        ("texte=saint albert", True),
        ("texte=ecole", True),
        ("texte=ÉCOLE", True),
        ("texte=80300", True),
        ("texte=lille", False),
        ("statut=OPEN", True),
        ("statut=CLOSED", False),
    ],
)
def test_an_organisation_is_found_by_what_one_knows_of_it(client, here, query, found):
    partner = PartnerFactory(
        cafs=[here.caf], name="École des jeunes", rna="W751234567", town="Saint-Albert", postcode="80300"
    )
    client.force_login(here.caf_admin)
    shown = partner.name in source(client.get(f"/organismes/?{query}"))
    assert shown == found


@pytest.mark.parametrize("space", ["+", "%C2%A0"])
def test_an_organisation_is_found_by_a_siret_typed_with_spaces(client, here, elsewhere, space):
    """Ordinary ones, or those that cannot break, as the portal writes a SIRET."""
    client.force_login(here.caf_admin)
    number = here.partner.siret
    spaced = f"{number[:3]}{space}{number[3:6]}{space}{number[6:9]}"
    assert here.partner.name in source(client.get(f"/organismes/?texte={spaced}"))
    assert here.agreement.label in source(client.get(f"/conventions/?partenaire={spaced}"))
    assert elsewhere.partner.name not in source(client.get(f"/organismes/?texte={elsewhere.partner.siret}"))


def test_a_closing_and_a_reopening_belong_to_a_caf_that_knows_it(here):
    stranger = caf_admin(AgreementFactory().caf)
    with pytest.raises(Refused):
        close(stranger, here.partner)


def test_the_screen_says_that_an_organisation_was_known_already(client, here, elsewhere):
    """What was typed of it is not kept: who registers it must look at what is."""
    client.force_login(here.caf_admin)
    typed = {"siret": elsewhere.partner.siret, "name": "Autre", "partner_type": here.partner.type.public_id}
    page = read(client.submit("/organismes/enregistrer", typed, follow=True))
    assert "était déjà connu du portail" in page
    new = source(client.submit("/organismes/enregistrer", {**typed, "siret": siret(9_000_002)}, follow=True))
    assert "organisme est enregistré." in new
    assert "déjà connu" not in new


def test_the_page_says_beforehand_that_an_organisation_cannot_be_closed(client, here):
    AgreementFactory(partner=here.partner)
    client.force_login(here.caf_admin)
    page = source(client.get(f"/organismes/{here.partner.public_id}/cloturer"))
    assert "avec une autre Caf" in page
    assert 'name="closes_on"' not in page
