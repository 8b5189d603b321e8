"""Line and bar charts drawn on the server: geometry here, markup in `components/figure.html`.

Every chart comes with its figures as a table and a sentence; series differ by dash, marker and pattern too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import floor, log10
from typing import Any, Literal

from portal.base import formats

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 34
MARKERS = ("disc", "square", "diamond", "triangle")

Figure = Decimal | int | None


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the chart's categories; None leaves a gap."""

    label: str
    values: Sequence[Figure]


def nice_step(span: float, about: int = 4) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten, that cuts `span` in about `about` parts."""
    if span <= 0:
        return 1
    raw = span / about
    power = 10 ** floor(log10(raw))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)


@dataclass
class Chart:
    """`unit` is written once, beside the title. `summary`: the sentence that says what the drawing shows.

    At most 4 series. `id` must be unique on the page.
    """

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    summary: str = ""
    kind: Literal["line", "bar"] = "line"
    decimals: int | None = None
    category_label: str = "Période"
    id: str = "graphique"

    view_box = f"0 0 {WIDTH} {HEIGHT}"
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM

    @cached_property
    def _known(self) -> list[float]:
        return [float(value) for each in self.series for value in each.values if value is not None]

    @cached_property
    def ticks(self) -> list[dict[str, Any]]:
        """The horizontal lines, with zero always among them."""
        low, high = min([0, *self._known]), max([0, *self._known])
        step = nice_step(high - low)
        first, last = floor(low / step), -floor(-high / step)
        values = [index * step for index in range(first, max(last, first + 1) + 1)]
        self._low, self._high = values[0], values[-1]
        return [
            {"y": self._y(value), "text": formats.number(Decimal(f"{value:g}")), "zero": not value} for value in values
        ]

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return round(self.bottom - share * (self.bottom - TOP), 1)

    @cached_property
    def _slot(self) -> float:
        return (self.right - LEFT) / max(1, len(self.categories))

    @property
    def labels(self) -> list[dict[str, Any]]:
        """The categories under the axis, one in several when they are many."""
        every = max(1, -(-len(self.categories) // 12))
        return [
            {"x": round(LEFT + (index + 0.5) * self._slot, 1), "y": HEIGHT - 12, "text": text}
            for index, text in enumerate(self.categories)
            if index % every == 0
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table beside the drawing: a row per category."""
        return [
            {"label": label, "values": [formats.number(each.values[index], self.decimals) for each in self.series]}
            for index, label in enumerate(self.categories)
        ]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """A polyline per uninterrupted stretch, and its points with their marker."""
        _ = self.ticks
        drawn = []
        for number, each in enumerate(self.series):
            points = [
                None if value is None else (round(LEFT + (index + 0.5) * self._slot, 1), self._y(float(value)))
                for index, value in enumerate(each.values)
            ]
            segments = [(a, b) for a, b in pairwise(points) if a and b]
            path = " ".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in segments)
            marks = [
                {"x": x, "y": y, "text": f"{each.label}, {self.categories[index]} : {self._said(each.values[index])}"}
                for index, (x, y) in ((index, point) for index, point in enumerate(points) if point)
            ]
            drawn.append({"number": number + 1, "marker": MARKERS[number % 4], "path": path, "marks": marks})
        return drawn

    @property
    def bars(self) -> list[dict[str, Any]]:
        """A bar per known value, the series side by side in each category's slot."""
        _ = self.ticks
        width = min(36.0, self._slot * 0.7 / max(1, len(self.series)))
        zero = self._y(0)
        drawn = []
        for number, each in enumerate(self.series):
            for index, value in enumerate(each.values):
                if value is None:
                    continue
                middle = LEFT + (index + 0.5) * self._slot
                top = self._y(float(value))
                drawn.append({
                    "number": number + 1,
                    "x": round(middle - width * len(self.series) / 2 + number * width + 1, 1),
                    "y": min(top, zero),
                    "width": round(width - 2, 1),
                    "height": round(abs(top - zero), 1),
                    "text": f"{each.label}, {self.categories[index]} : {self._said(value)}",
                })  # fmt: skip
        return drawn

    @property
    def legend(self) -> list[dict[str, Any]]:
        return [
            {"number": number + 1, "marker": MARKERS[number % 4], "label": each.label}
            for number, each in enumerate(self.series)
        ]

    def _said(self, value: Figure) -> str:
        unit = f"{formats.FIXED}{self.unit}" if self.unit else ""
        return f"{formats.number(value, self.decimals)}{unit}"
