"""From folders of YAML files to a checked catalogue, or to the list of all their problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from .coherence import Origins, check_edition
from .drafts import BLOCKS, LISTS, Draft
from .edition import Edition
from .errors import BrokenCatalogueError, Problem, UnknownEditionError
from .reading import Location, Text
from .schema import FileSpec


@dataclass(frozen=True)
class ActivityType:
    """A kind of funded activity. `natures`: code -> French label; `years`: the fiscal years that have an edition;
    `last_year`: the one after which it is funded no more, if it is known."""

    code: str
    label: str
    natures: dict[str, str]
    editions: dict[int, Edition]
    last_year: int | None = None

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


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Read and check everything; BrokenCatalogueError lists every problem found."""
    problems: list[Problem] = []
    drafts: dict[str, Draft] = {}
    for path in _paths(folders, problems):
        try:
            text = Text(path)
            spec = FileSpec.model_validate(text.data)
        except BrokenCatalogueError as error:
            problems += error.problems
        except ValidationError as error:
            problems += [text.problem(found["loc"], _reason(found["loc"], found["msg"])) for found in error.errors()]
        else:
            problems += drafts.setdefault(spec.type, Draft(spec.type)).add(spec, text)
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


def _finish(draft: Draft, problems: list[Problem]) -> ActivityType | None:
    if draft.head is None:
        problems.append(draft.files[0][1].problem((), f"no file of {draft.code} gives its label and natures"))
        return None
    problems += draft.repeat()
    if not draft.years:
        problems.append(draft.head[1].problem((), f"{draft.code} has no fiscal year"))
    editions = {year: edition for year in draft.years if (edition := _edition(draft, year, problems))}
    head = draft.head[0]
    return ActivityType(draft.code, head.label or "", dict(head.natures or {}), editions, draft.last_year)


def _edition(draft: Draft, year: int, problems: list[Problem]) -> Edition | None:
    blocks = {block: draft.said[year, block] for block in BLOCKS if (year, block) in draft.said}
    lists = {name: draft.entries_of(year, name) for name in LISTS}
    missing = [block for block in BLOCKS if block not in blocks and block != "derived"]
    if not lists["controls"] and (year, "controls") not in draft.given:
        missing.append("controls")
    if missing:
        place = next(chain(blocks.values(), *(entries.values() for entries in lists.values())))
        problems.append(place[1].problem(place[2], f"{draft.code} {year} is incomplete: no {', '.join(missing)}"))
        return None
    edition = Edition(
        type_code=draft.code,
        year=year,
        activity=tuple(blocks["activity"][0]),
        financial=tuple(blocks["financial"][0]),
        controls=tuple(said[0] for said in lists["controls"].values()),
        derived=tuple(blocks["derived"][0]) if "derived" in blocks else (),
        entitlement=blocks["entitlement"][0],
        calendar_spec=blocks["calendar"][0],
        indicators=tuple(said[0] for said in lists["indicators"].values()),
        rates=tuple(said[0] for _, said in sorted(lists["rates"].items())),
    )
    origins: Origins = {block: (text, location) for block, (_, text, location) in blocks.items()}
    for name, entries in lists.items():
        origins |= {f"{name}.{code}": (text, location) for code, (_, text, location) in entries.items()}
    found = check_edition(edition, origins)
    problems += [Problem(p.file, p.line, p.reason, years=(year,)) for p in found]
    return edition
