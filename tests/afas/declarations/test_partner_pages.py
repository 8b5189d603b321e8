"""A declaration's page, the recap, transmission, receipt, versions, and what AFAS adds to the home page."""

import pytest
from django.urls import reverse

from portal.afas.models import PartState, State, Transmission
from portal.habpps.rights.roles import AFAS_ROLES
from tests.factories.afas import (
    answers,
    declaration_of,
    edits,
    entered,
    part,
    provided,
    returned,
    team_of,
    transmitted,
    validated,
)
from tests.factories.habpps import ActivityFactory, approver, declarant, fr_da, fr_df, grant, person, with_roles
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return declaration_of()


def url(name, declaration, *more) -> str:
    return reverse(f"afas:{name}", args=[declaration.public_id, *more])


def page(client, user, address) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return source(response)


def test_the_page_says_who_does_what(client, declaration):
    """With the roles that nobody holds."""
    fr_df(declaration.activity, first_name="Zoé", last_name="Martin")
    text = page(client, fr_da(declaration.activity), url("declaration", declaration))
    assert "Zoé Martin" in text
    assert "Non attribué" in text
    assert "À saisir par Zoé Martin." in text


def test_the_provider_sees_only_their_own_action(client, declaration):
    """The other part says who enters it."""
    text = page(client, fr_da(declaration.activity), url("declaration", declaration))
    assert url("entry", declaration, "ACTIVITY") in text
    assert url("entry", declaration, "FINANCIAL") not in text


def test_provided_data_may_be_taken_back_by_their_provider(client, declaration):
    """Asked first, then done; the data stay."""
    provided(declaration)
    user = fr_df(declaration.activity)
    address = url("reopen", declaration, "FINANCIAL")
    assert address in page(client, user, url("declaration", declaration))
    assert "Reprendre les données financières en saisie" in page(client, user, address)
    assert client.submit(address).url == url("entry", declaration, "FINANCIAL")
    assert part(declaration, "FINANCIAL").state == PartState.IN_PROGRESS
    assert part(declaration, "FINANCIAL").document["account_64"] == "40000.00"


def test_the_reason_of_the_caf_stands_on_top(client, declaration):
    """Until the corrected version leaves."""
    returned(declaration)
    text = page(client, fr_df(declaration.activity), url("declaration", declaration))
    assert "La Caf vous demande une correction" in text
    assert "Le compte 64 est à détailler." in text


def test_the_history_tells_every_step(client, declaration):
    """The latest first, with the person."""
    validated(declaration)
    text = page(client, fr_da(declaration.activity), url("declaration", declaration))
    steps = ["Validée par la Caf", "Prise en charge par la Caf", "Transmise à la Caf, version 1"]
    places = [text.rindex(step) for step in (*steps, "Données financières fournies")]
    assert places == sorted(places)
    assert "La Caf a validé cette déclaration" in text


@pytest.mark.parametrize("name", ["declaration", "recap"])
def test_people_outside_find_nothing(client, declaration, name):
    """404 for another partner, and for who holds no role."""
    for user in (fr_da(ActivityFactory()), declarant(declaration.activity.agreement), person()):
        client.force_login(user)
        assert client.get(url(name, declaration)).status_code == 404


@pytest.mark.parametrize("name", ["declaration", "recap"])
def test_pages_cost_ten_queries_at_most(client, count_queries, declaration, name):
    """With history and versions."""
    returned(declaration)
    client.force_login(with_roles(declaration.activity, *AFAS_ROLES))
    assert count_queries(url(name, declaration)) <= 10


def transmit(client, user, declaration, **data):
    """What the recap's form sends."""
    client.force_login(user)
    fields = {f"edits_{kind}": str(count) for kind, count in edits(declaration).items()}
    return client.post(url("recap", declaration), {**fields, "attest": "on", **data})


def test_the_recap_shows_everything(client, declaration):
    """Figures, rows, texts, totals, the entitlement, and what comes next."""
    provided(declaration)
    text = page(client, approver(declaration.activity), url("recap", declaration))
    for words in ("Frais de personnel", "40\u202f000,00", "Filles de 12 à 17 ans", "Niveau 4", "Transmettre à la Caf"):
        assert words in text
    assert "Estimation indicative" in text
    assert "Votre déclaration part aussitôt à la" in text


def test_providers_change_a_section_from_the_recap(client, declaration):
    """A link per section, to that section; none for the other part."""
    entered(declaration)
    text = page(client, fr_df(declaration.activity), url("recap", declaration))
    assert f"{url('entry', declaration, 'FINANCIAL')}#section-charges" in text
    assert url("entry", declaration, "ACTIVITY") not in text
    assert "Transmettre à la Caf</span>" not in text


def test_the_approver_transmits(client, declaration):
    """And lands on the receipt."""
    provided(declaration)
    user = approver(declaration.activity)
    client.force_login(user)
    response = client.submit(url("recap", declaration), {"attest": "on"})
    assert response.url == url("receipt", declaration, 1)
    declaration.refresh_from_db()
    assert declaration.state == State.TRANSMITTED


def test_nothing_leaves_without_the_attestation(client, declaration):
    """422 at the box."""
    provided(declaration)
    response = transmit(client, approver(declaration.activity), declaration, attest="")
    assert response.status_code == 422
    assert "Cochez cette case" in read(response)
    assert not Transmission.objects.exists()


@pytest.mark.parametrize("who", [fr_da, fr_df])
def test_providers_do_not_transmit(client, declaration, who):
    """403 with the reason."""
    provided(declaration)
    response = transmit(client, who(declaration.activity), declaration)
    assert response.status_code == 403
    assert "approuver et transmettre" in read(response)
    assert not Transmission.objects.exists()


def test_a_double_click_transmits_once(client, declaration):
    """Same key, or the same approver from another tab: one transmission, one receipt."""
    provided(declaration)
    user, before = approver(declaration.activity), edits(declaration)
    first = transmit(client, user, declaration, _once="same")
    second = transmit(client, user, declaration, _once="same")
    third = transmit(client, user, declaration, **{f"edits_{kind}": str(count) for kind, count in before.items()})
    assert first.url == second.url == third.url
    assert Transmission.objects.count() == 1


def test_what_has_changed_since_is_read_again(client, declaration):
    """409: nothing leaves."""
    provided(declaration)
    response = transmit(client, approver(declaration.activity), declaration, edits_FINANCIAL="0")
    assert response.status_code == 409
    assert "Cette déclaration a changé" in read(response)
    assert not Transmission.objects.exists()


def test_the_approver_sends_a_half_back_with_a_reason(client, declaration):
    """The reason is asked, then read by the provider."""
    provided(declaration)
    user = approver(declaration.activity)
    address = url("send_back", declaration, "FINANCIAL")
    assert address in page(client, user, url("recap", declaration))
    refused = client.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert "Indiquez le motif" in read(refused)
    assert part(declaration, "FINANCIAL").state == PartState.PROVIDED
    assert client.submit(address, {"reason": "Le compte 60 oublie une facture."}).status_code == 302
    assert part(declaration, "FINANCIAL").state == PartState.TO_CORRECT
    text = page(client, fr_df(declaration.activity), url("declaration", declaration))
    assert "Le compte 60 oublie une facture." in text


@pytest.mark.parametrize("who", [fr_da, fr_df])
def test_only_approvers_send_back(client, declaration, who):
    """403."""
    provided(declaration)
    client.force_login(who(declaration.activity))
    assert client.post(url("send_back", declaration, "FINANCIAL"), {"reason": "Non."}).status_code == 403
    assert part(declaration, "FINANCIAL").state == PartState.PROVIDED


def test_the_receipt_can_be_kept(client, declaration):
    """Reference, moment, service in charge, digest, PDF [CRPA L112-11]."""
    transmitted(declaration)
    sent = Transmission.objects.get()
    text = page(client, fr_da(declaration.activity), url("receipt", declaration, 1))
    for words in (sent.receipt_number, sent.sha256, declaration.caf.email, declaration.caf.phone):
        assert words in text
    pdf = client.get(url("receipt_pdf", declaration, 1))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'attachment; filename="accuse-{sent.receipt_number}.pdf"'


@pytest.mark.parametrize("name", ["receipt", "receipt_pdf", "version"])
def test_receipts_stay_inside(client, declaration, name):
    """404 outside, and for a version that does not exist."""
    transmitted(declaration)
    client.force_login(fr_da(ActivityFactory()))
    assert client.get(url(name, declaration, 1)).status_code == 404
    client.force_login(fr_da(declaration.activity))
    assert client.get(url(name, declaration, 2)).status_code == 404


def test_a_version_marks_what_has_changed(client, declaration):
    """The transmitted version stays as it was."""
    team = team_of(declaration)
    returned(declaration, team)
    client.force_login(team.fr_df.user)
    typed = answers("FINANCIAL", account_60="100", account_744="20 100")
    fields = {**typed, "act": "provide", "version": str(part(declaration, "FINANCIAL").edits)}
    assert client.post(url("entry", declaration, "FINANCIAL"), fields).status_code == 302
    assert transmit(client, team.approver.user, declaration).url == url("receipt", declaration, 2)
    text = page(client, team.fr_da.user, url("version", declaration, 2))
    assert "2\u00a0réponses modifiées depuis la version précédente." in text
    assert "Version précédente : 0,00\u00a0€" in text
    assert "Version précédente" not in page(client, team.fr_da.user, url("version", declaration, 1))


def test_the_afas_home_shows_what_is_due(client, declaration):
    """One card with one button, and the three steps."""
    text = page(client, fr_da(declaration.activity), reverse("afas:home"))
    assert "DÉCLARER EN TROIS ÉTAPES" in text
    assert "ACCÈS DIRECT" in text
    assert "Saisir les données d&#39;activité" in text
    assert "dans 60\u00a0jours" in text


def test_the_afas_home_of_who_has_nothing_to_do(client, declaration):
    """The approver waits for the data."""
    text = page(client, approver(declaration.activity), reverse("afas:home"))
    assert "Vous n’avez rien à saisir ni à transmettre aujourd’hui." in text


def test_the_portal_home_shows_cards_and_the_matrix(client, declaration):
    """« À faire », then activity × year × type."""
    text = page(client, fr_df(declaration.activity), reverse("home"))
    assert "Saisir les données financières" in text
    assert "Mes déclarations, par activité et par exercice" in text
    assert url("declaration", declaration) in text


def test_the_home_costs_the_same_with_twenty_activities(client, declaration, same_queries):
    """Cards and matrix share one reading."""
    user = with_roles(declaration.activity, *AFAS_ROLES)
    client.force_login(user)

    def more() -> None:
        for number in range(20):
            activity = ActivityFactory(agreement=declaration.activity.agreement, name=f"Activité {number}")
            declaration_of(activity, declaration.campaign)
            for role in AFAS_ROLES:
                grant(user, role, activity)

    same_queries(reverse("afas:home"), lambda: None, more)
