"""Words are compared as people type them, the same way in Python, on SQLite and on PostgreSQL."""

import pytest
from django.db import connection

from portal.base.folding import FUNCTION, GONE, LATIN, fold
from portal.habpps.models import Activity, Agreement, Partner
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
        ("E\u0301lodie\u200b", "elodie"),
    ],
)
def test_capitals_accents_and_hyphens_do_not_count(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize("typed", ["laubepine", "LAUBÉPINE", "laubépine", "sur oeuf", "sur-œuf", "l'eté", "L’ÉTÉ"])
def test_a_search_finds_what_was_written_otherwise(typed):
    found = PartnerFactory(name="Laubépine-sur-Œuf l’été")
    PartnerFactory(name="Montclair")
    assert list(type(found).objects.filter(name__folded_contains=typed)) == [found]


@pytest.mark.parametrize("written", ["Aube\u0301pine", "Aubé\u200bpine", "Aubépine\ufeff"])
def test_a_search_finds_what_was_written_before_text_came_in_one_writing(written):
    found = PartnerFactory(name=written)
    assert list(type(found).objects.filter(name__folded_contains="aubépine")) == [found]


@pytest.mark.parametrize("typed", ["%", "_", "\\"])
def test_signs_of_the_query_language_are_signs(typed):
    sought = PartnerFactory(name=f"Avant {typed} après")
    PartnerFactory(name="Avant et après")
    assert list(type(sought).objects.filter(name__folded_contains=typed)) == [sought]


def test_the_database_folds_every_letter_as_python_does():
    letters = [chr(code) for code in LATIN if chr(code) not in "×÷"] + list(f"’-\u2011\u00a0\u202f%_\\{GONE}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([f'{FUNCTION}(%s)'] * len(letters))}", letters)
        folded = cursor.fetchone()
    assert dict(zip(letters, folded, strict=True)) == {letter: fold(letter) for letter in letters}


def test_a_search_reads_the_index_of_its_column():
    """On PostgreSQL; SQLite has no index for « contains »."""
    if connection.vendor != "postgresql":
        return
    for column in ((Partner, "name"), (Partner, "town"), (Activity, "name"), (Agreement, "label")):
        model, name = column
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = model.objects.filter(**{f"{name}__folded_contains": "laubepine"}).order_by().explain()
        assert f"{model._meta.db_table}_{name}_folded" in plan
