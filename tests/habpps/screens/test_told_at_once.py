"""A refused form says all that is wrong in one reading."""

from html import unescape

import pytest
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.habpps import SiteFactory
from tests.net.reading import source

USER = {"last_name": "Roy", "first_name": "Camille", "email": "camille@exemple.fr", "email_again": "autre@exemple.fr"}


def refused(answer) -> str:
    assert answer.status_code == 422
    return unescape(source(answer))


def test_a_creation_is_told_all_that_is_wrong_at_once(client, here):
    """A date that does not exist does not hide that the addresses differ."""
    client.force_login(here.admin)
    typed = {**USER, "phone": "0322000000", "phone_again": "0323000000", "valid_from": "31/02/2027"}
    page = refused(client.submit(reverse("habpps:user_create", args=[here.agreement.public_id]), typed))
    for words in ("une date qui existe", "Les deux adresses mail sont différentes", "Les deux numéros sont différents"):
        assert words in page
    assert not User.objects.filter(email=USER["email"]).exists()


def test_an_end_before_the_beginning_is_told_with_the_rest(client, here):
    client.force_login(here.admin)
    typed = {**USER, "last_name": "", "valid_from": "02/01/2027", "valid_until": "01/01/2027"}
    page = refused(client.submit(reverse("habpps:user_create", args=[here.agreement.public_id]), typed))
    for words in ("Indiquez le nom.", "Les deux adresses mail sont différentes", "précède la date de début"):
        assert words in page


@pytest.mark.parametrize(("over", "place"), [("activites", "une activité"), ("lieux", "un lieu d'implantation")])
def test_an_assignment_of_nothing_is_told_all_three_steps(client, here, over, place):
    client.force_login(here.admin)
    SiteFactory(partner=here.partner)
    page = refused(client.submit(reverse("habpps:assign"), {"over": over, "act": "quit"}))
    assert "3 points sont à corriger" in page
    for words in ("Choisissez l'utilisateur.", "Choisissez au moins un rôle.", f"La sélection d'au moins {place} est"):
        assert words in page
