"""From folders of YAML files to a checked catalogue, or to the full list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .coherence import Origins, check_edition
from .edition import BLOCKS, Edition
from .errors import BrokenCatalogueError, Problem, UnknownEditionError
from .reading import Location, Text
from .schema import FileSpec, RateSpec

REPEATABLE = ("activity", "financial", "controls", "derived", "entitlement")
"""What a year may take from an earlier one. Rates and dates are always said again: nobody repeats an amount unseen."""


@dataclass(frozen=True)
class ActivityType:
    """A kind of funded activity. `natures`: code -> French label; `years`: the fiscal years that have an edition."""

    code: str
    label: str
    natures: dict[str, str]
    editions: dict[int, Edition]

    @property
    def years(self) -> list[int]:
        return sorted(self.editions)


@dataclass(frozen=True)
class Catalogue:
    types: dict[str, ActivityType]

    def edition(self, type_code: str, year: int) -> Edition:
        """UnknownEditionError (a CatalogueError and a KeyError) when there is none."""
        if type_code not in self.types:
            raise UnknownEditionError(f"no activity type {type_code}")
        if year not in self.types[type_code].editions:
            raise UnknownEditionError(f"no edition of {type_code} for {year}")
        return self.types[type_code].editions[year]


@dataclass
class _Draft:
    """What the files said of one type so far. `said`: (year, block) -> (value, file, location)."""

    code: str
    head: tuple[FileSpec, Text] | None = None
    files: list[tuple[FileSpec, Text]] = field(default_factory=list)
    said: dict[tuple[int, str], tuple[Any, Text, Location]] = field(default_factory=dict)
    rates: dict[tuple[int, str], tuple[RateSpec, Text, Location]] = field(default_factory=dict)


def load(folders: Iterable[Path]) -> Catalogue:
    """Read and check everything; BrokenCatalogueError lists every problem found."""
    problems: list[Problem] = []
    drafts: dict[str, _Draft] = {}
    for path in _paths(folders, problems):
        try:
            text = Text(path)
            spec = FileSpec.model_validate(text.data)
        except BrokenCatalogueError as error:
            problems += error.problems
        except ValidationError as error:
            problems += [text.problem(found["loc"], _reason(found["loc"], found["msg"])) for found in error.errors()]
        else:
            problems += _take(drafts.setdefault(spec.type, _Draft(spec.type)), spec, text)
    if problems:
        raise BrokenCatalogueError(problems)
    types = {code: _finish(draft, problems) for code, draft in sorted(drafts.items())}
    if problems:
        raise BrokenCatalogueError(problems)
    return Catalogue({code: found for code, found in types.items() if found})


def _paths(folders: Iterable[Path], problems: list[Problem]) -> list[Path]:
    paths: list[Path] = []
    for folder in map(Path, folders):
        found = sorted(folder.glob("*/*.y*ml"))
        if not found:
            problems.append(Problem(folder, 1, "this catalogue folder holds no file <type>/<name>.yaml"))
        paths += found
    return paths


def _reason(location: Location, message: str) -> str:
    where = ".".join(str(part) for part in location)
    return f"{where}: {message.removeprefix('Value error, ')}" if where else message


def _take(draft: _Draft, spec: FileSpec, text: Text) -> list[Problem]:
    """Add one file to its type; problems when it says again what is already said."""
    problems: list[Problem] = []
    draft.files.append((spec, text))
    if spec.label or spec.natures:
        if draft.head:
            place = f"{draft.head[1].path}:{draft.head[1].line(('label',))}"
            problems.append(text.problem(("label",), f"the label and natures of {spec.type} are already at {place}"))
        elif not (spec.label and spec.natures):
            problems.append(text.problem(("label",), "a type has both a label and natures"))
        else:
            draft.head = (spec, text)
    dated = [block for block in (*BLOCKS, "rates") if getattr(spec, block) is not None]
    if dated and not spec.years and not (dated == ["rates"] and all(rate.years for rate in spec.rates or ())):
        return [*problems, text.problem((), f"years: missing, for {', '.join(dated)}")]
    for year in spec.years or ():
        for block in BLOCKS:
            value = getattr(spec, block)
            if value is not None:
                problems += _say(draft.said, (year, block), value, text, (block,), f"{block} of {year}")
    for index, rate in enumerate(spec.rates or ()):
        for year in rate.years or spec.years or ():
            location: Location = ("rates", index)
            problems += _say(draft.rates, (year, rate.code), rate, text, location, f"rate {rate.code} of {year}")
    return problems


def _say(
    said: dict[tuple[int, str], Any], key: tuple[int, str], value: Any, text: Text, location: Location, what: str
) -> list[Problem]:
    if key in said:
        _, other, there = said[key]
        return [text.problem(location, f"{what} is already given at {other.path}:{other.line(there)}")]
    said[key] = (value, text, location)
    return []


def _finish(draft: _Draft, problems: list[Problem]) -> ActivityType | None:
    if draft.head is None:
        problems.append(draft.files[0][1].problem((), f"no file of {draft.code} gives its label and natures"))
        return None
    _repeat(draft, problems)
    years = sorted({year for year, _ in (*draft.said, *draft.rates)})
    if not years:
        problems.append(draft.head[1].problem((), f"{draft.code} has no fiscal year"))
    editions = {year: edition for year in years if (edition := _edition(draft, year, problems))}
    head = draft.head[0]
    return ActivityType(draft.code, head.label or "", dict(head.natures or {}), editions)


def _repeat(draft: _Draft, problems: list[Problem]) -> None:
    repeating = [(spec, text) for spec, text in draft.files if spec.repeats is not None]
    for spec, text in sorted(repeating, key=lambda found: min(found[0].years or [0])):
        for year in spec.years or ():
            known = [block for block in REPEATABLE if (spec.repeats, block) in draft.said]
            if not known or spec.repeats == year:
                problems.append(text.problem(("repeats",), f"there is no year {spec.repeats} to repeat in {year}"))
            for block in known:
                draft.said.setdefault((year, block), draft.said[spec.repeats or 0, block])


def _edition(draft: _Draft, year: int, problems: list[Problem]) -> Edition | None:
    blocks = {block: draft.said[year, block] for block in BLOCKS if (year, block) in draft.said}
    missing = [block for block in BLOCKS if block not in blocks and block != "derived"]
    rates = [(code, said) for (of, code), said in draft.rates.items() if of == year]
    if missing:
        place = next(iter(blocks.values()), None) or rates[0][1]
        problems.append(place[1].problem(place[2], f"{draft.code} {year} is incomplete: no {', '.join(missing)}"))
        return None
    edition = Edition(
        type_code=draft.code,
        year=year,
        activity=tuple(blocks["activity"][0]),
        financial=tuple(blocks["financial"][0]),
        controls=tuple(blocks["controls"][0]),
        derived=tuple(blocks["derived"][0]) if "derived" in blocks else (),
        entitlement=blocks["entitlement"][0],
        calendar_spec=blocks["calendar"][0],
        rates=tuple(said[0] for _, said in sorted(rates, key=lambda found: found[0])),
    )
    origins: Origins = {block: (text, location) for block, (_, text, location) in blocks.items()}
    found = check_edition(edition, origins, {code: (said[1], said[2]) for code, said in rates})
    problems += [Problem(p.file, p.line, p.reason, years=(year,)) for p in found]
    return edition
