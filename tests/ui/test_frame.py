"""The skeleton: menu by rights, current place, title, organisations; for anybody, signed in or not."""

import pytest
from django.test import RequestFactory

from portal.ui import menu
from portal.ui.context import Frame
from portal.ui.tables import page_of

PAGE = "{% extends 'ui/base.html' %}{% block heading %}Les <em>conventions</em>{% endblock %}"


def registered():
    menu.register(
        menu.MenuEntry("Mon adresse", "home", group=menu.ADMINISTRATION),
        menu.MenuEntry("Consulter les conventions", "agreements", group=menu.AGREEMENTS),
        menu.MenuEntry("Enregistrer une convention", "new_agreement", group=menu.AGREEMENTS),
        menu.MenuEntry("Cachée", "home", visible=lambda request: False, group=menu.PARTNERS),
        menu.MenuEntry("Pas encore écrite", "missing", group=menu.PARTNERS),
    )


def frame(path: str, person) -> Frame:
    request = RequestFactory().get(path)
    request.user = person
    request.actor = None
    return Frame(request)


def test_groups_come_in_order_and_only_with_entries(person):
    registered()
    assert [group.label for group in frame("/", person).menu] == ["Conventions", "Administration"]


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        ("/conventions/", ["page", ""]),
        ("/conventions/k7x2", ["true", ""]),
        ("/conventions/nouvelle", ["", "page"]),
        ("/conventionsx", ["", ""]),
    ],
)
def test_the_current_place_is_marked(person, path, marks):
    registered()
    assert [entry.current for entry in frame(path, person).menu[0].entries] == marks


def test_registering_twice_changes_nothing(person):
    registered()
    registered()
    assert len(frame("/", person).menu[0].entries) == 2


def test_a_visitor_has_neither_menu_nor_session_data(render):
    html = render(PAGE)
    assert "Menu principal" not in html
    assert "data-session-idle" not in html


def test_a_request_without_user_or_actor_still_has_a_frame():
    bare = Frame(RequestFactory().get("/"))
    assert bare.user is None
    assert bare.menu == []
    assert bare.organisation is None


def test_a_person_whose_rights_are_not_read_yet_has_no_menu(person):
    registered()
    request = RequestFactory().get("/")
    request.user = person
    assert Frame(request).menu == []
    assert Frame(request).person == "Camille Roy"


def test_the_title_is_the_heading_without_markup(render):
    assert "<title>Les conventions ·" in render(PAGE)


def test_a_refused_form_prefixes_the_title(render):
    assert "<title>Erreur\u00a0: Les conventions" in render(PAGE, has_errors=True)


def test_the_page_carries_the_session_and_its_warning(render, person):
    html = render(PAGE, user=person)
    assert 'data-session-idle="1800" data-session-warning="1500"' in html
    assert "Prolonger ma session" in html
    assert "Camille Roy" in html


def test_one_organisation_is_named_several_can_be_switched(render, person):
    menu.register_organisations(lambda request: [menu.Organisation("Les Tilleuls", current=True)])
    assert "switcher--single" in render(PAGE, user=person)
    menu.register_organisations(lambda request: [menu.Organisation("Valbrune", "/organisation", "valbrune")])
    html = render(PAGE, user=person)
    assert 'formaction="/organisation" name="organisme" value="valbrune"' in html
    assert "switcher--single" not in html


def test_every_page_says_its_state_of_accessibility(render):
    html = render(PAGE)
    assert "Accessibilité\u00a0: non conforme" in html
    assert 'href="#contenu"' in html
    assert 'lang="fr"' in html


def test_no_inline_script_or_style(render, person):
    html = render(PAGE, user=person)
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html


def test_the_second_page_of_a_list_says_so_in_the_title():
    request = RequestFactory().get("/conventions/?page=2")
    assert Frame(request).page_said == ""
    page_of(request, range(60))
    assert Frame(request).page_said == "page 2 sur 3"
