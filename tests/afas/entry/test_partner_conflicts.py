"""Two people in one part, and the save that goes on by itself: nobody writes over anybody."""

import json

import pytest
from lxml import html

from portal.afas.entry.actions import provide_part
from tests.factories.afas import declaration_of, entered, part, team_of
from tests.factories.habpps import ActivityFactory, fr_da, fr_df
from tests.net.queries import queries_of
from tests.net.reading import read

from .entry_pages import autosave, send, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return declaration_of()


@pytest.fixture
def clash(client, declaration):
    """Somebody else has saved 60 and 61 since the page was shown; 60 and 62 are typed here."""
    other = fr_df(declaration.activity, first_name="Zoé", last_name="Martin")
    send(client, other, declaration, {"account_60": "100", "account_61": "200"}, version=0)
    base = json.dumps({"account_60": "", "account_61": "", "account_62": ""})
    typed = {"account_60": "1", "account_61": "", "account_62": "3"}
    return send(client, fr_df(declaration.activity), declaration, typed, version=0, base=base)


def test_a_stale_page_shows_both_versions(clash, declaration):
    """409: who, when, and each answer that differs; nothing is written over."""
    text = read(clash)
    assert clash.status_code == 409
    assert "Cette page a été modifiée ailleurs" in text
    assert "Zoé Martin" in text
    assert "Modifiée des deux côtés" in text
    assert part(declaration, "FINANCIAL").document == {"account_60": "100.00", "account_61": "200.00"}


def test_a_stale_page_proposes_what_only_one_has_changed(clash):
    """Theirs for 61, mine for 62."""
    radios = html.fromstring(clash.content).iterfind(".//input[@type='radio']")
    checked = {radio.get("name"): radio.get("value") for radio in radios if radio.get("checked") is not None}
    assert checked["keep.account_61"] == "theirs"
    assert checked["keep.account_62"] == "mine"


def test_the_choice_is_saved(client, clash, declaration):
    """Mine where it was kept, theirs elsewhere."""
    typed = json.dumps({"account_60": "1", "account_61": "", "account_62": "3"})
    chosen = {"keep.account_60": "mine", "keep.account_61": "theirs", "keep.account_62": "mine"}
    response = client.post(url(declaration), {"act": "merge", "version": "1", "mine": typed, **chosen})
    assert response.status_code == 302
    expected = {"account_60": "1.00", "account_61": "200.00", "account_62": "3.00"}
    assert part(declaration, "FINANCIAL").document == expected


def test_what_is_typed_into_a_closed_half_is_shown_back(client, declaration):
    """It was handed over by somebody else in between: the typed figures are there to be copied."""
    entered(declaration)
    version = part(declaration, "FINANCIAL").edits
    team = team_of(declaration)
    provide_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", edits=version, justifications={})
    response = send(client, fr_df(declaration.activity), declaration, {"account_60": "77 777"}, version=version)
    text = read(response)
    assert response.status_code == 409
    assert "Ces données ne peuvent plus être modifiées" in text
    assert "77 777" in text
    assert part(declaration, "FINANCIAL").document["account_60"] == "0.00"


def test_autosave_answers_with_totals_and_version(client, declaration):
    """What the page shows without being loaded again."""
    client.force_login(fr_df(declaration.activity))
    data = autosave(client, declaration, {"account_60": "1000", "account_744": "400"}).json()
    assert data["version"] == 1
    assert "\u00a0h\u00a0" in data["saved_at"]
    assert data["outputs"]["total-charges"] == "1\u202f000,00"
    assert data["outputs"]["progress-charges"] == "1 sur 12"
    assert "Déficit" in data["summary"]
    assert data["errors"] == {}


def test_autosave_keeps_what_cannot_be_read_and_says_it(client, declaration):
    """At the field, named as the page names it, even below a blank row."""
    client.force_login(fr_da(declaration.activity))
    rows = [{"etp": "1"}, {"etp": ""}, {"etp": "beaucoup"}]
    data = autosave(client, declaration, {"animators": rows}, half="activite").json()
    assert data["errors"] == {"animators.2.etp": "Indiquez un nombre, par exemple 1\u202f234,56."}
    assert part(declaration, "ACTIVITY").unreadable == {"animators.1.etp": "beaucoup"}


def test_an_autosave_that_goes_on_costs_six_statements_at_most(client, declaration):
    """The session and the person, the declaration under lock, their rights as they are then, the part, what it is compared
    with."""
    client.force_login(fr_df(declaration.activity))
    for amount in ("1", "2"):
        autosave(client, declaration, {"account_60": amount}, version=int(amount) - 1)
    statements = queries_of(lambda: autosave(client, declaration, {"account_60": "3"}, version=2))
    assert part(declaration, "FINANCIAL").edits == 3
    assert len(statements) <= 6, statements


def test_autosave_of_nothing_new_writes_nothing(client, declaration):
    """The version stays."""
    client.force_login(fr_df(declaration.activity))
    autosave(client, declaration, {"account_60": "1"})
    assert autosave(client, declaration, {"account_60": "1,00"}, version=1).json()["version"] == 1


def test_autosave_never_writes_over_somebody_else(client, declaration):
    """409 with what to do."""
    client.force_login(fr_df(declaration.activity))
    autosave(client, declaration, {"account_60": "1"})
    client.force_login(fr_df(declaration.activity))
    response = autosave(client, declaration, {"account_60": "2"})
    assert response.status_code == 409
    assert "modifiée ailleurs" in response.json()["message"]
    assert part(declaration, "FINANCIAL").document == {"account_60": "1.00"}


def test_autosave_after_the_session_has_ended(client, declaration):
    """No longer answered: the page's script keeps what was typed, and nothing is written."""
    assert autosave(client, declaration, {"account_60": "1"}).status_code in (302, 401)
    assert part(declaration, "FINANCIAL").edits == 0


def test_autosave_is_for_who_may_enter(client, declaration):
    """403 inside, 404 outside."""
    client.force_login(fr_da(declaration.activity))
    assert autosave(client, declaration, {"account_60": "1"}).status_code == 403
    client.force_login(fr_df(ActivityFactory()))
    assert autosave(client, declaration, {"account_60": "1"}).status_code == 404
    assert part(declaration, "FINANCIAL").edits == 0
