from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from portal.ui import menu
from portal.ui.style_guide import imports


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """These tests need no other room."""
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """Menus without what other rooms have registered."""
    for name in ("_entries", "_organisations", "_searches"):
        monkeypatch.setattr(menu, name, [])


@pytest.fixture
def person():
    return SimpleNamespace(
        is_authenticated=True,
        previous_login=None,
        get_full_name=lambda: "Camille Roy",
        get_username=lambda: "cr1234567",
    )


@pytest.fixture
def render():
    """Renders a template source as a view would, every component imported: `render(source, "/?tri=nom", **context)`."""

    def rendered(source: str, path: str = "/", user=None, **context) -> str:
        request = RequestFactory().get(path)
        request.user = user or AnonymousUser()
        request.actor = None
        return engines["jinja2"].from_string(imports() + source).render(context, request)

    return rendered
