"""A chart's geometry, and that nobody needs to see it to have its figures."""

from decimal import Decimal

import pytest

from portal.ui.charts import Chart, Series, nice_step

YEARS = ["2024", "2025", "2026"]


def chart(*values, **options) -> Chart:
    return Chart("Heures", YEARS, [Series(f"Série {n}", each) for n, each in enumerate(values, 1)], **options)


@pytest.mark.parametrize(("span", "step"), [(100, 25), (1200, 500), (7, 2), (0, 1), (0.3, 0.1)])
def test_steps_are_round(span, step):
    assert nice_step(span) == pytest.approx(step)


def test_zero_is_always_on_the_axis():
    for each in (chart([5, 6, 7]), chart([-5, -6, -7]), chart([0, 0, 0]), chart([None, None, None])):
        assert any(tick["zero"] for tick in each.ticks)


def test_a_missing_value_leaves_a_gap():
    drawn = chart([1, None, 3]).lines[0]
    assert drawn["path"] == ""
    assert len(drawn["marks"]) == 2


def test_negative_bars_hang_from_zero():
    up, down = chart([10, None, -10], kind="bar").bars
    assert up["y"] + up["height"] == pytest.approx(down["y"], abs=0.2)


def test_the_table_holds_every_figure(render):
    html = render(
        "{{ figure(chart) }}", chart=chart([Decimal("1200.5"), None, 3], [1, 2, 3], unit="h", summary="En baisse.")
    )
    assert "1\u202f200,5" in html
    assert "En baisse." in html
    assert html.count('<th scope="row">') == 3
    assert 'role="img" aria-labelledby="graphique-title" aria-describedby="graphique-desc"' in html
    assert 'role="figure" aria-labelledby="graphique-caption"' in html


def test_series_differ_by_marker_too():
    assert [each["marker"] for each in chart([1, 2, 3], [1, 2, 3]).legend] == ["disc", "square"]
