"""Through the screens: what looks the same is the same person, the same password, the same date."""

import unicodedata

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.habpps.models import Grant
from tests.net.reading import read, source

TYPED = {"last_name": "Roy", "first_name": "Zoé", "email": "zoe@exemple.fr", "email_again": "zoe@exemple.fr"}


def create(client, here, **typed):
    client.force_login(here.admin)
    return client.submit(reverse("habpps:user_create", args=[here.agreement.public_id]), {**TYPED, **typed})


def test_an_address_with_a_character_that_shows_nothing_makes_no_second_account(client, here):
    create(client, here)
    again = create(client, here, email="zoe@exemple.fr\u200b", email_again="\ufeffzoe@exemple.fr")
    assert again.status_code == 422
    assert User.objects.filter(email__startswith="zoe@").count() == 1


def test_a_person_whose_accents_came_apart_is_found(client, here):
    create(client, here, first_name=unicodedata.normalize("NFD", "Zoé"))
    assert User.objects.get(email="zoe@exemple.fr").first_name == "Zoé"


def test_an_address_longer_than_a_server_accepts_is_refused_at_the_field(client, here):
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.exemple.fr"
    answer = create(client, here, email=long, email_again=long)
    assert answer.status_code == 422
    assert "au plus 254 caractères" in read(answer)


@pytest.mark.parametrize("typed", ["31/12/9999", "31/12/1026"])
def test_a_year_that_cannot_be_is_refused_in_words(client, here, typed):
    answer = create(client, here, valid_from=typed)
    assert answer.status_code == 422
    assert "n'est pas possible ici" in read(answer)
    assert not User.objects.filter(email="zoe@exemple.fr").exists()


def test_a_date_of_digits_alone_is_a_date(client, here):
    """An iPhone offers no slash where it offers digits."""
    until = here.agreement.opens_on.replace(year=2099)
    assert create(client, here, valid_until=f" {until:%d%m%Y}").status_code == 302
    assert Grant.objects.get(user__email="zoe@exemple.fr", parent=None).valid_until == until


def test_the_text_box_of_a_date_cuts_nothing_that_is_pasted(client, here):
    client.force_login(here.admin)
    page = source(client.get(reverse("habpps:user_create", args=[here.agreement.public_id])))
    assert 'maxlength="10"' not in page
