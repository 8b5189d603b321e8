"""What of an activity may still change once services use it."""

from __future__ import annotations

from datetime import date

from portal.habpps.extensions import Use


def why_not_dates(use: Use, opens_on: date, closes_on: date | None) -> dict[str, list[str]]:
    """Errors by field: an activity is open at least one day of each year of which something is begun."""
    if not use.years:
        return {}
    errors = {}
    first, last = min(use.years), max(use.years)
    if opens_on.year > first:
        errors["opens_on"] = [f"{_begun(first)} : l'activité doit être ouverte au plus tard le 31/12/{first}."]
    if closes_on is not None and closes_on.year < last:
        errors["closes_on"] = [f"{_begun(last)} : l'activité ne peut pas fermer avant le 01/01/{last}."]
    return errors


def _begun(year: int) -> str:
    return f"Une déclaration de l'exercice {year} est commencée ou transmise"


def why_not_type(use: Use, was: str, asked: str) -> str:
    """What was declared answers the questions of a type."""
    if was == asked or not use.years:
        return ""
    return "Des déclarations sont commencées : le type ne peut plus changer. Fermez cette activité et ajoutez-en une."
