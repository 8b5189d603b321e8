"""The page of one person in one convention: what it shows and offers, to whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Grant
from portal.habpps.people.actions.access import close_user
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor
from tests.net.reading import read, source

CARE = ("Réinitialiser le mot de passe", "Fermer les sessions ouvertes", "Réinitialiser le second facteur")


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def shown(client, reader, person) -> str:
    client.force_login(reader)
    response = client.get(reverse("habpps:user", args=[access(person).public_id]))
    return unescape(source(response))


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
    end_grant(actor=actor(here.caf_admin), grant=role, reason="")
    text = shown(client, here.admin, here.provider)
    assert "Historique" in states(text)
    assert f"{clock.today():%d/%m/%Y}" in text[text.index("Groupes et rôles") :]


def test_services_help_with_the_account_and_the_end_stand_apart(client, here):
    text = shown(client, here.admin, here.provider)
    services, rest = text.split("Compte et connexion")
    helped, ends = rest.split("Fin de l'accès")
    assert "Ajouter à un groupe" in services
    for label in CARE:
        assert label in helped
        assert label not in services + ends
    for label in ("Départ de l'organisme", "Clôturer l'accès"):
        assert label in ends
        assert label not in services + helped


def test_facts_are_changed_from_their_own_line(client, here):
    text = shown(client, here.admin, here.provider)
    for page in ("user_contact", "grant_change"):
        assert text.count(f'href="{reverse(f"habpps:{page}", args=[access(here.provider).public_id])}') == 2


@pytest.mark.parametrize("role", [Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER])
def test_a_right_changed_from_the_page_leads_back_to_it(client, here, role):
    held = Grant.objects.get(user=here.provider, role=role)
    page = reverse("habpps:user", args=[access(here.provider).public_id])
    link = f"{reverse('habpps:grant_change', args=[held.public_id])}?retour=personne"
    assert f'href="{link}"' in shown(client, here.admin, here.provider)
    dates = {"valid_from": f"{held.valid_from:%d/%m/%Y}", "valid_until": f"{clock.today():%d/%m/%Y}"}
    assert client.submit(link, dates).url == page


def test_who_declares_is_given_a_role_from_their_page(client, here):
    """The link leads to « Habiliter un utilisateur », the person chosen already."""
    text = shown(client, here.admin, here.provider)
    link = text.split(f'href="{reverse("habpps:assign")}?')[1].split('"')[0].replace("&amp;", "&")
    page = source(client.get(f"{reverse('habpps:assign')}?{link}"))
    assert re.search(rf'type="radio" name="user"\s+value="{here.provider.public_id}"[^>]* checked', page)
    assert "Habiliter pour un rôle" not in shown(client, here.admin, here.member)


def test_an_administrator_is_replaced_by_an_avenant_not_closed(client, here):
    """What would be refused is not offered, on the page nor in the list, to the Caf neither: « Supprimer » leads to the
    avenant, which knows who leaves."""
    key = access(here.other_admin).public_id
    text = shown(client, here.admin, here.other_admin)
    assert reverse("habpps:amendment_request", args=[here.agreement.public_id]) in text
    listed = source(client.get(reverse("habpps:users", args=[here.agreement.public_id])))
    for page in ("user_close", "departure", "grant_change"):
        assert reverse(f"habpps:{page}", args=[key]) not in text + listed
    assert reverse("habpps:user_contact", args=[key]) in listed
    seat = Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN)
    ask = f"{reverse('habpps:amendment_request', args=[here.agreement.public_id])}?depart="
    text = shown(client, here.caf_admin, here.other_admin)
    assert reverse("habpps:user_close", args=[key]) not in text
    assert ask + seat.public_id in text
    assert ask + key in source(client.get(reverse("habpps:users", args=[here.agreement.public_id])))
    for link in (seat.public_id, key):
        assert re.search(rf'value="{seat.public_id}"[^>]* checked', source(client.get(ask + link)))


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
    close_user(actor=actor(here.admin), membership=access(here.provider), last_day=None, reason="")
    text = shown(client, here.admin, here.provider)
    assert "Rouvrir l'accès" in text
    assert "Compte et connexion" not in text


def test_a_suspended_person_is_lifted_from_the_top_of_the_page_by_the_caf_alone(client, here):
    measure = suspend_person(actor=actor(here.caf_admin), membership=access(here.provider), reason="Ordinateur volé.")
    address = reverse("habpps:measure_lift", args=[measure.public_id])
    assert address in shown(client, here.caf_admin, here.provider).split("Services de l'utilisateur")[0]
    text = shown(client, here.admin, here.provider)
    assert "Suspendu" in text
    assert address not in text


@pytest.mark.parametrize("name", ["invitation_resend", "password_reset"])
def test_a_mail_is_sent_to_an_address_that_one_reads_first(client, here, name):
    """One mistyped is seen before the same mail leaves for it again."""
    client.force_login(here.admin)
    page = read(client.get(reverse(f"habpps:{name}", args=[access(here.provider).public_id])))
    assert f"part à {here.provider.email}." in page


def test_the_menu_marks_the_conventions_on_the_page_of_one_of_their_people(client, here):
    text = shown(client, here.admin, here.provider)
    link = text.split(f'href="{reverse("habpps:agreements")}"')[1].split(">")[0]
    assert 'aria-current="true"' in link
    assert text.split("<main")[0].count('aria-current="true"') == 1


def test_rights_are_read_from_the_group_to_the_roles(client, here):
    text = shown(client, here.admin, here.provider)
    table = text[text.index("Groupes et rôles") :]
    assert table.index("AFAS Déclarer") < table.index("Fournisseur de données d'activité")
