"""A password is the same however its accents came in."""

import unicodedata

import pytest

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "été à la crèche énorme"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_apart_or_not_open_the_same_account(client, form):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    answer = client.submit("/connexion/", {"login": user.username, "password": unicodedata.normalize(form, PASSWORD)})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
