"""A very small activity type, written to disk so that tests can break it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from portal.catalogue.errors import BrokenCatalogueError
from portal.catalogue.loading import Catalogue, load_catalogue

SMALL = """\
type: CLUB
label: Club
natures:
  CLUB: Club de jeunes
years: 2024-2025

activity:
  - code: public
    title: Public
    questions:
      - {code: hours, label: Heures, kind: integer, unit: heures}
    table:
      code: groups
      label: Groupes
      columns:
        - {code: size, label: Taille, kind: integer}
        - {code: level, label: Niveau, kind: choice, choices: {LOW: Bas, HIGH: Haut}}

financial:
  - code: accounts
    title: Comptes
    questions:
      - {code: account_64, number: 64, label: Frais de personnel, kind: amount, side: CHARGES}
      - {code: account_70, number: 70, label: Services, kind: amount, side: PRODUITS}

controls:
  - code: staff
    severity: BLOCKING
    part: FINANCIAL
    rule: account_64 > 0 or hours == 0
    message: "Indiquez les frais de personnel pour {hours}."
    fields: [account_64]
    source: Tests.
    confirmed: true

derived:
  - {code: aid, label: Aide, formula: hours * rate, unit: €}

entitlement:
  label: Aide horaire
  steps: [aid]
  amount: aid
  source: Tests.
  confirmed: true

rates:
  - {code: rate, label: Taux horaire, value: 0.54, unit: €/h, source: Tests., confirmed: true}

calendar:
  source: Tests.
  confirmed: true
  openings:
    - {declaration: FORECAST, opens: 15/12/N-1, due: 13/02/N, purpose: Prévoir}
    - {declaration: ACTUAL, opens: 16/01/N+1, due: 31/03/N+1, purpose: Constater}
"""


def write(folder: Path, name: str, text: str) -> Path:
    """`name` is <type folder>/<file>."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def small(folder: Path, *changes: tuple[str, str]) -> Catalogue:
    """Load the small type after replacing texts in it; each must be there once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    write(folder, "club/club.yaml", text)
    return load_catalogue([folder])


def problems(*folders: Path) -> list[str]:
    """What loading these folders reports, as `name:line: reason`."""
    with pytest.raises(BrokenCatalogueError) as broken:
        load_catalogue(folders)
    return [str(problem).replace(f"{problem.file.parent}/", "", 1) for problem in broken.value.problems]


def broken(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """The problems of the small type after these changes."""
    with pytest.raises(BrokenCatalogueError):
        small(folder, *changes)
    return problems(folder)


def line_of(text: str) -> int:
    """The line of the small file that holds this text."""
    return SMALL[: SMALL.index(text)].count("\n") + 1
