"""The national administrators are warned of a year without an edition, sixty days before it opens."""

from datetime import date

import pytest
from django.urls import reverse

from portal.catalogue.current import get_catalogue
from portal.demo.story.clockwork import at, frozen
from tests.factories.habpps import CafFactory, caf_admin, national_admin
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db

LAST = get_catalogue().types["PSJEUNE"].years[-1]
TITLE = f"PS Jeunes\u00a0: l’exercice {LAST + 1} n’est pas prêt"


def home_of(client, person) -> str:
    client.force_login(person)
    return read(client.get(reverse("home")))


@pytest.mark.parametrize(("day", "warned"), [(date(LAST, 10, 15), False), (date(LAST, 10, 16), True)])
def test_on_the_home_page(client, day, warned):
    with frozen(at(day)):
        page = home_of(client, national_admin())
        assert (TITLE.replace("\u00a0", " ") in page) == warned
        catalogue = client.get(reverse("afas:caf_catalogue"))
        assert (f"manage.py carry_edition PSJEUNE {LAST + 1}" in source(catalogue)) == warned


def test_a_caf_can_do_nothing_about_it(client):
    with frozen(at(date(LAST, 12, 1))):
        assert "n’est pas prêt" not in home_of(client, caf_admin(CafFactory()))
