"""Invariants of the whole, asked of what the project declares: models, addresses, migrations, settings.

Rooms guard theirs beside their own tests; `tests/matrix/` asks the permissions of every address.
"""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ROOT = Path(__file__).resolve().parent.parent
IMMUTABLE = ["afas_event", "afas_transmission", "journal_seal"]
MOST_QUERIES_SIGNED_OUT = 3


def addresses(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """(name, pattern) of every address of the portal."""
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found += addresses(entry, inner)
        else:
            found.append((f"{prefix}{entry.name}", entry))
    return found


def plain_addresses() -> list[str]:
    """Paths that need no argument."""
    return sorted({reverse(name) for name, entry in addresses(get_resolver()) if not entry.pattern.converters})


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _ in addresses(get_resolver())]
    assert "None" not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.django_db
def test_no_address_breaks_or_writes_for_a_person_who_is_not_signed_in(client, django_assert_max_num_queries):
    for path in plain_addresses():
        with django_assert_max_num_queries(MOST_QUERIES_SIGNED_OUT, info=path):
            response = client.get(path)
        assert response.status_code < 500, path
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            assert "no-store" in response["Cache-Control"], path


@pytest.mark.django_db
def test_a_post_without_token_is_refused_everywhere(client):
    client.csrf_token = lambda: ""
    for path in plain_addresses():
        if not path.startswith("/api/"):
            assert client.post(path).status_code in {302, 403, 404, 405}, path


@pytest.mark.django_db
@pytest.mark.engine
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
@pytest.mark.engine
@pytest.mark.parametrize("table", IMMUTABLE)
def test_no_program_empties_an_immutable_table(table):
    """The triggers are there; what they let through is tested in `tests/base/test_immutable.py`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            assert {name for (name,) in cursor.fetchall()} >= {f"{table}_no_update", f"{table}_no_delete"}
            return
        with pytest.raises(DatabaseError, match="rows are immutable"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


ON_LINE = {
    "SECRET_KEY": "k" * 20 + "0123456789" * 4 + "&é(§è!çà",
    "ALLOWED_HOSTS": "portail.example",
    "PORTAL_ORIGIN": "https://portail.example",
    "DATABASE_URL": "postgres://portal@localhost/portal",
}


def test_a_portal_on_line_counts_tries_by_the_address_that_its_proxy_names(monkeypatch):
    """Everybody comes by the proxy: by its own address, a stranger's tries would keep the whole country out."""
    for name, value in ON_LINE.items():
        monkeypatch.setenv(name, value)
    assert importlib.import_module("portal.settings.production").TRUSTED_PROXIES == 1


def test_a_portal_on_line_passes_django_s_own_checks():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.production", **ON_LINE}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # W021: HSTS preloading binds a whole domain, its owner decides.
    assert set(re.findall(r"\b[a-z_]+\.W\d+", done.stderr)) <= {"security.W021"}, done.stderr


def test_a_portal_on_line_does_not_start_without_a_proxy():
    """Half-sent forms would take its threads, one by one (`e2e/test_behind_the_proxy.py`)."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        **ON_LINE,
        "TRUSTED_PROXIES": "0",
    }
    command = [sys.executable, "-c", "import portal.wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "only runs behind a proxy" in done.stderr


def test_cookies_of_a_portal_on_line_are_bound_to_it():
    from portal.settings import base

    assert base.SESSION_COOKIE_NAME.startswith("__Host-")
    assert base.CSRF_COOKIE_NAME.startswith("__Host-")
    assert base.SESSION_COOKIE_SECURE
    assert base.SESSION_COOKIE_HTTPONLY
    policy = base.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & {str(source) for sources in policy.values() for source in sources}


def test_every_room_is_installed():
    rooms = {f"portal.{file.parent.name}" for file in (ROOT / "portal").glob("*/apps.py")}
    assert rooms <= set(settings.INSTALLED_APPS)
