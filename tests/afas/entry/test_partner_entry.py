"""Entering one part: who may, what is kept, what is refused and where it is said. Nothing typed is ever lost."""

import pytest
from django.urls import reverse

from portal.afas.models import PartState, State
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories.afas import (
    YEAR,
    CampaignFactory,
    Team,
    answers,
    declaration_of,
    entered,
    part,
    provided,
    returned,
    transmitted,
)
from tests.factories.habpps import (
    ActivityFactory,
    SiteFactory,
    approver,
    declarant,
    fr_da,
    fr_df,
    grant,
    person,
    with_roles,
)
from tests.net.reading import read, source, tree

from .entry_pages import send, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return declaration_of()


def test_activity_data_provider_sees_the_questions(client, declaration):
    """Every question of the catalogue, and a blank row for the first animator."""
    client.force_login(fr_da(declaration.activity))
    text = source(client.get(url(declaration, "activite")))
    assert "Filles de 12 à 17 ans" in text
    assert 'name="animators.0.etp"' in text
    assert "Fournir les données d&#39;activité" in text


def test_financial_data_provider_sees_the_accounts(client, declaration):
    """Number, label and a text field that brings up the figures of a telephone."""
    client.force_login(fr_df(declaration.activity))
    text = source(client.get(url(declaration)))
    assert "Frais de personnel" in text
    assert 'name="account_64"' in text
    assert 'inputmode="decimal"' in text
    assert 'type="number"' not in text


@pytest.mark.parametrize(("who", "half"), [(fr_da, "finances"), (fr_df, "activite"), (approver, "finances")])
def test_other_roles_are_refused_with_the_reason(client, declaration, who, half):
    """403: they see the declaration, not this."""
    client.force_login(who(declaration.activity))
    response = client.get(url(declaration, half))
    assert response.status_code == 403
    assert "Vous ne pouvez pas saisir" in read(response)


def test_members_without_a_role_find_nothing(client, declaration):
    """404: no role, no declaration."""
    client.force_login(declarant(declaration.activity.agreement))
    assert client.get(url(declaration)).status_code == 404


def test_people_of_another_partner_find_nothing(client, declaration):
    """404, the same as for a declaration that does not exist, and nothing is written."""
    user = fr_df(ActivityFactory())
    assert send(client, user, declaration, {"account_60": "1"}).status_code == 404
    assert part(declaration, "FINANCIAL").document == {}
    page, missing = client.get(url(declaration)), client.get(url(declaration).replace(declaration.public_id, "a" * 12))
    assert page.status_code == missing.status_code == 404


def test_what_is_provided_says_why_it_is_closed(client, declaration):
    """Back to the declaration, with the reason on top."""
    provided(declaration)
    client.force_login(fr_df(declaration.activity))
    response = client.get(url(declaration), follow=True)
    assert "Ces données ont été fournies par " in read(response)


def test_saving_keeps_every_answer(client, declaration):
    """« Enregistrer » stays on the page, where the totals are those of the server."""
    response = send(
        client, fr_df(declaration.activity), declaration, {"account_60": "1 234,5", "account_744": "34.5 €"}
    )
    assert response.status_code == 302
    assert part(declaration, "FINANCIAL").document == {"account_60": "1234.50", "account_744": "34.50"}
    text = source(client.get(response.url))
    assert '<span id="total-charges">1\u202f234,50</span>' in text
    assert '<span id="total-produits">34,50</span>' in text
    assert "Enregistré à" in text


def test_saving_for_later_leads_to_the_declaration(client, declaration):
    """Even with something wrong: it stays, and it is said."""
    response = send(client, fr_df(declaration.activity), declaration, {"account_60": "douze"}, act="later")
    assert response.url == reverse("afas:declaration", args=[declaration.public_id])
    assert "y compris ce qui reste à corriger" in read(client.get(response.url))
    assert part(declaration, "FINANCIAL").unreadable == {"account_60": "douze"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("douze", "Indiquez un montant en euros"),
        ("1" + "0" * 15, "Indiquez un nombre inférieur à"),
        ("-5", "Indiquez au moins 0"),
        ("1,234", "Indiquez au plus 2 chiffres après la virgule"),
        ("<script>alert(1)</script>", "Indiquez un montant en euros"),
    ],
)
def test_a_figure_that_cannot_be_read_comes_back_as_typed(client, declaration, typed, message):
    """422: the message at the field and on top with a link; what was typed stays, the rest is saved."""
    response = send(client, fr_df(declaration.activity), declaration, {"account_60": typed, "account_61": "10"})
    text = source(response)
    assert response.status_code == 422
    assert "<title>Erreur : " in text
    assert 'href="#id_account_60"' in text
    assert text.count(message) >= 2
    assert 'aria-invalid="true"' in text
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in text
    assert part(declaration, "FINANCIAL").document == {"account_61": "10.00"}


def test_a_negative_etp_is_said_on_its_row(client, declaration):
    """The second row, the very cell."""
    rows = [{"diploma": "LEVEL_4", "etp": "1", "months": "12", "etp_asked": "1"}, {"diploma": "LEVEL_5", "etp": "-1"}]
    response = send(client, fr_da(declaration.activity), declaration, {"animators": rows}, half="activite")
    text = source(response)
    assert response.status_code == 422
    assert 'href="#id_animators.1.etp"' in text
    assert 'value="-1"' in text


def test_rows_are_added_and_removed_without_scripts(client, declaration):
    """« Ajouter des lignes » saves and shows blank rows; the bin takes the right one away."""
    user = fr_da(declaration.activity)
    rows = [{"diploma": "LEVEL_4", "etp": "1"}, {"diploma": "LEVEL_5", "etp": "0,5"}]
    response = send(client, user, declaration, {"animators": rows}, half="activite", act="add:animators")
    assert response.url.endswith("?ligne=animators&nombre=1#rows-animators")
    assert 'name="animators.2.etp"' in source(client.get(response.url))
    send(client, user, declaration, {"animators": rows}, half="activite", act="remove:animators:0")
    assert part(declaration, "ACTIVITY").document["animators"] == [{"diploma": "LEVEL_5", "etp": "0.50"}]


@pytest.mark.parametrize(("asked", "shown"), [("3", 3), ("", 1), ("-4", 1), ("9" * 20, 1), ("500", 40)])
def test_several_rows_are_added_at_once(client, declaration, asked, shown):
    """Never more than the table may hold: forty."""
    user = fr_da(declaration.activity)
    more = {"_count-animators": asked}
    response = send(client, user, declaration, {"opening_days": "12"}, half="activite", act="add:animators", **more)
    page = source(client.get(response.url))
    assert page.count("data-row>") == shown


REUSE = "Reprendre l'équipe de l'an dernier"


@pytest.fixture
def last_team(declaration) -> list[dict[str, str]]:
    """The rows that the same activity transmitted a year before."""
    before = declaration_of(declaration.activity, CampaignFactory(fiscal_year=YEAR - 1, declaration_type="ACTUAL"))
    transmitted(before, Team(declaration.activity))
    return part(before, "ACTIVITY").document["animators"]


def test_last_year_s_team_is_taken_over_in_one_click(client, declaration, last_team):
    user = fr_da(declaration.activity)
    client.force_login(user)
    assert REUSE in read(client.get(url(declaration, "activite")))
    response = send(client, user, declaration, {"opening_days": "12"}, half="activite", act="reuse:animators")
    assert response.url.endswith("#rows-animators")
    kept = part(declaration, "ACTIVITY").document
    assert (kept["animators"], kept["opening_days"]) == (last_team, "12")
    assert REUSE not in read(client.get(response.url))


def test_rows_that_are_there_are_not_replaced_by_last_year_s(client, declaration, last_team):
    own = [{"diploma": "LEVEL_4", "etp": "0,8"}]
    user = fr_da(declaration.activity)
    response = send(client, user, declaration, {"animators": own}, half="activite", act="reuse:animators")
    assert part(declaration, "ACTIVITY").document["animators"] == [{"diploma": "LEVEL_4", "etp": "0.80"}]
    assert REUSE not in read(client.get(response.url))


def test_without_last_year_there_is_no_team_to_take_over(client, declaration):
    user = fr_da(declaration.activity)
    client.force_login(user)
    assert REUSE not in read(client.get(url(declaration, "activite")))
    send(client, user, declaration, {}, half="activite", act="reuse:animators")
    assert not part(declaration, "ACTIVITY").document.get("animators")


def test_saving_another_answer_does_not_answer_for_the_rows(client, declaration):
    """A table that nobody has looked at stays unanswered, until the part is handed over."""
    user = fr_da(declaration.activity)
    send(client, user, declaration, {"opening_days": "12"}, half="activite")
    assert "animators" not in part(declaration, "ACTIVITY").document
    send(client, user, declaration, {"opening_days": "12"}, half="activite", act="provide")
    assert part(declaration, "ACTIVITY").document["animators"] == []


def test_empty_lines_are_filled_with_zero_on_demand(client, declaration):
    """One section at a time; what was typed stays."""
    user = fr_df(declaration.activity)
    blank = {f"account_{number}": "" for number in ("61", "62", "63a", "63b", "64", "65", "66", "67", "68", "69", "86")}
    response = send(client, user, declaration, {"account_60": "5", **blank, "account_70": ""}, act="zero:charges")
    assert response.url.endswith("#section-charges")
    document = part(declaration, "FINANCIAL").document
    assert (document["account_60"], document["account_61"], document["account_86"]) == ("5.00", "0.00", "0.00")
    assert "account_70" not in document


def test_last_year_stands_beside_each_line(client):
    """With the share of the difference."""
    activity = ActivityFactory()
    before = CampaignFactory(declaration_type="ACTUAL", fiscal_year=2025)
    transmitted(declaration_of(activity, before), account_60="0", account_64="40 000")
    now = entered(declaration_of(activity), account_64="50 000")
    client.force_login(fr_df(activity))
    text = read(client.get(url(now)))
    assert "Réelle 2025" in text
    assert "40\u202f000,00" in text
    assert "+25\u00a0%" in text


def test_a_complete_half_is_handed_over(client, declaration):
    """And the declaration waits for the other one."""
    response = send(client, fr_df(declaration.activity), declaration, answers("FINANCIAL"), act="provide")
    assert response.status_code == 302
    assert part(declaration, "FINANCIAL").state == PartState.PROVIDED
    assert "fournies" in source(client.get(response.url))


def test_an_incomplete_half_says_what_is_missing(client, declaration):
    """422, each missing answer with a link; what was typed is saved."""
    response = send(client, fr_df(declaration.activity), declaration, {"account_60": "12"}, act="provide")
    text = source(response)
    assert response.status_code == 422
    assert "Répondez à cette question (0 est accepté)." in text
    assert 'href="#id_account_61"' in text
    assert part(declaration, "FINANCIAL").state == PartState.IN_PROGRESS
    assert part(declaration, "FINANCIAL").document == {"account_60": "12.00"}


def test_an_unbalanced_forecast_is_not_handed_over(client, declaration):
    """The message gives both totals."""
    typed = answers("FINANCIAL", account_60="1")
    response = send(client, fr_df(declaration.activity), declaration, typed, act="provide")
    assert response.status_code == 422
    assert "Équilibrez le budget prévisionnel" in read(response)
    assert part(declaration, "FINANCIAL").state == PartState.IN_PROGRESS


def test_a_warning_asks_for_a_justification_that_is_kept(client, declaration):
    """Asked when handing over, kept as a draft, then accepted."""
    entered(declaration)
    user = fr_df(declaration.activity)
    typed = answers("FINANCIAL", account_70623="1 000", account_744="39 000")
    refused = send(client, user, declaration, typed, act="provide")
    assert refused.status_code == 422
    assert 'href="#id_justification_ps_near_estimate"' in source(refused)
    why = {"justification_ps_near_estimate": "Acompte versé l’an dernier."}
    send(client, user, declaration, typed, **why)
    assert part(declaration, "FINANCIAL").justifications == {"ps_near_estimate": "Acompte versé l’an dernier."}
    assert "Acompte versé l’an dernier." in read(client.get(url(declaration)))
    assert send(client, user, declaration, typed, act="provide", **why).status_code == 302
    assert part(declaration, "FINANCIAL").state == PartState.PROVIDED


def test_a_double_click_hands_over_once(client, declaration):
    """The second answer is the first one's."""
    user, typed = fr_df(declaration.activity), answers("FINANCIAL")
    send(client, user, declaration, typed)
    version = part(declaration, "FINANCIAL").edits
    first = send(client, user, declaration, typed, act="provide", version=version)
    second = send(client, user, declaration, typed, act="provide", version=version)
    assert first.url == second.url
    assert declaration.events.filter(kind="PROVIDED").count() == 1


def test_who_provides_after_somebody_else_reads_who_did_it(client, declaration):
    """It is not their own second click: what they had typed is on the page, and nothing is said to be done by them."""
    first, other = fr_df(declaration.activity, first_name="Zoé", last_name="Martin"), fr_df(declaration.activity)
    typed = answers("FINANCIAL")
    send(client, first, declaration, typed)
    version = part(declaration, "FINANCIAL").edits
    send(client, first, declaration, typed, act="provide", version=version)
    response = send(client, other, declaration, typed, act="provide", version=version)
    assert response.status_code == 409
    assert "Ces données ont été fournies par Zoé Martin le " in read(response)
    assert declaration.events.filter(kind="PROVIDED").count() == 1


def test_a_form_older_than_what_one_provided_is_not_a_second_click(client, declaration):
    """What it holds would be lost."""
    user, typed = fr_df(declaration.activity), answers("FINANCIAL")
    send(client, user, declaration, typed)
    send(client, user, declaration, typed, act="provide")
    response = send(client, user, declaration, {"account_60": "7"}, act="provide", version=0)
    assert response.status_code == 409


def test_nil_answers_everything_with_zero(client, declaration):
    """Which is not the same as nothing."""
    response = send(client, fr_df(declaration.activity), declaration, act="nil")
    assert response.url == url(declaration)
    found = part(declaration, "FINANCIAL")
    assert found.nil_return
    assert found.document["account_60"] == "0.00"


def test_a_returned_half_shows_the_reason_of_the_caf(client, declaration):
    """On top of the page, until it is handed over again."""
    returned(declaration)
    client.force_login(fr_df(declaration.activity))
    assert "Le compte 64 est à détailler." in read(client.get(url(declaration)))


def test_site_roles_reach_the_entry_page(client, declaration):
    """A role over a place counts for its activities."""
    agreement = declaration.activity.agreement
    site = SiteFactory(partner=agreement.partner)
    declaration.activity.sites.add(site)
    user = person()
    grant(user, Role.FINANCIAL_DATA_PROVIDER, site, agreement=agreement)
    client.force_login(user)
    assert client.get(url(declaration)).status_code == 200


def test_the_entry_page_costs_ten_queries_at_most(client, count_queries, declaration):
    """Whatever stands beside."""
    entered(declaration)
    client.force_login(with_roles(declaration.activity, *AFAS_ROLES))
    assert count_queries(url(declaration)) <= 10
    assert count_queries(url(declaration, "activite")) <= 10


def test_the_state_follows(client, declaration):
    """From « À saisir » to « En cours »."""
    send(client, fr_df(declaration.activity), declaration, {"account_60": "1"})
    declaration.refresh_from_db()
    assert declaration.state == State.IN_PROGRESS


def test_answers_that_must_be_given_are_marked(client, declaration):
    """Before anything is refused: an account beside its name, and what the mark means."""
    client.force_login(fr_df(declaration.activity))
    page = client.get(url(declaration))
    assert "Les réponses marquées d’un astérisque (*) sont obligatoires" in read(page)
    labels = {each.get("for"): each.text_content() for each in tree(page).iter("label")}
    assert "(obligatoire)" in labels["id_account_60"]
