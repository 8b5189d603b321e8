"""What the files of one activity type say, year by year, before it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .errors import Problem
from .reading import Location, Text
from .schema import ControlSpec, FileSpec, IndicatorSpec, RateSpec

BLOCKS = ("activity", "financial", "derived", "entitlement", "calendar")
"""What one file gives as a whole for a year."""

LISTS = ("controls", "indicators", "rates")
"""Lists whose entries may come from several files, and may name years of their own."""

REPEATABLE = {*BLOCKS, *LISTS} - {"calendar", "rates"}
"""What a year may take from an earlier one. Rates and dates are always said again: nobody repeats an amount unseen."""

Said = tuple[Any, Text, Location]
"""A value, the file that gives it, and the place in that file."""


@dataclass
class Draft:
    """`said`: (year, block) -> value. `entries`: (year, list, code) -> entry. `given`: (year, list) that a file gives,
    be it empty. `head`: the file that gives the label and the natures."""

    code: str
    head: tuple[FileSpec, Text] | None = None
    last_year: int | None = None
    files: list[tuple[FileSpec, Text]] = field(default_factory=list)
    said: dict[tuple[int, str], Said] = field(default_factory=dict)
    entries: dict[tuple[int, str, str], Said] = field(default_factory=dict)
    given: set[tuple[int, str]] = field(default_factory=set)

    @property
    def years(self) -> list[int]:
        return sorted({year for year, _ in self.said} | {year for year, _, _ in self.entries})

    def entries_of(self, year: int, name: str) -> dict[str, Said]:
        """Code -> entry of one list, in the order of the files."""
        return {code: said for (of, each, code), said in self.entries.items() if (of, each) == (year, name)}

    def add(self, spec: FileSpec, text: Text) -> list[Problem]:
        """Add one file; problems when it says again what is already said."""
        self.files.append((spec, text))
        problems = [*self._add_head(spec, text), *self._add_last_year(spec, text)]
        if undated := _undated(spec):
            return [*problems, text.problem((), f"years: missing, for {', '.join(undated)}")]
        return [*problems, *self._add_blocks(spec, text), *self._add_entries(spec, text)]

    def _add_head(self, spec: FileSpec, text: Text) -> list[Problem]:
        if not (spec.label or spec.natures):
            return []
        if self.head:
            place = f"{self.head[1].path}:{self.head[1].line(('label',))}"
            return [text.problem(("label",), f"the label and natures of {spec.type} are already at {place}")]
        if not (spec.label and spec.natures):
            return [text.problem(("label",), "a type has both a label and natures")]
        self.head = (spec, text)
        return []

    def _add_last_year(self, spec: FileSpec, text: Text) -> list[Problem]:
        if spec.last_year is None:
            return []
        if self.last_year is not None:
            return [text.problem(("last_year",), f"the last year of {spec.type} is given twice")]
        self.last_year = spec.last_year
        return []

    def _add_blocks(self, spec: FileSpec, text: Text) -> list[Problem]:
        problems: list[Problem] = []
        for year in spec.years or ():
            for block in BLOCKS:
                value = getattr(spec, block)
                if value is not None:
                    said = (value, text, (block,))
                    problems += _say(self.said, (year, block), said, f"{block} of {year}")
        return problems

    def _add_entries(self, spec: FileSpec, text: Text) -> list[Problem]:
        problems: list[Problem] = []
        for name in LISTS:
            if getattr(spec, name) is not None:
                self.given |= {(year, name) for year in spec.years or ()}
            for index, entry in enumerate(_entries(spec, name)):
                for year in entry.years or spec.years or ():
                    said = (entry, text, (name, index))
                    what = f"{name.removesuffix('s')} {entry.code} of {year}"
                    problems += _say(self.entries, (year, name, entry.code), said, what)
        return problems

    def repeat(self) -> list[Problem]:
        """Complete the years whose file `repeats` another; problems when there is none to repeat."""
        problems: list[Problem] = []
        repeating = [(spec, text) for spec, text in self.files if spec.repeats is not None]
        for spec, text in sorted(repeating, key=lambda found: min(found[0].years or [0])):
            for year in spec.years or ():
                if spec.repeats is None or spec.repeats == year or spec.repeats not in self.years:
                    reason = f"there is no year {spec.repeats} to repeat in {year}"
                    problems.append(text.problem(("repeats",), reason))
                else:
                    self._take_from(spec.repeats, year)
        return problems

    def _take_from(self, earlier: int, year: int) -> None:
        """Whole blocks, and entries of lists, that the year does not give itself."""
        for block in BLOCKS:
            if block in REPEATABLE and (earlier, block) in self.said:
                self.said.setdefault((year, block), self.said[earlier, block])
        for name in REPEATABLE.intersection(LISTS):
            if (earlier, name) in self.given:
                self.given.add((year, name))
            for code, said in self.entries_of(earlier, name).items():
                self.entries.setdefault((year, name, code), said)


def _entries(spec: FileSpec, name: str) -> list[ControlSpec | IndicatorSpec | RateSpec]:
    return getattr(spec, name) or []


def _undated(spec: FileSpec) -> list[str]:
    """The blocks of a file that say nothing of the years for which they hold."""
    if spec.years:
        return []
    undated = [block for block in BLOCKS if getattr(spec, block) is not None]
    return undated + [name for name in LISTS if any(entry.years is None for entry in _entries(spec, name))]


def _say(said: dict[Any, Said], key: tuple[Any, ...], new: Said, what: str) -> list[Problem]:
    if key in said:
        _, other, there = said[key]
        _, text, location = new
        return [text.problem(location, f"{what} is already given at {other.path}:{other.line(there)}")]
    said[key] = new
    return []
