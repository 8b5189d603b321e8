"""What HABPPS puts on the home page, in the menu and in the top bar."""

from types import SimpleNamespace

from django.template.loader import render_to_string
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.habpps import home, menu
from portal.habpps.extensions import list_consequences_of_closing, register_consequence_of_closing
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights import shown as todo
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories.habpps import AgreementFactory, actor, grant, member, partner_admin, person
from tests.net.reading import read, source


def request(user) -> SimpleNamespace:
    return SimpleNamespace(user=user, actor=actor(user))


def titles(user) -> list[str]:
    return [card.title for card in home.cards(request(user))]


def test_a_vacancy_waits_for_who_gives_the_roles(here):
    """One card per activity, with the roles that nobody holds."""
    cards = list(home.cards(request(here.admin)))
    assert [card.title for card in cards] == [f"{here.activity.name} : rôle non attribué"]
    assert cards[0].detail == "Fournisseur de données financières, Approbateur"
    for role in AFAS_ROLES:
        grant(person(), role, here.activity)
    assert titles(here.admin) == []


def test_an_invitation_never_used(here):
    invited = member(here.agreement, state=User.State.PENDING)
    assert f"Invitation sans réponse : {invited.get_full_name()}" in titles(here.admin)
    assert titles(here.provider) == []


def test_an_invitation_asks_for_nothing_while_its_link_lives(here, settings):
    create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Dupont", "Léa", "lea@exemple.fr", "lea@exemple.fr"),
        valid_from=clock.today(),
    )
    told = "Invitation sans réponse : Léa Dupont"
    assert told not in titles(here.admin)
    settings.ACTIVATION_HOURS = 0
    assert told in titles(here.admin)


def test_many_invitations_end_with_the_way_to_all_of_them(here):
    for _ in range(todo.SHOWN + 2):
        member(here.agreement, state=User.State.PENDING)
    *shown, last = (card for card in home.cards(request(here.admin)) if "nvitation" in card.title)
    assert len(shown) == todo.SHOWN
    assert last.href == f"{reverse('habpps:users', args=[here.agreement.public_id])}?statut=EXPIREE"


def test_a_convention_with_one_administrator_waits_for_both_sides(here):
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    expected = f"Un seul administrateur : {here.partner.name}"
    assert expected in titles(here.admin)
    assert titles(here.caf_admin) == [expected]
    assert titles(here.caf_agent) == []


def test_nothing_waits_for_who_can_do_nothing(here, elsewhere):
    """Without delegation the partner's people are asked nothing."""
    agreement = AgreementFactory(contract__delegated=False)
    first = partner_admin(agreement)
    partner_admin(agreement)
    member(agreement, state=User.State.PENDING)
    assert titles(first) == titles(here.member) == []


def shown(user) -> str:
    section = home.nothing_open(request(user))
    return source(render_to_string(section.template, {"section": section.context})) if section else ""


def test_who_may_enter_and_nothing_more_reads_why_and_who_can_help(here):
    """In no group; in « AFAS Déclarer » without a role; with no right today."""
    nobody = member(here.agreement)
    assert f"l'espace de {here.partner.name}, mais vous n'y avez encore ni groupe ni rôle" in shown(nobody)
    assert here.admin.get_full_name() in shown(nobody)
    grant(nobody, Role.AFAS_DECLARANT, here.agreement)
    assert "aucun rôle sur une activité ne vous est encore donné" in shown(nobody)
    assert "Vos droits ont pris fin, ou commencent plus tard." in shown(person())


def test_who_has_something_to_do_is_told_nothing_of_it(here, national):
    for user in (here.admin, here.provider, here.caf_admin, here.caf_agent, national):
        assert shown(user) == ""


def test_a_section_stands_on_the_home_page_as_it_is_laid_out(client, here):
    client.force_login(here.member)
    page = read(client.get("/"))
    assert "Aucun service ne vous est ouvert" in page
    assert "<" not in page


def test_the_home_page_costs_five_queries_at_most(here, django_assert_max_num_queries):
    """Beside the one that loads the grants."""
    asked = request(here.admin)
    assert asked.actor.grants
    with django_assert_max_num_queries(5):
        list(home.cards(asked))


def entries(user) -> set[str]:
    asked = request(user)
    return {entry.label for entry in menu.ENTRIES if entry.visible(asked)}


def test_the_menu_follows_the_rights(here):
    """A user in AFAS Déclarer only has nothing of HABPPS but their own rights."""
    assert entries(here.provider) == entries(here.member) == {"Mes droits"}
    assert "Enregistrer une convention" in entries(here.caf_admin)
    assert "Enregistrer une convention" not in entries(here.caf_agent)
    assert entries(here.admin) == {
        "Consulter les types d'organismes partenaires",
        "Consulter les organismes partenaires",
        "Consulter les conventions",
        "Consulter le journal",
        "Administration des profils",
        "Mes droits",
    }


def test_the_menu_asks_no_query(here, django_assert_num_queries):
    asked = request(here.provider)
    assert asked.actor.grants
    with django_assert_num_queries(0):
        [entry.visible(asked) for entry in menu.ENTRIES]
        list(menu.organisations(asked))


def test_the_organisation_of_the_person(here):
    assert [each.label for each in menu.organisations(request(here.provider))] == [here.partner.name]
    assert [each.label for each in menu.organisations(request(here.caf_agent))] == [here.caf.name]


def test_rooms_above_say_what_closing_touches(here):
    """Empty sentences are left out; the same voice is heard once."""

    def say(agreement):
        return f"3 déclarations de {agreement.label}" if agreement == here.agreement else ""

    for _ in range(2):
        register_consequence_of_closing(say)
    assert list_consequences_of_closing(here.agreement).count(f"3 déclarations de {here.agreement.label}") == 1
    assert "" not in list_consequences_of_closing(AgreementFactory())
