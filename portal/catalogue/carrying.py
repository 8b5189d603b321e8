"""The next year's edition as a file: what the last one says, its amounts and dates marked as not confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from .edition import Edition
from .errors import BrokenCatalogueError, CatalogueError
from .loading import Catalogue, load_catalogue
from .reading import INTEGER
from .schema import CalendarSpec, RateSpec
from .upcoming import edition_before

HEADER = """\
# {year}, carried forward from {before} by `manage.py carry_edition {code} {year}`. Nothing here was read in a text of {year}:
# when one is found, change the value, its source and `confirmed`.
"""
WIDTH = 118


class Plain(yaml.SafeDumper):
    """Exact decimals as the catalogue reads them; no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'int' if INTEGER.fullmatch(text) else 'float'}", text)


Plain.add_representer(Decimal, _decimal)


def carry_edition(catalogue: Catalogue, folders: Iterable[Path], code: str, year: int, folder: Path) -> Path:
    """Write `<folder>/<type>/<year>.yaml`, which holds with the other `folders`; the file.

    CatalogueError when the type is unknown, the year has an edition or comes before all, or the file exists.
    """
    found = catalogue.types.get(code)
    if found is None:
        raise CatalogueError(f"no activity type {code}; there are {', '.join(catalogue.types)}")
    if year in found.editions:
        raise CatalogueError(f"{code} has an edition for {year} already")
    if year < found.years[0]:
        raise CatalogueError(f"{code} begins in {found.years[0]}: there is nothing to carry forward to {year}")
    path = folder / code.lower() / f"{year}.yaml"
    if path.exists():
        raise CatalogueError(f"{path} exists already: nothing was written")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_edition(edition_before(found, year), year), encoding="utf-8")
    try:
        load_catalogue(dict.fromkeys([*folders, folder]))
    except BrokenCatalogueError:
        path.unlink()
        raise
    return path


def write_edition(before: Edition, year: int) -> str:
    """The text of the file. Questions, accounts, formulas, controls and indicators are repeated by reference."""
    body = {
        "type": before.type_code,
        "years": year,
        "repeats": before.year,
        "rates": [_rate(rate, before.year) for rate in before.rates],
        "calendar": _calendar(before.calendar_spec, before.year),
    }
    head = HEADER.format(year=year, before=before.year, code=before.type_code)
    return head + yaml.dump(body, Dumper=Plain, allow_unicode=True, sort_keys=False, width=WIDTH)


def _rate(rate: RateSpec, year: int) -> dict[str, Any]:
    source = f"Valeur de {year} reprise ; aucun texte public relu pour cet exercice. À confirmer."
    kept = {"code": rate.code, "label": _typed(rate.label), "value": rate.value}
    return {**kept, **({"unit": rate.unit} if rate.unit else {}), "source": source, "confirmed": False}


def _calendar(calendar: CalendarSpec, year: int) -> dict[str, Any]:
    source = f"Calendrier de {year} repris ; aucun texte public relu pour cet exercice. À confirmer."
    openings = [
        {name: _typed(value) for name, value in opening.model_dump(exclude_none=True).items() if value}
        for opening in calendar.openings
    ]
    return {"source": source, "confirmed": False, "openings": openings}


def _typed(text: str) -> str:
    """As people type it: the loader makes the spaces no-break."""
    return text.replace("\u00a0", " ")
