"""The catalogue in plain text, for the person who maintains it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from portal.base.formats import short_date

from .edition import Edition
from .loading import ActivityType, Catalogue
from .values import rate_text


def describe_catalogue(catalogue: Catalogue) -> Iterator[str]:
    """Lines: each type, then its editions; years with the same content share a paragraph."""
    for found in catalogue.types.values():
        yield f"{found.code} : {found.label}, {_span(found.years)}"
        yield f"  natures : {', '.join(found.natures.values())}"
        for years in _alike(found):
            yield ""
            yield from _edition(found.editions[years[0]], years)
        yield ""
        yield from _unconfirmed(found)


def _edition(edition: Edition, years: list[int]) -> Iterator[str]:
    activity = edition.questionnaire("ACTIVITY", "ACTUAL")
    financial = edition.questionnaire("FINANCIAL", "ACTUAL")
    lines = [question for question in financial.fields() if question.side]
    columns = sum(len(table.columns) for table in (*activity.tables(), *financial.tables()))
    blocking = sum(control.severity == "BLOCKING" for control in edition.controls)
    yield f"  {_span(years)} (version de {edition.year} : {edition.version})"
    yield (
        f"    questions : {len(activity.fields())} d'activité, {len(financial.fields()) - len(lines)} financières, "
        f"{columns} colonnes de tableau"
    )
    charges = sum(question.side == "CHARGES" for question in lines)
    yield f"    comptes : {charges} de charges, {len(lines) - charges} de produits"
    yield f"    contrôles : {blocking} bloquants, {len(edition.controls) - blocking} avertissements"
    yield f"    indicateurs : {len(edition.indicators)}"
    for rate in edition.rates:
        yield f"    {rate.label} : {rate_text(rate.value, rate.unit)} ({_sure(rate.confirmed)} : {rate.source})"
    for opening in edition.openings():
        name = " ".join(filter(None, (opening.declaration_type, opening.period)))
        yield f"    {name} : du {short_date(opening.opens_on)} au {short_date(opening.due_on)}"


def _unconfirmed(found: ActivityType) -> Iterator[str]:
    """What no public text confirms, with its years."""
    years: dict[str, list[int]] = {}
    for year, edition in sorted(found.editions.items()):
        for what in _unconfirmed_in(edition):
            years.setdefault(what, []).append(year)
    yield f"  À confirmer : {len(years)}"
    yield from (f"    {what} ({_span(concerned)})" for what, concerned in years.items())


def _unconfirmed_in(edition: Edition) -> Iterator[str]:
    if not edition.entitlement.confirmed:
        yield f"formule : {edition.entitlement.label}"
    if not edition.calendar_spec.confirmed:
        yield "calendrier par défaut"
    for rate in edition.rates:
        if not rate.confirmed:
            yield f"valeur : {rate.label}, {rate_text(rate.value, rate.unit)}"
    for control in edition.controls:
        if not control.confirmed:
            yield f"contrôle : {control.code}"


def _alike(found: ActivityType) -> list[list[int]]:
    """Groups of consecutive years with the same rates, questions and controls."""

    def content(year: int) -> tuple[object, ...]:
        edition = found.editions[year]
        rates = tuple((rate.code, rate.value, rate.source, rate.confirmed) for rate in edition.rates)
        return rates, edition.activity, edition.financial, edition.controls

    return [list(years) for _, years in groupby(found.years, key=content)]


def _span(years: list[int]) -> str:
    whole = years == list(range(years[0], years[-1] + 1))
    return (f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])) if whole else ", ".join(map(str, years))


def _sure(confirmed: bool) -> str:
    return "confirmé" if confirmed else "À CONFIRMER"
