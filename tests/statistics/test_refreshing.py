"""Medians computed ahead, the same on both engines."""

from decimal import Decimal
from statistics import median

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from portal.base import clock
from portal.statistics.models import Median
from portal.statistics.refreshing import refresh
from tests.factories.habpps import ActivityFactory, AgreementFactory, CafFactory
from tests.factories.statistics import declared, partners_with

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def value_of(caf, code: str = "entitlement", year: int = 2025) -> Decimal | None:
    found = Median.objects.filter(caf=caf, code=code, fiscal_year=year).first()
    return found.value if found else None


@pytest.mark.parametrize("figures", [[5, 1, 4, 2, 3], [10, 2, 8, 4, 6, 12], [7, 7, 7, 7, 7, 7, 7], [1, 1, 1, 2, 9, 9]])
def test_the_median_is_the_middle_figure_or_the_mean_of_the_two(figures):
    """Odd, even, equal figures: as Python's own median."""
    caf = CafFactory()
    partners_with(caf, figures)
    refresh()
    assert value_of(caf) == Decimal(str(median(figures)))
    assert value_of(None) == value_of(caf)
    assert value_of(caf, "cost_per_etp") == 2 * value_of(caf)


def test_cafs_are_apart_and_the_country_is_all_of_them():
    near, far = CafFactory(), CafFactory()
    partners_with(near, [1, 2, 3, 4, 5])
    partners_with(far, [11, 12, 13, 14, 15])
    refresh()
    assert (value_of(near), value_of(far), value_of(None)) == (3, 13, 8)


def test_four_partners_leave_no_row():
    """What may not be shown is not even kept."""
    caf = CafFactory()
    partners_with(caf, [1, 2, 3, 4])
    refresh()
    assert not Median.objects.exists()


def test_ten_activities_of_one_partner_are_one_partner():
    """Partners are counted, not activities."""
    agreement = AgreementFactory()
    for number in range(10):
        declared(ActivityFactory(agreement=agreement), 2025, entitlement=number)
    refresh()
    assert not Median.objects.exists()


def test_only_the_latest_version_of_actual_declarations_counts():
    caf = CafFactory()
    activities = partners_with(caf, [1, 2, 3, 4, 5])
    declared(activities[0], 2025, version=2, latest=False, entitlement=1_000)
    declared(activities[0], 2025, declaration_type="FORECAST", entitlement=1_000)
    refresh()
    assert value_of(caf) == 3


def test_years_are_apart():
    caf = CafFactory()
    for year, figures in ((2024, [1, 2, 3, 4, 5]), (2025, [6, 7, 8, 9, 10])):
        partners_with(caf, figures, year=year)
    refresh()
    assert (value_of(caf, year=2024), value_of(caf, year=2025)) == (3, 8)


def test_a_second_refresh_replaces_the_first():
    caf = CafFactory()
    activities = partners_with(caf, [1, 2, 3, 4, 5, 6])
    assert refresh() == 4
    assert refresh() == 4
    declared(activities[0], 2025, version=2, entitlement=100)
    refresh()
    assert Median.objects.count() == 4


def test_the_database_itself_refuses_a_median_of_four():
    with pytest.raises(IntegrityError), transaction.atomic():
        Median.objects.create(
            type_code="PSJEUNE",
            fiscal_year=2025,
            code="entitlement",
            value=1,
            activities=9,
            partners=4,
            computed_at=clock.now(),
        )


def test_the_nightly_command_says_how_many(capsys):
    partners_with(CafFactory(), [1, 2, 3, 4, 5])
    call_command("refresh_statistics")
    assert capsys.readouterr().out == "4 medians\n"
