"""The page of one person in one convention: what it shows and offers, to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps import actions
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor

CARE = ("Réinitialiser le mot de passe", "Fermer les sessions ouvertes", "Réinitialiser le second facteur")


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def shown(client, reader, person) -> str:
    client.force_login(reader)
    response = client.get(reverse("habpps:user", args=[access(person).public_id]))
    return response.content.decode().replace("&#x27;", "'")


def states(text: str) -> list[str]:
    """The states of the rights, from top to bottom."""
    table = text[text.index("Groupes et rôles") :]
    return [word for part in table.split("</svg>")[1:] if (word := part.split("<")[0].strip())]


@pytest.fixture
def past_role(here) -> Grant:
    """The provider's role, that took end yesterday."""
    role = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    role.valid_from = min(role.valid_from, clock.today() - timedelta(days=30))
    role.valid_until = clock.today() - timedelta(days=1)
    role.save(update_fields=["valid_from", "valid_until"])
    return role


def test_what_a_person_held_comes_last_and_is_called_history(client, here, past_role):
    """A right that took end is not a right that waits: nothing can be changed of it."""
    text = shown(client, here.admin, here.provider)
    assert states(text)[:2] == ["Actif", "Historique"]
    assert "n'est pas en cours" not in text
    assert reverse("habpps:grant_end", args=[past_role.public_id]) not in text


def test_a_right_taken_away_shows_the_day_it_stopped(client, here):
    role = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    actions.end_grant(actor=actor(here.caf_admin), grant=role, reason="")
    text = shown(client, here.admin, here.provider)
    assert "Historique" in states(text)
    assert f"{clock.today():%d/%m/%Y}" in text[text.index("Groupes et rôles") :]


def test_what_is_done_to_the_access_and_what_is_done_to_the_account_stand_apart(client, here):
    text = shown(client, here.admin, here.provider)
    access_part, account_part = text.split("Compte et connexion")
    assert "Clôturer l'accès" in access_part
    for label in CARE:
        assert label in account_part
        assert label not in access_part


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider"])
def test_who_only_reads_is_offered_nothing(client, here, kind):
    text = shown(client, getattr(here, kind), here.member)
    for label in ("Compte et connexion", "Clôturer l'accès", "Décisions de la Caf", *CARE):
        assert label not in text


def test_nobody_is_offered_anything_over_themselves(client, here):
    text = shown(client, here.admin, here.admin)
    assert "C'est votre propre accès" in text
    assert "Compte et connexion" not in text
    assert "Clôturer l'accès" not in text


def test_an_access_that_is_over_only_reopens(client, here):
    actions.close_user(actor=actor(here.admin), membership=access(here.provider), last_day=None, reason="")
    text = shown(client, here.admin, here.provider)
    assert "Rouvrir l'accès" in text
    assert "Compte et connexion" not in text


def test_a_suspended_person_is_lifted_from_the_top_of_the_page_by_the_caf_alone(client, here):
    measure = actions.suspend_person(
        actor=actor(here.caf_admin), membership=access(here.provider), reason="Ordinateur volé."
    )
    address = reverse("habpps:measure_lift", args=[measure.public_id])
    assert address in shown(client, here.caf_admin, here.provider).split("Services de l'utilisateur")[0]
    text = shown(client, here.admin, here.provider)
    assert "Suspendu" in text
    assert address not in text
