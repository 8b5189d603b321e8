"""Sixty days before an opening without an edition: who is warned, whatever the year; and how the edition is carried."""

import io
import logging
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from portal.afas.campaigns.actions import open_due_declarations
from portal.afas.models import Campaign
from portal.base import jobs
from portal.catalogue import current
from portal.catalogue.carrying import carry_edition
from portal.catalogue.errors import CatalogueError
from portal.catalogue.loading import Catalogue, load_catalogue
from portal.catalogue.upcoming import NOTICE, list_missing_editions
from portal.demo.story.clockwork import at, frozen

from .examples import DATA, SHIPPED
from .files import SMALL, problems, write

LAST = SHIPPED.types["PSJEUNE"].years[-1]
A_DAY = timedelta(days=1)


def missing_on(catalogue: Catalogue, day: date) -> list[tuple[str, int]]:
    return [(each.activity_type.code, each.year) for each in list_missing_editions(catalogue, day)]


def until(last: int, tmp_path) -> Catalogue:
    """PS Jeunes as it is shipped, carried forward year by year to `last`."""
    catalogue = SHIPPED
    for year in range(LAST + 1, last + 1):
        carry_edition(catalogue, [DATA], "PSJEUNE", year, tmp_path)
        catalogue = load_catalogue([DATA, tmp_path])
    return catalogue


@pytest.mark.parametrize("ahead", range(4))
def test_the_alarm_begins_sixty_days_before_the_forecast_of_any_year(tmp_path, ahead):
    """15 December less 60 days is 16 October."""
    catalogue = until(LAST + ahead, tmp_path)
    following = LAST + ahead + 1
    eve = date(following - 1, 10, 15)
    assert date(following - 1, 12, 15) - NOTICE == eve + A_DAY
    assert missing_on(catalogue, eve) == []
    assert missing_on(catalogue, eve + A_DAY) == [("PSJEUNE", following)]
    assert missing_on(catalogue, date(following, 10, 16)) == [("PSJEUNE", following), ("PSJEUNE", following + 1)]


def test_nothing_is_missing_on_the_day_of_the_forecast_of_2027():
    """The opening that this catalogue was about to miss."""
    assert missing_on(SHIPPED, date(2026, 12, 15)) == []


def test_a_hole_between_two_years_is_missing(tmp_path):
    head, rest = SMALL.split("years: 2024-2025\n")
    write(tmp_path, "club/club.yaml", f"{head}years: 2024\n{rest}")
    later = rest.replace("  - code: staff", "  - code: staff", 1)
    write(tmp_path, "club/later.yaml", f"type: CLUB\nyears: 2026\n{later}")
    catalogue = load_catalogue([tmp_path])
    assert ("CLUB", 2025) in missing_on(catalogue, date(2025, 1, 1))


def test_a_type_that_ends_asks_for_no_more(tmp_path):
    write(tmp_path, "psjeune/end.yaml", f"type: PSJEUNE\nlast_year: {LAST}\n")
    assert missing_on(load_catalogue([DATA, tmp_path]), date(LAST + 1, 1, 1)) == []
    write(tmp_path, "psjeune/again.yaml", f"type: PSJEUNE\nlast_year: {LAST}\n")
    assert "the last year of PSJEUNE is given twice" in problems(DATA, tmp_path)[0]


class TestCarried:
    """The file of the next year."""

    @pytest.fixture
    def catalogue(self, tmp_path) -> Catalogue:
        return until(LAST + 1, tmp_path)

    def test_it_repeats_the_year_before(self, catalogue):
        before, after = (catalogue.edition("PSJEUNE", year) for year in (LAST, LAST + 1))
        assert (after.activity, after.financial, after.derived) == (before.activity, before.financial, before.derived)
        assert [each.code for each in after.controls] == [each.code for each in before.controls]
        shifted = [(each.declaration_type, each.period) for each in after.openings()]
        assert shifted == [(each.declaration_type, each.period) for each in before.openings()]
        assert after.calendar("FORECAST").opens_on == date(LAST, 12, 15)

    def test_no_amount_is_invented_and_none_is_confirmed(self, catalogue):
        before, after = (catalogue.edition("PSJEUNE", year).rates_by_code for year in (LAST, LAST + 1))
        assert {code: rate.value for code, rate in after.items()} == {code: rate.value for code, rate in before.items()}
        assert not any(rate.confirmed for rate in after.values())
        assert all(f"Valeur de {LAST} reprise" in rate.source for rate in after.values())
        assert not catalogue.edition("PSJEUNE", LAST + 1).calendar_spec.confirmed

    def test_earlier_versions_do_not_change(self, catalogue):
        for year in SHIPPED.types["PSJEUNE"].years:
            assert catalogue.edition("PSJEUNE", year).sha == SHIPPED.edition("PSJEUNE", year).sha

    def test_decimals_and_other_days_are_kept(self, tmp_path):
        covers = "purpose: Réel\n      covers_from: 01/09/N\n      covers_until: 30/06/N+1"
        write(
            tmp_path / "a",
            "club/club.yaml",
            SMALL.replace("purpose: Réel", covers) if "purpose: Réel" in SMALL else SMALL,
        )
        first = load_catalogue([tmp_path / "a"])
        carry_edition(first, [tmp_path / "a"], "CLUB", 2026, tmp_path / "b")
        carried = load_catalogue([tmp_path / "a", tmp_path / "b"]).edition("CLUB", 2026)
        assert carried.rates_by_code["rate"].value == Decimal("0.54")
        assert [opening.covered for opening in carried.calendar_spec.openings] == [
            opening.covered for opening in first.edition("CLUB", 2025).calendar_spec.openings
        ]

    @pytest.mark.parametrize(
        ("code", "year", "said"),
        [
            ("NOTHING", 2030, "no activity type NOTHING"),
            ("PSJEUNE", 2026, "has an edition for 2026 already"),
            ("PSJEUNE", 2019, "begins in 2020"),
        ],
    )
    def test_what_cannot_be_carried_is_said(self, tmp_path, code, year, said):
        with pytest.raises(CatalogueError, match=said):
            carry_edition(SHIPPED, [DATA], code, year, tmp_path)
        assert not list(tmp_path.rglob("*.yaml"))

    def test_a_file_is_never_overwritten(self, tmp_path):
        path = write(tmp_path, f"psjeune/{LAST + 1}.yaml", "type: PSJEUNE\n")
        with pytest.raises(CatalogueError, match="exists already"):
            carry_edition(SHIPPED, [DATA], "PSJEUNE", LAST + 1, tmp_path)
        assert path.read_text() == "type: PSJEUNE\n"


class TestUnconfirmedAmounts:
    """« [à confirmer] » follows them wherever people read them."""

    def steps(self, catalogue: Catalogue, year: int) -> str:
        rows = [{"diploma": "LEVEL_4", "etp": "1.00", "months": "12", "etp_asked": "1.00"}]
        documents = ({"animators": rows}, {"animator_cost": "50000.00"})
        estimate = catalogue.edition("PSJEUNE", year).estimate("ACTUAL", *documents)
        assert estimate.indicative
        return "\n".join(step.detail for step in estimate.steps).replace("\u202f", " ").replace("\u00a0", " ")

    def test_in_the_calculation(self):
        text = self.steps(SHIPPED, LAST)
        assert "plafond (40 000 €/ETP [à confirmer])" in text
        assert "50 % [à confirmer] ×" in text

    def test_a_confirmed_one_has_no_mark(self):
        assert "50 % ×" in self.steps(SHIPPED, 2026)

    def test_in_the_message_of_a_control(self):
        rows = [{"diploma": "LEVEL_4", "etp": "1.00", "months": "12", "etp_asked": "1.00"}]
        found = SHIPPED.edition("PSJEUNE", LAST).check("ACTUAL", {"animators": rows}, {"animator_cost": "50000.00"})
        message = next(each.message for each in found if each.code == "cost_above_ceiling")
        assert "[à confirmer]" in message


class TestWarnings:
    """With the clock sixty days before the opening of a year that nobody has prepared."""

    @pytest.fixture(autouse=True)
    def before_the_opening(self, settings):
        settings.CATALOGUE_FOLDERS = [DATA]
        with frozen(at(date(LAST, 10, 16))):
            yield

    def test_the_check_prints_the_report_and_ends_with_2(self):
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("check_catalogue", stdout=out, stderr=err)
        assert end.value.code == 2
        assert "PSJEUNE : PS Jeunes" in out.getvalue()
        assert f"run manage.py carry_edition PSJEUNE {LAST + 1}" in err.getvalue()

    @pytest.mark.django_db
    def test_the_jobs_log_it_and_end_with_1_every_time(self, caplog):
        """The others have run; the next run fails again until the edition is there."""
        for _ in range(2):
            with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="watch_editions"):
                call_command("run_due_jobs", stdout=io.StringIO())
            assert f"PSJEUNE has no edition for {LAST + 1}" in caplog.text
            caplog.clear()
        failed = [job.name for job, run in jobs.list_runs() if run and run.error]
        assert failed == ["watch_editions"]

    def test_the_command_of_the_warning_ends_it(self, settings, tmp_path):
        settings.CATALOGUE_FOLDERS = [DATA, tmp_path]
        out = io.StringIO()
        call_command("carry_edition", "PSJEUNE", LAST + 1, stdout=out)
        assert (tmp_path / "psjeune" / f"{LAST + 1}.yaml").exists()
        call_command("check_catalogue", stdout=io.StringIO())

    def test_the_command_says_that_a_folder_is_not_read(self, tmp_path):
        out = io.StringIO()
        call_command("carry_edition", "PSJEUNE", LAST + 1, folder=tmp_path, stdout=out)
        assert "add it to CATALOGUE_FOLDERS" in out.getvalue()
        with pytest.raises(CommandError, match="already"):
            call_command("carry_edition", "PSJEUNE", 2026, folder=tmp_path)


@pytest.mark.django_db
def test_the_forecast_of_2027_opens_on_15_december():
    open_due_declarations(date(2026, 12, 14))
    assert not Campaign.objects.filter(fiscal_year=2027).exists()
    open_due_declarations(date(2026, 12, 15))
    assert str(Campaign.objects.get(fiscal_year=2027)) == "Prévisionnelle 2027"


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [1, 3])
def test_a_carried_year_opens_like_any_other(settings, tmp_path, ahead):
    year = LAST + ahead
    until(year, tmp_path)
    settings.CATALOGUE_FOLDERS = [DATA, tmp_path]
    current.get_catalogue.cache_clear()
    try:
        open_due_declarations(date(year - 1, 12, 15))
    finally:
        current.get_catalogue.cache_clear()
    assert [str(each) for each in Campaign.objects.filter(fiscal_year=year)] == [f"Prévisionnelle {year}"]
