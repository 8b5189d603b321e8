"""Error pages say what to do; the pages that the law asks for are there; health answers."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test import RequestFactory

from portal.base.errors import Refused
from portal.ui import views
from tests.net.reading import read, source, tree

PAGES = ["/accessibilite", "/mentions-legales", "/donnees-personnelles", "/plan-du-site", "/contact"]


@pytest.fixture
def request_(person):
    request = RequestFactory().get("/ailleurs")
    request.user = person
    return request


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_legal_pages_are_open_to_all(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1


@pytest.mark.django_db
def test_the_accessibility_statement_prints_no_rate_and_is_configurable(client, settings):
    text = source(client.get("/accessibilite"))
    assert "non conforme" in text
    assert "%" not in text.split("<main")[1]
    settings.INSTANCE = {**settings.INSTANCE, "accessibility": {"auditor": "Atelier X", "failures": ["Contraste"]}}
    text = source(client.get("/accessibilite"))
    assert "Atelier X" in text
    assert "Contraste" in text


@pytest.mark.django_db
def test_the_accessibility_statement_has_its_plan_and_the_ways_of_appeal(client, settings):
    """The « schéma pluriannuel » is the instance's own text, whose addresses are links."""
    settings.INSTANCE = {**settings.INSTANCE, "accessibility_plan": "Schéma 2026-2028 <1>, https://caf.example/schema"}
    page = client.get("/accessibilite")
    links = tree(page).xpath("//main//a/@href")
    assert "Schéma 2026-2028 <1>, https://caf.example/schema" in read(page)
    assert "https://caf.example/schema" in links
    assert "https://formulaire.defenseurdesdroits.fr/" in links
    assert "https://www.defenseurdesdroits.fr/saisir/delegues" in links


@pytest.mark.django_db
def test_the_legal_notice_gives_a_telephone_for_the_publisher_and_for_the_host(client, settings):
    settings.INSTANCE = {**settings.INSTANCE, "publisher_phone": "01 23 45 67 89", "host_phone": "09 87 65 43 21"}
    editor, _, host = read(client.get("/mentions-legales")).partition("Hébergement")
    assert "01 23 45 67 89" in editor
    assert "09 87 65 43 21" in host


@pytest.mark.django_db
def test_the_style_guide_shows_everything(client):
    response = client.get("/demo/composants")
    assert response.status_code == 200
    assert source(client.get("/demo/composants?erreurs=1")).count('aria-invalid="true"') > 5


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (views.bad_request, 400, "recommencez"),
        (views.page_not_found, 404, "Vérifiez l’adresse"),
        (views.too_large, 413, "plus léger"),
        (views.permission_denied, 403, "habilitations actuelles"),
        (views.csrf_failure, 403, "rechargez-la"),
    ],
)
def test_an_error_page_says_what_to_do_and_who_can_help(request_, view, status, says):
    response = view(request_)
    assert response.status_code == status
    assert says in source(response)
    assert "assistance" in source(response)


@pytest.mark.parametrize("view", [views.bad_request, views.page_not_found, views.server_error])
def test_an_error_page_needs_neither_database_nor_person(view):
    """A request that was refused before it had a session."""
    assert "<h1>" in source(view(RequestFactory().get("/")))


def test_a_refusal_says_its_reason_and_who_can_help(request_):
    decision = SimpleNamespace(reason="Vous n’êtes pas approbateur.", help="Demandez à Camille Roy.")
    text = read(views.permission_denied(request_, Refused(decision)))
    assert "Vous n’êtes pas approbateur." in text
    assert "Demandez à Camille Roy." in text
    assert views.permission_denied(request_, PermissionDenied()).status_code == 403


def test_not_found_says_the_same_whatever_is_missing(request_):
    one = views.page_not_found(request_, Exception("Agreement 12")).content
    assert b"Agreement" not in one


def test_an_unexpected_error_gives_a_reference_and_logs_it(request_, caplog):
    response = views.server_error(request_)
    reference = caplog.records[-1].reference
    assert response.status_code == 500
    assert reference in source(response)


def test_live_needs_no_database(request_):
    assert views.live(request_).content == b"ok\n"


@pytest.mark.django_db
def test_ready_reaches_the_database(request_):
    assert views.ready(request_).status_code == 200


def test_ready_says_when_it_does_not(request_, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert views.ready(request_).status_code == 503
