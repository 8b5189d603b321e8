"""« Mon compte »: what people see of themselves, correct themselves, close, and take away."""

import json
import re
from datetime import timedelta

import pytest

from portal.accounts import registries
from portal.accounts.models import PastName, Session, User
from portal.journal.models import Entry
from tests.accounts.steps import confirm
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import application_of, recovery_codes_of
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
PAGE = "/mon-compte/"
DETAILS = "/mon-compte/coordonnees/"
HISTORY = "/mon-compte/connexions/"
CLOSE_OTHERS = f"{HISTORY}fermer-les-autres/"
EXPORT = "/mon-compte/donnees/exporter/"


@pytest.fixture
def person(client, hands):
    user = UserFactory(phone="01 23 45 67 89")
    client.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    return user


def text_of(client, url=PAGE) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return read(page)


def somewhere_else(user, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0") -> PortalClient:
    other = PortalClient(headers={"User-Agent": agent})
    other.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    return other


# The page ----------------------------------------------------------------------------------------


def test_the_page_says_who_one_is_and_what_protects_the_account(client, person):
    page = text_of(client)
    for words in (
        person.username,
        person.email,
        "01 23 45 67 89",
        "Ma sécurité",
        "Second facteur",
        "Aucun",
    ):
        assert words in page
    application_of(person)
    assert "Application d'authentification" in text_of(client)


@pytest.mark.parametrize("url", [PAGE, DETAILS, HISTORY, "/mon-compte/donnees/", "/mon-compte/second-facteur/"])
def test_each_page_costs_at_most_ten_queries(client, person, count_queries, url):
    assert count_queries(url) <= 10


# Own corrections ---------------------------------------------------------------------------------


def test_people_correct_their_own_name_and_telephone(client, person):
    client.submit(DETAILS, {"first_name": " Zoé ", "last_name": "d'Arc-Lebrun", "phone": "+33 1 02 03 04 05"})
    person.refresh_from_db()
    assert (person.first_name, person.last_name, person.phone) == ("Zoé", "d'Arc-Lebrun", "+33 1 02 03 04 05")
    past = PastName.objects.get(user=person)
    assert Entry.objects.get(kind="accounts.details_changed").facts == {"fields": ["téléphone"]}
    entry = Entry.objects.get(kind="accounts.name_changed")
    assert entry.facts == {"formerly": past.pk}
    assert "Zoé" not in str(vars(entry))


def test_what_is_unchanged_is_not_written(client, person, events):
    before = events()
    assert client.submit(DETAILS).status_code == 302
    assert events() == before


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"first_name": ""}, "prénom"),
        ({"last_name": " \u200b "}, "Indiquez votre nom"),
        ({"phone": "appelez-moi"}, "01 23 45 67 89"),
        ({"phone": "12"}, "01 23 45 67 89"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, person, events, typed, word):
    before = User.objects.filter(pk=person.pk).values().get(), events()
    refused = client.submit(DETAILS, {"first_name": "Autre", **typed})
    assert refused.status_code == 422
    assert word in source(refused)
    assert (User.objects.filter(pk=person.pk).values().get(), events()) == before


# Sessions ----------------------------------------------------------------------------------------


def test_people_see_where_they_are_signed_in_and_which_is_this_one(client, person):
    somewhere_else(person)
    page = text_of(client)
    assert "Firefox sous Windows" in page
    assert page.count("Cette session") == 1


def test_people_close_all_the_others_and_stay(client, person, events):
    others = [somewhere_else(person) for _ in range(3)]
    confirm(client)
    client.post(CLOSE_OTHERS)
    assert [other.get(PAGE).status_code for other in others] == [302, 302, 302]
    assert client.get(PAGE).status_code == 200
    assert Entry.objects.get(kind="accounts.other_sessions_ended").facts == {"count": 3}


def test_the_password_is_asked_before_a_session_is_closed(client, person):
    other = somewhere_else(person)
    there = Session.objects.get(session_key=other.session.session_key)
    for url in (CLOSE_OTHERS, f"{HISTORY}{there.public_id}/fermer/"):
        assert client.post(url)["Location"] == "/mon-compte/second-facteur/confirmer/?next=%2Fmon-compte%2F"
    assert other.get(PAGE).status_code == 200


def test_the_password_leads_on_to_what_was_asked(client, person):
    """Nothing is to be pressed a second time: the page that asks comes after the password."""
    other = somewhere_else(person)
    there = Session.objects.get(session_key=other.session.session_key)
    one = f"{HISTORY}{there.public_id}/fermer/"
    asked = client.get(one)["Location"]
    assert client.submit(asked, {"password": PASSWORD})["Location"] == one
    assert "Fermer cette session" in read(client.get(one))
    assert "1 session demandera" in read(client.get(CLOSE_OTHERS))
    assert other.get(PAGE).status_code == 200
    client.submit(CLOSE_OTHERS)
    assert other.get(PAGE).status_code == 302


def test_closing_the_others_closes_nobody_elses(client, person):
    stranger = PortalClient()
    stranger.force_login(UserFactory())
    stranger.get(PAGE)
    confirm(client)
    client.post(CLOSE_OTHERS)
    assert stranger.get(PAGE).status_code == 200
    assert not Entry.objects.filter(kind="accounts.other_sessions_ended").exists()


# Connections -------------------------------------------------------------------------------------


def test_people_see_who_came_and_who_tried(client, person):
    PortalClient().submit("/connexion/", {"login": person.email, "password": "pas le bon du tout"})
    page = text_of(client, HISTORY)
    table = page[page.index("Ce qui s'est passé") :]
    assert "Connexion" in table
    assert "Mot de passe refusé" in table


def test_what_others_did_is_not_theirs_to_see(client, person):
    somewhere_else(UserFactory())
    PortalClient().submit("/connexion/", {"login": "zz0000000", "password": "pas le bon du tout"})
    page = text_of(client, HISTORY)
    assert "1 événement" in page


def test_after_twelve_months_it_is_forgotten(client, person, hands):
    hands.move(days=366)
    somewhere_else(person)
    client.force_login(person)
    assert "1 événement" in text_of(client, HISTORY).replace("\u00a0", " ")


def test_the_history_costs_the_same_with_many_events(client, person, same_queries):
    def more(count):
        for _ in range(count):
            Entry.objects.bulk_create(
                [
                    Entry(
                        kind="accounts.signed_in",
                        store="SECURITY",
                        at=person.created_at + timedelta(days=3650),
                        actor_id=person.pk,
                        object_type="accounts.user",
                        object_id=person.pk,
                    )
                ]
            )

    same_queries(HISTORY, lambda: more(1), lambda: more(30))


# My data -----------------------------------------------------------------------------------------


def test_the_page_says_what_is_kept_how_long_and_whom_to_ask(client, person, settings):
    page = text_of(client, "/mon-compte/donnees/")
    for words in ("Douze mois", "deux ans", settings.INSTANCE["dpo_email"], "cnil.fr", "Compte", "Journal"):
        assert words in page


def test_the_copy_holds_what_every_room_knows_of_the_person(client, person):
    application_of(person)
    answer = client.post(EXPORT)
    assert answer["Content-Disposition"] == 'attachment; filename="mes-donnees-2026-10-12.json"'
    chapters = json.loads(answer.content)["chapitres"]
    assert chapters["Compte"]["adresse mail"] == person.email
    assert chapters["Second facteur"][0]["moyen"] == "application"
    said = [(event["qui"], event["événement"]) for event in chapters["Journal"]]
    assert said == [("vous", "s'est connecté"), ("vous", "a exporté les données de son compte")]
    assert {"Sessions ouvertes", "Mails envoyés", "Liens envoyés"} <= set(chapters)


def test_links_and_mails_are_told_in_french(client, person):
    client.submit("/mot-de-passe/oublie/", {"identifier": person.username})
    chapters = json.loads(client.post(EXPORT).content)["chapitres"]
    assert chapters["Liens envoyés"][0]["pour"] == "nouveau mot de passe"
    assert chapters["Mails envoyés"][0]["message"] == "Mot de passe oublié ou réinitialisé"
    assert {"vous"} == {event["qui"] for event in chapters["Journal"] if "connecté" in event["événement"]}


def test_no_sentence_of_the_copy_holds_a_code(client, person):
    client.submit("/mot-de-passe/oublie/", {"identifier": person.username})
    application_of(person)
    for event in json.loads(client.post(EXPORT).content)["chapitres"]["Journal"]:
        assert not re.search(r"[{}_]|\b[A-Z]{4,}\b", event["événement"]), event


def test_it_holds_no_secret(client, person):
    codes = recovery_codes_of(person)
    kept = application_of(person)
    client.submit("/mot-de-passe/oublie/", {"identifier": person.username})
    text = source(client.post(EXPORT))
    for secret in (person.password, kept.secret, client.session.session_key, *codes):
        assert secret not in text


def test_it_speaks_of_nobody_else(client, person):
    other = UserFactory(last_name="Voisine")
    somewhere_else(other)
    text = source(client.post(EXPORT))
    assert "Voisine" not in text
    assert other.email not in text


def test_taking_it_is_in_the_journal_and_looking_is_not(client, person, events):
    before = events()
    client.get("/mon-compte/donnees/")
    assert client.get(EXPORT).status_code == 405
    assert events() == before
    client.post(EXPORT)
    assert events() == [*before, "accounts.data_exported"]


def test_its_moments_are_those_of_a_clock_in_paris(client, person, hands):
    assert json.loads(client.post(EXPORT).content)["établi le"] == "2026-10-12T10:00:00+02:00"


def test_other_rooms_add_their_chapters(client, person, monkeypatch):
    monkeypatch.setattr(registries, "_personal", [])
    registries.register_personal_data("Droits", lambda user: [{"rôle": "Approbateur", "de": user.username}])
    found = json.loads(client.post(EXPORT).content)["chapitres"]
    assert found == {"Droits": [{"rôle": "Approbateur", "de": person.username}]}


def test_the_table_of_sessions_is_what_the_export_tells(client, person):
    somewhere_else(person)
    chapters = json.loads(client.post(EXPORT).content)["chapitres"]
    assert len(chapters["Sessions ouvertes"]) == Session.objects.filter(user_id=person.pk).count() == 2
