"""The net catches what it says it catches."""

import socket
import warnings
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError
from pytest_socket import SocketConnectBlockedError

from portal.accounts.models import User
from portal.base.ordering import empty_last
from tests.net.client import PortalClient, check_page
from tests.net.database import rows_of_migrations
from tests.net.reading import read, source

ROOT = Path(__file__).resolve().parent.parent
TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="x">'


@pytest.mark.parametrize("text", ["<p>{{ name }}</p>", "<p>{% url %}</p>", "{# remark #}"])
def test_template_syntax_in_a_page_fails(text):
    with pytest.raises(AssertionError, match="template syntax"):
        check_page(HttpResponse(text))


@pytest.mark.parametrize(
    "text",
    ['<a href="/recherche/?q=a@b.example">', '<form action="/x/a%40b.example">', '<p data-hx-get="?q=a@b.example">'],
)
def test_an_e_mail_address_in_a_link_fails(text):
    check_page(HttpResponse('<a href="mailto:a@b.example">a@b.example</a>'))
    with pytest.raises(AssertionError, match="e-mail address"):
        check_page(HttpResponse(text))


@pytest.mark.parametrize("method", ["post", "POST", "Post"])
def test_a_form_without_csrf_token_fails(method):
    with pytest.raises(AssertionError, match="CSRF"):
        check_page(HttpResponse(f'{TOKEN}<form id="a" method="{method}"><button>Envoyer</button></form>'))


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(f'<form method="post">{TOKEN}</form><form method="get"></form>'),
        HttpResponse("{{ braces }}", content_type="text/plain"),
    ],
)
def test_a_sound_answer_passes(response):
    check_page(response)


def test_the_client_s_posts_are_checked_for_csrf_and_carry_a_token():
    client = PortalClient()
    assert client.handler.enforce_csrf_checks
    checks = CsrfViewMiddleware(lambda request: HttpResponse())
    token = {"X-CSRFToken": client.csrf_token()}
    for headers in ({}, token):
        request = RequestFactory().post("/", headers=headers)
        request.COOKIES[settings.CSRF_COOKIE_NAME] = client.csrf_token()
        checks.process_request(request)
        if headers:
            checks._check_token(request)
            continue
        with pytest.raises(RejectRequest):
            checks._check_token(request)


@pytest.mark.parametrize(
    "source",
    ["{{ surname }}", "{% if surname %}x{% endif %}", "{% for each in surname %}x{% endfor %}", "{{ name.surname }}"],
)
def test_an_undefined_variable_of_a_jinja_template_fails(source):
    with pytest.raises(UndefinedError, match="surname"):
        engines["jinja2"].from_string(source).render({"name": "Dupont"})


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_no_network():
    with socket.socket() as outside, pytest.raises((SocketConnectBlockedError, UserWarning)):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_rows_without_an_order_come_in_any_order():
    unordered = {tuple(ContentType.objects.values_list("pk", flat=True)) for _ in range(20)}
    ordered = {tuple(ContentType.objects.order_by("pk").values_list("pk", flat=True)) for _ in range(20)}
    assert len(unordered) > 1
    assert len(ordered) == 1


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_keeps_what_migrations_made():
    before = rows_of_migrations()
    ContentType.objects.create(app_label="net", model="passing")
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=False)
    after = rows_of_migrations()
    assert {table: len(rows) for table, (_, rows) in after.items()} == {
        table: len(rows) for table, (_, rows) in before.items()
    }


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_a_test_that_does_not_count_is_a_failure(pytester, monkeypatch, mark):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(f"import pytest\n@pytest.mark.{mark}\ndef test_later(): assert False\n")
    plugins = ("-p", "tests.net.no_skip", "-p", "no:django", "-p", "no:randomly", "-p", "no:socket")
    assert pytester.runpytest_subprocess(*plugins).ret == pytest.ExitCode.TESTS_FAILED


PAGE = HttpResponse(
    """<h1>L’année 2026</h1><p>Soit 12 000 € pour <b>Amina</b>.<br>Détail<script>secret()</script></p>
    <label>Motif <input value="Départ"></label><input type="hidden" value="caché"><button aria-label="Fermer"></button>
    <p>camille<wbr>@partenaire.example</p><p>l&#x27;&eacute;t&eacute;</p>"""
)


@pytest.mark.parametrize(
    "words",
    ["L'année 2026", "L’année 2026", "12 000 € pour Amina. Détail", "Départ", "Fermer", "camille@partenaire", "l'été"],
)
def test_a_page_reads_as_a_person_reads_it(words):
    assert words in read(PAGE)


def test_what_nobody_reads_is_in_the_source_only():
    assert "secret" not in read(PAGE)
    assert "caché" not in read(PAGE)
    assert "caché" in source(PAGE)
    assert 'aria-label="Fermer"' in source(PAGE)


@pytest.mark.django_db
def test_an_order_that_the_engines_read_differently_fails():
    """Empty values come first on SQLite, last on PostgreSQL."""
    assert list(User.objects.order_by("pk")) == list(User.objects.order_by(empty_last("last_login"), "pk"))
    with pytest.raises(AssertionError, match="empty values"):
        list(User.objects.order_by("last_login"))
