"""The search of the top bar: who finds what, and what nobody learns by it."""

from html import unescape

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.oversight.queries import search as queries
from portal.habpps.rights.roles import Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    PartnerFactory,
    actor,
    grant,
    invited,
    member,
    national_admin,
)
from tests.net.reading import read, source, tree

SEARCH = "/recherche/"


def found(client, text: str) -> dict[str, list[str]]:
    """Kind -> the names found, as the page shows them."""
    answer = client.get(SEARCH, {"q": text})
    assert answer.status_code == 200
    main = tree(answer).get_element_by_id("contenu")
    return {
        section.find("h2").text: [" ".join(cell.text_content().split()) for cell in section.findall(".//tbody//th")]
        for section in main.findall("section")
    }


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_a_person_is_found_by_name_whatever_the_order_the_accents_and_the_capitals(client, here, kind):
    member(here.agreement, first_name="Éloïse", last_name="Müller-Lefèvre")
    client.force_login(getattr(here, kind))
    for text in ("eloise", "MULLER", "lefevre éloïse", "Éloïse Müller"):
        assert found(client, text)["Utilisateurs"] == ["Éloïse Müller-Lefèvre"]
    assert "Utilisateurs" not in found(client, "eloise dupont")


def test_a_person_is_found_by_the_beginning_of_the_identifier(client, here):
    client.force_login(here.caf_agent)
    for text in (here.member.username, here.member.username.upper()):
        assert found(client, text) == {"Utilisateurs": [here.member.get_full_name()]}


def test_the_access_that_stands_comes_before_those_that_ended(client, here):
    """Somebody who left and came back: the first link leads to where they can be helped."""
    ended = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    Grant.objects.filter(pk=ended.pk).update(revoked_at=clock.now(), revoked_by=here.admin)
    standing = grant(here.member, Role.PARTNER_USER, here.agreement)
    rows = queries.search_everywhere(actor(here.caf_admin), here.member.last_name).people.rows
    assert [row["public_id"] for row in rows] == [standing.public_id, ended.public_id]


def test_organisations_conventions_and_activities_are_found(client, here):
    here.partner.name, here.partner.town = "Maison des Tilleuls", "Abbeville"
    here.partner.save()
    here.agreement.label = "Accès Tilleuls"
    here.agreement.save()
    ActivityFactory(agreement=here.agreement, name="Ados des tilleuls")
    client.force_login(here.caf_admin)
    assert found(client, "tilleuls") == {
        "Organismes partenaires": ["Maison des Tilleuls"],
        "Conventions": ["Accès Tilleuls"],
        "Activités": ["Ados des tilleuls"],
    }
    siret = here.partner.siret
    for text in ("abbeville", siret[:9], f"{siret[:3]} {siret[3:6]}"):
        assert "Maison des Tilleuls" in found(client, text)["Organismes partenaires"]


def test_the_words_and_the_field_say_what_is_searched(client, here):
    client.force_login(here.caf_admin)
    page = tree(client.get(SEARCH, {"q": "  deux   mots "}))
    assert " ".join(page.find(".//h1").text_content().split()) == "Rechercher « deux mots »"
    assert page.get_element_by_id("top-search").get("value") == "  deux   mots "


@pytest.mark.parametrize("text", ["", " ", "a", " a "])
def test_one_letter_would_find_everybody(client, here, text):
    client.force_login(here.caf_admin)
    answer = client.get(SEARCH, {"q": text})
    assert "Tapez au moins deux caractères" in read(answer)
    assert not found(client, text)


def test_nothing_found_says_what_to_try(client, here):
    client.force_login(here.caf_admin)
    assert "Essayez un seul mot" in read(client.get(SEARCH, {"q": "introuvable"}))
    answer = client.get(SEARCH, {"q": here.member.email}, follow=True)
    assert "@" not in answer.redirect_chain[-1][0]
    assert here.member.get_full_name() not in read(answer)


def test_more_than_ten_are_said_not_to_be_all(client, here):
    for number in range(queries.MOST + 1):
        member(here.agreement, last_name=f"Nombreux{number:02d}")
    client.force_login(here.caf_admin)
    text = source(client.get(SEARCH, {"q": "nombreux"}))
    assert "Les 10 premiers dans l'ordre alphabétique" in unescape(text)
    assert len(found(client, "nombreux")["Utilisateurs"]) == queries.MOST
    assert not queries.search_everywhere(actor(here.caf_admin), "nombreux01").people.more


def test_another_partner_and_another_caf_find_nothing_of_it(client, here, elsewhere):
    ActivityFactory(agreement=here.agreement, name="Atelier secret")
    for who in (elsewhere.admin, elsewhere.caf_admin, elsewhere.caf_agent):
        client.force_login(who)
        for text in (here.member.last_name, here.partner.name, here.partner.siret, here.agreement.label, "secret"):
            assert not found(client, text), text


def test_a_partner_s_administrator_finds_the_other_caf_s_convention_of_nobody(client, here):
    """The organisation has a convention with two Cafs; the administrator serves one."""
    other = AgreementFactory(partner=here.partner, label="Convention lointaine")
    somebody = member(other, last_name="Lointain")
    client.force_login(here.admin)
    assert not found(client, "lointain")
    assert somebody.get_full_name() not in source(client.get(SEARCH, {"q": "lointain"})).split("<main")[1]


def test_who_only_declares_has_no_search(client, here):
    for who in (here.provider, here.member):
        client.force_login(who)
        assert client.get(SEARCH, {"q": "tilleuls"}).status_code == 403
        assert "top-search" not in source(client.get("/"))


def test_an_invited_person_is_found_by_the_words_typed_and_by_nothing_of_their_account(client, here, elsewhere):
    """The account existed elsewhere, under another name."""
    user: User = elsewhere.member
    User.objects.filter(pk=user.pk).update(first_name="Vrai", last_name="Nomcaché")
    grant(user, Role.PARTNER_USER, here.agreement)
    invited(user, here.agreement, email="tape@exemple.fr")
    client.force_login(here.admin)
    assert found(client, "tape nom") == {"Utilisateurs": ["Nom Tapé"]}
    assert not found(client, "nomcache")
    assert not found(client, user.username)
    assert user.username not in source(client.get(SEARCH, {"q": "tape"}))


def test_the_nation_searches_everywhere(client, here, elsewhere):
    client.force_login(national_admin())
    for world in (here, elsewhere):
        assert found(client, world.member.username)["Utilisateurs"] == [world.member.get_full_name()]


def test_it_asks_the_same_queries_for_one_and_for_many(client, here, same_queries):
    def people(count: int) -> None:
        for _ in range(count):
            member(here.agreement, last_name="Nombreux")
            PartnerFactory(name="Nombreux", cafs=[here.caf])

    client.force_login(here.caf_admin)
    same_queries(f"{SEARCH}?q=nombreux", lambda: people(1), lambda: people(9))
