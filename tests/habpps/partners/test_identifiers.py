"""SIRET, RNA and postcodes are read as people copy them, when only one reading is possible."""

import pytest

from portal.base.errors import ActionError
from portal.habpps.partners.identifiers import clean_details, clean_siret

SIRET = "55210055400021"


def refused(read, *typed: str) -> str:
    with pytest.raises(ActionError) as error:
        read(*typed)
    return str(error.value)


@pytest.mark.parametrize(
    "typed",
    [
        *("552 100 554 00021", "552-100-554-00021", "552.100.554.00021", "552\u00a0100\u202f554\u00a000021"),
        *(
            "SIRET : 552 100 554 00021",
            "Siret: 55210055400021",
            "N° SIRET 55210055400021",
            "N° de SIRET : 55210055400021",
        ),
        *(
            "FR 552 100 554 00021",
            "５５２１００５５４０００２１",
            "55210055400021\u200b",
            "siret n° 55210055400021",
            "'55210055400021",
        ),
    ],
)
def test_a_siret_is_read_as_it_is_copied(typed):
    assert clean_siret(typed) == SIRET


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("552 1O0 554 00021", "retirez le caractère «\u00a0O\u00a0»"),
        ("552 lO0 554 00021", "retirez les caractères «\u00a0l\u00a0» et «\u00a0O\u00a0»"),
        ("552 100 554 0002", "vous en avez saisi 13"),
        ("", "vous en avez saisi 0"),
        ("552 100 554 00022", "clé de contrôle"),
    ],
)
def test_what_is_wrong_in_a_siret_is_named(typed, said):
    assert said in refused(clean_siret, typed)


@pytest.mark.parametrize(
    ("rna", "postcode"),
    [
        ("W751234567", "80000"),
        ("w 751 234 567", "80 000"),
        ("RNA : W751234567", "F-80000"),
        ("N° RNA W75-1234567", "FR 80000"),
    ],
)
def test_rna_and_postcode_are_read_as_they_are_copied(rna, postcode):
    assert clean_details(rna, postcode) == ("W751234567", "80000")


@pytest.mark.parametrize(
    ("rna", "postcode", "said"),
    [
        ("751234567", "", "commence par W"),
        ("", "8000O", "retirez le caractère «\u00a0O\u00a0»"),
        ("", "8000", "cinq chiffres"),
    ],
)
def test_what_is_wrong_in_them_is_named(rna, postcode, said):
    assert said in refused(clean_details, rna, postcode)
