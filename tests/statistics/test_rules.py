"""What may be shown: five partners behind every figure, and behind every figure that could be worked out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statistics.rules import FEWEST_PARTNERS, Beside, Summary, beside

CAF, COUNTRY = Decimal(19_000), Decimal(20_000)


def shown(caf: int | None, country: int | None) -> Beside:
    """By numbers of partners; None: there is no median at all."""
    return beside(None if caf is None else Summary(CAF, caf), None if country is None else Summary(COUNTRY, country))


def test_enough_partners_show_both_medians():
    assert shown(5, 10) == Beside(CAF, COUNTRY)


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_under_five_partners_a_caf_s_median_is_hidden(few):
    assert shown(few, 100) == Beside(None, COUNTRY)


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_under_five_partners_the_country_s_median_is_hidden(few):
    assert shown(few, few) == Beside()


@pytest.mark.parametrize("others", [1, 2, 3, 4])
def test_the_country_is_hidden_when_the_difference_speaks_of_fewer_than_five(others):
    """Caf 5, country 6: both medians together would tell much of the sixth."""
    assert shown(5, 5 + others) == Beside(CAF, None)


def test_a_caf_alone_in_the_country_shows_the_same_figure_twice():
    """Nothing can be worked out of the difference of two equal sets."""
    assert shown(7, 7) == Beside(CAF, COUNTRY)


def test_without_a_median_there_is_nothing_to_show():
    assert shown(None, None) == Beside()
    assert shown(None, 5) == Beside(None, COUNTRY)
    assert shown(5, None) == Beside(CAF, None)


@given(caf=st.integers(0, 30), others=st.integers(0, 30))
def test_whatever_is_shown_stands_on_five_partners(caf, others):
    """The property itself, for any numbers: each shown set, and the set that is left when both are."""
    result = shown(caf, caf + others)
    if result.caf is not None:
        assert caf >= FEWEST_PARTNERS
    if result.country is not None:
        assert caf + others >= FEWEST_PARTNERS
    if result.caf is not None and result.country is not None:
        assert others == 0 or others >= FEWEST_PARTNERS
