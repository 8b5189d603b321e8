"""No page weighs more than 100 kB before compression: the heaviest lists, at their largest size, with usual names."""

import pytest
from django.urls import reverse

from portal.habpps.rights.roles import AFAS_ROLES
from portal.ui.tables import SIZES
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    PartnerFactory,
    caf_admin,
    declarant,
    grant,
    partner_admin,
)
from tests.net.reading import source

MOST_BYTES = 100_000
LARGEST = max(SIZES)


def usual(number: int) -> dict[str, str]:
    """A name and an e-mail as long as people's are."""
    return {
        "first_name": f"Emmanuelle {number:02d}",
        "last_name": "Charpentier",
        "email": f"emmanuelle.charpentier{number}@centre-social-les-coteaux.example",
        "phone": "03 22 00 00 00",
    }


@pytest.fixture
def crowd(here):
    """More people in the convention than a page holds, each declaring and holding a role; some conventions too."""
    for number in range(LARGEST):
        user = declarant(here.agreement, **usual(number))
        grant(user, AFAS_ROLES[number % 3], here.activity)
    return here


def weight(client, user, address: str, **query: str) -> int:
    client.force_login(user)
    answer = client.get(address, {"par_page": str(LARGEST), **query})
    assert answer.status_code == 200
    assert answer.content.count(b"<tr") > LARGEST
    return len(answer.content)


@pytest.mark.parametrize("name", ["users", "groups"])
@pytest.mark.parametrize("who", ["admin", "caf_admin"])
def test_the_people_of_a_convention(client, crowd, name, who):
    address = reverse(f"habpps:{name}", args=[crowd.agreement.public_id])
    assert weight(client, getattr(crowd, who), address) < MOST_BYTES


@pytest.mark.parametrize("who", ["admin", "caf_admin"])
def test_the_roles(client, crowd, who):
    assert weight(client, getattr(crowd, who), reverse("habpps:assignments")) < MOST_BYTES


def test_the_conventions_and_partners_of_a_caf(client, here):
    for number in range(LARGEST):
        partner = PartnerFactory(cafs=[here.caf], name=f"Maison des jeunes et de la culture de Montclair {number:02d}")
        AgreementFactory(partner=partner, caf=here.caf, label=f"Convention {partner.name}")
    for name in ("agreements", "partners"):
        assert weight(client, here.caf_admin, reverse(f"habpps:{name}")) < MOST_BYTES


def test_the_roles_that_nobody_holds(client, here):
    """A page holds fewer activities, each with its three roles: of those, the rows are counted."""
    for number in range(LARGEST):
        ActivityFactory(agreement=here.agreement, name=f"Accueil de jeunes du quartier Beaulieu {number:02d}")
    assert weight(client, here.admin, reverse("habpps:assignments"), etat="VACANT") < MOST_BYTES


def test_the_sizes_offered_are_those_that_weigh_less(client, crowd):
    """Asking for more in the address gives the usual size."""
    client.force_login(caf_admin(crowd.caf))
    address = reverse("habpps:users", args=[crowd.agreement.public_id])
    page = source(client.get(address, {"par_page": "100"}))
    assert page.count('name="selection"') == SIZES[0]
    assert 'href="?par_page=50"' in page
    assert 'href="?par_page=100"' not in page


def test_each_menu_still_says_for_whom(client, here):
    """Lighter rows keep the names of their buttons and the labels of their cells."""
    partner_admin(here.agreement, first_name="Inès", last_name="Roussel")
    client.force_login(here.caf_admin)
    page = source(client.get(reverse("habpps:users", args=[here.agreement.public_id])))
    assert page.count(" une action pour Inès Roussel</span></summary>") == 2
    assert 'aria-label="Sélectionner Inès Roussel"' in page
    assert '<td data-label="Adresse mail">' in page
