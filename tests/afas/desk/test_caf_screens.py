"""The Caf's screens: who sees what, what the inbox holds, what a file says, how a decision is taken."""

import pytest
from django.urls import reverse

from portal.afas.entry.actions import save_part
from portal.afas.models import Declaration, PartState, State
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory, CafFactory, caf_admin, caf_agent, national_admin
from tests.net.reading import source

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def address(name, declaration=None, *more):
    return reverse(f"afas:{name}", args=[declaration.public_id, *more] if declaration else [])


def another(declaration, **dates):
    """A declaration of the same Caf, another partner."""
    agreement = AgreementFactory(caf=declaration.caf)
    return afas.declaration_of(ActivityFactory(agreement=agreement), declaration.campaign)


def text_of(response):
    return source(response)


def test_the_inbox_holds_what_was_received_and_is_not_closed(client, declaration, team):
    """Neither drafts, nor returned ones, nor what is validated, nor another Caf's."""
    afas.transmitted(declaration, team)
    hidden = [another(declaration) for _ in range(3)]
    for other, state in zip(hidden, ("entered", "returned", "validated"), strict=True):
        getattr(afas, state)(other)
    elsewhere = afas.transmitted(afas.declaration_of(campaign=declaration.campaign))
    client.force_login(team.agent.user)
    page = text_of(client.get(address("caf_inbox")))
    assert declaration.activity.agreement.partner.name in page
    for other in (*hidden, elsewhere):
        assert other.public_id not in page


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"etat": "TRANSMITTED"}, 1),
        ({"etat": "IN_REVIEW"}, 1),
        ({"suivi": "me"}, 1),
        ({"suivi": "nobody"}, 1),
        ({"suivi": "others"}, 0),
        ({"exercice": "2026"}, 2),
        ({"type": "ACTUAL"}, 0),
        ({"organisme": "zzz"}, 0),
        ({"etat": "nonsense", "exercice": "x"}, 2),
    ],
)
def test_filters(client, declaration, team, criteria, found):
    afas.taken(declaration, team)
    afas.transmitted(another(declaration))
    client.force_login(team.agent.user)
    page = text_of(client.get(address("caf_inbox"), criteria))
    assert ("Aucun résultat" in page) if not found else (f"{found} déclaration" in page)


@pytest.mark.parametrize(
    "sort", ["recue", "-recue", "organisme", "campagne", "-echeance", "suivi", "-suivi", "nonsense"]
)
def test_the_inbox_sorts(client, declaration, team, sort):
    afas.transmitted(declaration, team)
    client.force_login(team.agent.user)
    assert client.get(address("caf_inbox"), {"tri": sort}).status_code == 200


def test_lists_cost_the_same_with_many_rows(client, declaration, team, same_queries):
    afas.transmitted(declaration, team)
    agent = team.agent
    client.force_login(agent.user)

    def more():
        for _ in range(3):
            afas.transmitted(another(declaration))

    same_queries(address("caf_inbox"), lambda: None, more)


def test_the_advancement_costs_the_same_with_many_rows(client, same_queries):
    declaration = afas.declaration_of(late=True)
    client.force_login(caf_agent(declaration.caf))
    same_queries(address("caf_progress"), lambda: None, lambda: [another(declaration) for _ in range(4)])


def test_an_agent_takes_a_declaration_from_the_inbox(client, declaration, team):
    afas.transmitted(declaration, team)
    client.force_login(team.agent.user)
    response = client.post(address("caf_take", declaration))
    assert response.headers["Location"] == address("caf_file", declaration)
    assert Declaration.objects.get(pk=declaration.pk).taken_by == team.agent.user
    with unchanged():
        assert client.get(address("caf_take", declaration)).status_code == 405


def test_the_file_shows_figures_controls_history_and_versions(client, declaration, team):
    """At most ten queries."""
    afas.taken(declaration, team)
    client.force_login(team.agent.user)
    page = text_of(client.get(address("caf_file", declaration)))
    for told in (
        "64 Frais de personnel",
        "40 000,00",
        "Tous les contrôles sont passés",
        "Version 1",
        "Prise en charge",
    ):
        assert told in page
    assert address("caf_validate", declaration) in page
    assert address("receipt_pdf", declaration, 1) in page


def test_the_file_costs_at_most_ten_queries(client, declaration, team, count_queries):
    afas.taken(declaration, team)
    client.force_login(team.agent.user)
    assert count_queries(address("caf_file", declaration)) <= 10


def test_the_caf_never_reads_what_is_being_typed(client, declaration, team):
    """A returned declaration shows the version that was sent, until the next one is."""
    afas.returned(declaration, team)
    edits = afas.part(declaration, "FINANCIAL").edits
    typed = {"account_60": "98 765,43"}
    save_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", typed=typed, edits=edits)
    client.force_login(team.agent.user)
    page = text_of(client.get(address("caf_file", declaration)))
    assert "98 765,43" not in page
    assert "En correction chez l’organisme" in page


def test_a_file_that_was_never_sent_says_so(client, declaration, team):
    afas.entered(declaration, team)
    client.force_login(team.agent.user)
    page = text_of(client.get(address("caf_file", declaration)))
    assert "Rien n’a encore été transmis" in page
    assert "40 000,00" not in page


def test_an_agent_validates_after_a_confirmation(client, declaration, team):
    afas.taken(declaration, team)
    client.force_login(team.agent.user)
    with unchanged():
        assert client.get(address("caf_validate", declaration)).status_code == 200
    assert client.submit(address("caf_validate", declaration)).status_code == 302
    assert Declaration.objects.get(pk=declaration.pk).state == State.VALIDATED


def test_an_agent_returns_with_parts_and_a_reason(client, declaration, team):
    afas.taken(declaration, team)
    client.force_login(team.agent.user)
    data = {"parts": ["FINANCIAL"], "reason": "Détaillez le compte 64."}
    assert client.post(address("caf_return", declaration), data).status_code == 302
    assert Declaration.objects.get(pk=declaration.pk).state == State.RETURNED
    assert afas.part(declaration, "ACTIVITY").state == PartState.PROVIDED


@pytest.mark.parametrize("data", [{}, {"parts": ["FINANCIAL"]}, {"reason": "Non."}, {"parts": ["X"], "reason": "Non."}])
def test_a_return_without_reason_or_parts_is_asked_again(client, declaration, team, data):
    afas.taken(declaration, team)
    client.force_login(team.agent.user)
    with unchanged():
        response = client.post(address("caf_return", declaration), data)
    assert response.status_code == 422
    assert "Erreur" in text_of(response)


def test_what_is_not_in_hand_is_refused_with_the_reason(client, declaration, team):
    afas.transmitted(declaration, team)
    client.force_login(team.agent.user)
    for name in ("caf_validate", "caf_return"):
        response = client.get(address(name, declaration))
        assert response.status_code == 403
        assert "Prenez d’abord cette déclaration en charge" in text_of(response)


def test_another_cafs_agent_and_the_partner_find_nothing(client, declaration, team):
    """The same answer as for a file that does not exist."""
    afas.transmitted(declaration, team)
    for person in (caf_agent(CafFactory()), team.approver.user, team.fr_df.user):
        client.force_login(person)
        for name in ("caf_file", "caf_validate", "caf_return"):
            assert client.get(address(name, declaration)).status_code == 404
        assert client.post(address("caf_take", declaration)).status_code == 404


def test_who_only_follows_reads_but_does_not_handle(client, declaration, team):
    """The Caf's administrator and the nation's."""
    afas.transmitted(declaration, team)
    for person in (caf_admin(declaration.caf), national_admin()):
        client.force_login(person)
        assert client.get(address("caf_file", declaration)).status_code == 200
        assert client.get(address("caf_progress")).status_code == 200
        assert client.get(address("caf_inbox")).status_code == 403
        assert client.post(address("caf_take", declaration)).status_code == 403


def test_the_advancement_counts_by_state_and_lists_the_late(client):
    declaration = afas.declaration_of(late=True)
    sent = afas.transmitted(another(declaration))
    client.force_login(caf_agent(declaration.caf))
    page = text_of(client.get(address("caf_progress"), {"exercice": "2026"}))
    assert "1 reçue sur 2" in page
    assert "1 déclaration en retard" in page
    assert declaration.public_id in page
    assert sent.public_id not in page


def test_receipts_and_versions_are_read_by_both_sides_and_nobody_else(client, declaration, team):
    """404 outside, the same whether the version exists or not."""
    afas.transmitted(declaration, team)
    pages = ("receipt_pdf", "version", "receipt")
    for person in (team.agent.user, team.approver.user, team.fr_da.user, caf_admin(declaration.caf)):
        client.force_login(person)
        assert {client.get(address(name, declaration, 1)).status_code for name in pages} == {200}
        assert {client.get(address(name, declaration, 2)).status_code for name in pages} == {404}
    stranger = afas.team_of(afas.declaration_of(campaign=declaration.campaign))
    for person in (stranger.approver.user, stranger.agent.user):
        client.force_login(person)
        assert {client.get(address(name, declaration, 1)).status_code for name in pages} == {404}


def test_the_pdf_is_a_file_to_keep(client, declaration, team):
    afas.transmitted(declaration, team)
    client.force_login(team.approver.user)
    response = client.get(address("receipt_pdf", declaration, 1))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.content.startswith(b"%PDF-")


def test_the_home_page_counts_what_waits(client, declaration, team):
    afas.transmitted(declaration, team)
    afas.taken(another(declaration))
    client.force_login(team.agent.user)
    assert "1 déclaration à prendre en charge" in text_of(client.get(reverse("home")))
