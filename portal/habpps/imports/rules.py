"""What the cells of a spreadsheet of users mean: text in, values out, French errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from portal.base import typed
from portal.habpps.rights.roles import AFAS_ROLES, SHORT_LABELS, Role

T = TypeVar("T")

LAST_NAME, FIRST_NAME, EMAIL = "Nom", "Prénom", "Adresse mail"
PHONE, MOBILITY, GROUP = "Téléphone", "Sédentaire/Itinérant", "Groupe"
ROLES, ACTIVITIES = "Rôles", "Activités"
OPENS, CLOSES, WHY_LATE = "Date d'ouverture", "Date de clôture", "Motif du début passé"
COLUMNS = (LAST_NAME, FIRST_NAME, EMAIL, PHONE, MOBILITY, GROUP, ROLES, ACTIVITIES, OPENS, CLOSES, WHY_LATE)
NEEDED = (LAST_NAME, FIRST_NAME, EMAIL)
EVERY_ACTIVITY = "toutes"
SEDENTARY, MOBILE = "SEDENTARY", "MOBILE"
OTHER_NAMES = {"email": EMAIL, "mail": EMAIL, "courriel": EMAIL, "adressemailprofessionnelle": EMAIL}


class Wrong(ValueError):
    """A cell that cannot be read; the message is French."""


def plain(text: str) -> str:
    """Letters and digits alone, without accents or capitals: how words of a spreadsheet are compared."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if character.isalnum())


def read_header(cells: list[str]) -> dict[str, int]:
    """Column -> place. Raises Wrong, naming the columns that are missing or there twice."""
    known = {plain(name): name for name in COLUMNS} | OTHER_NAMES
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = known.get(plain(cell))
        if name in found:
            raise Wrong(f"La colonne «\u00a0{name}\u00a0» est présente deux fois.")
        if name is not None:
            found[name] = place
    missing = [name for name in NEEDED if name not in found]
    if missing:
        names = ", ".join(f"«\u00a0{name}\u00a0»" for name in missing)
        raise Wrong(f"La première ligne doit nommer les colonnes. Il manque : {names}. Partez du modèle.")
    return found


def read_day(text: str) -> date | None:
    """As `typed.read_day`; None for an empty cell."""
    try:
        return typed.read_day(text) if text else None
    except typed.Unreadable as error:
        raise Wrong(f"«\u00a0{text[:20]}\u00a0» : {error}") from None


def read_mobility(text: str) -> str:
    word = plain(text)
    if word and not word.startswith(("sedentaire", "itinerant")):
        raise Wrong(f"«\u00a0{text[:30]}\u00a0» : écrivez Sédentaire ou Itinérant.")
    return MOBILE if word.startswith("itinerant") else SEDENTARY


def read_several(text: str, known: Mapping[str, T], wrong: Callable[[str], str], separators: str = ";") -> list[T]:
    """The values that a cell names, once each; `known`: by `plain` name."""
    for separator in separators:
        text = text.replace(separator, "\n")
    found: list[T] = []
    for name in filter(None, (each.strip() for each in text.split("\n"))):
        if plain(name) not in known:
            raise Wrong(wrong(name[:60]))
        if known[plain(name)] not in found:
            found.append(known[plain(name)])
    return found


ROLE_NAMES: dict[str, Role] = {plain(role.label): role for role in AFAS_ROLES}
ROLE_NAMES |= {plain(SHORT_LABELS[role]): role for role in AFAS_ROLES}


def read_roles(text: str) -> list[Role]:
    return read_several(
        text,
        ROLE_NAMES,
        lambda name: f"rôle inconnu : «\u00a0{name}\u00a0». Écrivez Fr DA, Fr DF ou Approbateur.",
        ";,/",
    )
