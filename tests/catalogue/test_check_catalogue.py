"""`manage.py check_catalogue` and the start: what a person reads."""

import io

import pytest
from django.core.management import call_command

from portal.catalogue.current import get_catalogue
from portal.catalogue.errors import BrokenCatalogueError
from portal.catalogue.report import describe_catalogue

from .examples import DATA, NARROW, NO_BREAK, SHIPPED
from .files import SMALL, write


@pytest.fixture
def plain_report() -> list[str]:
    return [line.replace(NARROW, " ").replace(NO_BREAK, " ") for line in describe_catalogue(SHIPPED)]


def test_the_report_names_types_years_and_natures(plain_report):
    assert plain_report[:2] == ["PSJEUNE : PS Jeunes, 2020-2027", "  natures : Structure Jeunesse"]


def test_the_report_counts_questions_accounts_and_controls(plain_report):
    text = "\n".join(plain_report)
    assert "    comptes : 12 de charges, 21 de produits" in text
    assert "19 d'activité" in text
    assert "6 bloquants, 8 avertissements" in text


def test_the_report_gives_each_rate_with_its_source(plain_report):
    text = "\n".join(plain_report)
    assert "Taux de la PS Jeunes : 50 % (confirmé : Pages publiques" in text
    assert "Plafond par ETP : 40 000 €/ETP (À CONFIRMER : Connaissance du secteur." in text


def test_the_report_gives_the_dates(plain_report):
    assert "    FORECAST : du 15/12/2025 au 13/02/2026" in plain_report
    assert "    UPDATE JUNE : du 15/06/2026 au 10/07/2026" in plain_report


def test_the_report_ends_with_what_is_to_be_confirmed(plain_report):
    rest = plain_report[plain_report.index("  À confirmer : 20") :]
    assert "    valeur : Plafond par ETP, 40 000 €/ETP (2020-2027)" in rest
    assert "    formule : Prestation de service Jeunes (2020-2027)" in rest
    assert [line for line in rest if "Taux de la PS Jeunes" in line] == [
        "    valeur : Taux de la PS Jeunes, 50 % (2027)"
    ]


def test_the_command_prints_the_report(settings):
    settings.CATALOGUE_FOLDERS = [DATA]
    out = io.StringIO()
    call_command("check_catalogue", stdout=out)
    assert out.getvalue().splitlines() == list(describe_catalogue(SHIPPED))


def test_the_command_ends_with_1_and_says_where_and_why(settings, tmp_path):
    path = write(tmp_path, "club/club.yaml", SMALL.replace("value: 0.54", "value: cher"))
    settings.CATALOGUE_FOLDERS = [tmp_path]
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_catalogue", stdout=out, stderr=err)
    assert end.value.code == 1
    line = SMALL[: SMALL.index("value: 0.54")].count("\n") + 1
    assert err.getvalue().startswith(f"{path}:{line}: rates.0.value: ")
    assert out.getvalue() == ""


def test_the_catalogue_is_read_once(settings):
    assert get_catalogue() is get_catalogue()
    assert get_catalogue().types["PSJEUNE"].years


def test_a_broken_file_stops_the_start(settings, tmp_path):
    write(tmp_path, "club/club.yaml", "type: CLUB\nsurprise: 1\n")
    settings.CATALOGUE_FOLDERS = [tmp_path]
    get_catalogue.cache_clear()
    try:
        with pytest.raises(BrokenCatalogueError, match=r"club\.yaml:2: surprise: "):
            get_catalogue()
    finally:
        get_catalogue.cache_clear()
