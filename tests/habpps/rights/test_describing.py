"""The page of permissions is made from the declarations, and never lags behind them."""

import pytest
from django.core.management import call_command

from portal.habpps.management.commands import describe_permissions
from portal.habpps.rights.describing import permissions_page


def test_the_page_is_up_to_date():
    """After a change of permissions: `manage.py describe_permissions`."""
    assert describe_permissions.PAGE.read_text(encoding="utf-8") == permissions_page()


def test_the_page_says_what_people_read_when_they_are_refused():
    row = next(line for line in permissions_page().splitlines() if line.startswith("| `habpps.take_measures` |"))
    assert "prendre ou lever une mesure de précaution" in row
    assert "Suspendre une personne ou une convention" in row
    assert "Administrateur Caf" in row


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
