"""Words are compared as people type them, the same way in Python, on SQLite and on PostgreSQL."""

import pytest

from portal.base.folding import LATIN, fold
from tests.factories.habpps import PartnerFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("École d’Été", "ecole d'ete"),
        ("SAINTE-COLOMBE", "sainte colombe"),
        ("Cœur de Ville", "coeur de ville"),
        ("ŒUVRE", "oeuvre"),
        ("Łódź", "lodz"),
        ("100%_vrai", "100%_vrai"),
    ],
)
def test_capitals_accents_and_hyphens_do_not_count(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize("typed", ["laubepine", "LAUBÉPINE", "laubépine", "sur oeuf", "sur-œuf", "l'eté", "L’ÉTÉ"])
def test_a_search_finds_what_was_written_otherwise(typed):
    found = PartnerFactory(name="Laubépine-sur-Œuf l’été")
    PartnerFactory(name="Montclair")
    assert list(type(found).objects.filter(name__folded_contains=typed)) == [found]


@pytest.mark.parametrize("typed", ["%", "_", "\\"])
def test_signs_of_the_query_language_are_signs(typed):
    sought = PartnerFactory(name=f"Avant {typed} après")
    PartnerFactory(name="Avant et après")
    assert list(type(sought).objects.filter(name__folded_contains=typed)) == [sought]


def test_the_database_folds_every_letter_as_python_does():
    letters = "".join(map(chr, LATIN))
    partners = [PartnerFactory(name=letters[start : start + 100]) for start in range(0, len(letters), 100)]
    for partner in partners:
        assert type(partner).objects.get(name__folded_contains=fold(partner.name)) == partner
