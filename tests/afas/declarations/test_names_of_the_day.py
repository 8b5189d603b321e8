"""Pages of a declaration tell what was done under the name of its day, whoever has changed names since."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.names.actions import write_name
from portal.afas.approval.actions import transmit_declaration
from portal.afas.declarations.queries.versions import history_of, version_history
from portal.afas.models import Transmission
from tests.factories.afas import Team, declaration_of, edits, provided, taken
from tests.factories.habpps import ActivityFactory
from tests.net.reading import read

pytestmark = pytest.mark.django_db
NEW = "Nouveau-Nom"


@pytest.fixture
def team() -> Team:
    return Team(ActivityFactory())


def later(monkeypatch, minutes: int = 1) -> None:
    at = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: at)


@transaction.atomic
def rename(monkeypatch, *users: User) -> None:
    later(monkeypatch)
    for user in users:
        write_name(User.objects.lock(user), user.first_name, NEW)


def page(client, user: User, name: str, declaration, *more) -> str:
    client.force_login(user)
    return read(client.get(reverse(f"afas:{name}", args=[declaration.public_id, *more])))


def test_who_provided_and_who_transmits_stay_who_they_were(client, team, monkeypatch):
    declaration = provided(declaration_of(team.activity), team)
    names = [each.user.get_full_name() for each in (team.fr_da, team.fr_df)]
    rename(monkeypatch, team.fr_da.user, team.fr_df.user)
    for where in ("declaration", "recap"):
        shown = page(client, team.approver.user, where, declaration)
        assert [f"ournies par {name}" in shown for name in names] == [True, True], where


def test_so_do_those_whom_history_versions_and_receipts_name(client, team, monkeypatch):
    declaration = taken(declaration_of(team.activity), team)
    people = [team.fr_da.user, team.fr_df.user, team.approver.user, team.agent.user]
    approver = team.approver.user.get_full_name()
    receipt = page(client, team.fr_da.user, "receipt", declaration, 1)
    names = {each.get_full_name() for each in people}
    rename(monkeypatch, *people)
    assert {event.by.name_on(event.at) for event in history_of(declaration)} == names
    assert [version.sender for version in version_history(declaration)] == [approver]
    hub = page(client, team.fr_da.user, "declaration", declaration)
    assert f"transmise à la Caf par {approver}" in hub
    for name in names:
        assert name in hub
        assert name in page(client, team.agent.user, "caf_file", declaration)
    assert approver in receipt
    assert approver in page(client, team.fr_da.user, "receipt", declaration, 1)


def test_what_is_frozen_names_the_providers_as_of_their_day(team, monkeypatch):
    """A provider renamed between providing and transmission."""
    declaration = provided(declaration_of(team.activity), team)
    name = team.fr_da.user.get_full_name()
    rename(monkeypatch, team.fr_da.user)
    later(monkeypatch)
    transmit_declaration(actor=team.approver, declaration=declaration, edits=edits(declaration))
    content = json.loads(Transmission.objects.get().content)
    assert content["parts"]["ACTIVITY"]["provided_by"]["name"] == name


@pytest.mark.parametrize(("name", "who"), [("declaration", "fr_da"), ("recap", "approver"), ("caf_file", "agent")])
def test_pages_cost_ten_queries_at_most_when_everybody_is_renamed(client, team, monkeypatch, count_queries, name, who):
    make = provided if name == "recap" else taken
    declaration, people = make(declaration_of(team.activity), team), (team.fr_da, team.fr_df, team.approver, team.agent)
    rename(monkeypatch, *(each.user for each in people))
    client.force_login(User.objects.get(pk=getattr(team, who).user.pk))
    assert count_queries(reverse(f"afas:{name}", args=[declaration.public_id])) <= 10
