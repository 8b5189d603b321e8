"""What every instance begins with: the Cafs and the services, loaded as often as one likes."""

import pytest
from django.core.management import call_command
from stdnum.fr import siren

from portal.habpps.models import Caf, Service
from portal.habpps.reference import load_reference

pytestmark = pytest.mark.django_db


def test_the_101_cafs_are_there():
    """One for each département, with a well-formed SIREN, and no invented code."""
    load_reference()
    cafs = list(Caf.objects.order_by("departement"))
    assert len(cafs) == 101
    assert all(siren.is_valid(caf.siren) for caf in cafs)
    assert {"01", "2A", "2B", "69", "974", "976"} <= {caf.departement for caf in cafs}
    assert all(caf.name.startswith("Caf ") and caf.code is None for caf in cafs)


def test_a_second_load_adds_nothing():
    assert load_reference() == {"cafs": 101, "services": 1}
    assert load_reference() == {"cafs": 0, "services": 0}


def test_what_an_operator_has_changed_stays():
    """Only what is missing is added."""
    load_reference()
    Caf.objects.filter(departement="80").update(name="Caf de la Somme (essai)", email="pole@somme.example")
    Service.objects.update(label="Autre nom")
    Caf.objects.get(departement="59").delete()
    assert load_reference() == {"cafs": 1, "services": 0}
    assert Caf.objects.get(departement="80").email == "pole@somme.example"
    assert Service.objects.get().label == "Autre nom"


def test_the_command_says_what_it_added(capsys):
    call_command("load_reference")
    assert capsys.readouterr().out == "Added: 101 cafs, 1 services\n"
