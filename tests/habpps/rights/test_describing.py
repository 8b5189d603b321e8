"""The page of permissions is made from the declarations, and never lags behind them."""

import pytest
from django.core.management import call_command

from portal.habpps.management.commands import describe_permissions
from portal.habpps.rights.describing import permissions_page
from portal.habpps.rights.permissions import REGISTRY
from portal.habpps.rights.roles import Role


def test_the_page_is_up_to_date():
    """After a change of permissions: `manage.py describe_permissions`."""
    assert describe_permissions.PAGE.read_text(encoding="utf-8") == permissions_page()


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_permission_is_on_the_page(name):
    """With the words that people read when they are refused it."""
    permission = REGISTRY[name]
    row = next(line for line in permissions_page().splitlines() if line.startswith(f"| `{name}` |"))
    assert permission.label in row
    assert permission.help in row
    assert all(role.label in row for role in permission.roles)


@pytest.mark.parametrize("role", Role)
def test_every_role_is_on_the_page(role):
    assert f"| `{role.value}` | {role.label}" in permissions_page()


def test_a_stale_page_is_told(tmp_path, monkeypatch, capsys):
    """`--check` writes nothing; without it the page is written."""
    page = tmp_path / "permissions.md"
    monkeypatch.setattr(describe_permissions, "PAGE", page)
    monkeypatch.setattr(describe_permissions.settings, "ROOT", tmp_path)
    with pytest.raises(SystemExit):
        call_command("describe_permissions", check=True)
    assert not page.exists()
    call_command("describe_permissions")
    call_command("describe_permissions", check=True)
    assert page.read_text(encoding="utf-8") == permissions_page()
