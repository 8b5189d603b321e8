"""Activities and places in words, and as boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from portal.catalogue.current import get_catalogue
from portal.habpps.models import Activity


def type_label(code: str) -> str:
    known = get_catalogue().types.get(code)
    return known.label if known else code


def nature_label(type_code: str, nature_code: str) -> str:
    known = get_catalogue().types.get(type_code)
    return known.natures.get(nature_code, nature_code) if known else nature_code


@dataclass(frozen=True)
class PlaceWords:
    """What a page says around boxes of one kind of place. `over`: how a form names the kind."""

    over: str
    field_id: str
    legend: str
    hint: str
    all_label: str
    none_label: str
    switch_label: str
    nothing: str


ACTIVITIES = PlaceWords(
    over="activites",
    field_id="id_activities",
    legend="Activités",
    hint="La sélection d'au moins une activité est obligatoire.",
    all_label="Sélectionner toutes les activités",
    none_label="Aucune activité sélectionnée",
    switch_label="des activités",
    nothing="Aucune activité ne correspond.",
)
SITES = PlaceWords(
    over="lieux",
    field_id="id_sites",
    legend="Lieux d'implantation",
    hint="Un rôle sur un lieu vaut pour toutes ses activités, présentes et à venir.",
    all_label="Sélectionner tous les lieux d'implantation",
    none_label="Aucun lieu d'implantation sélectionné",
    switch_label="des lieux d'implantation",
    nothing="Cet organisme n'a pas de lieu d'implantation.",
)


@dataclass(frozen=True)
class Box:
    """An activity or a place to tick."""

    name: str
    value: str
    id: str
    label: str
    note: str
    ticked: bool


def place_boxes(field: BoundField, places: Iterable[Any]) -> list[Box]:
    chosen = set(field.value() or [])
    return [
        Box(
            field.html_name,
            place.public_id,
            f"place-{place.public_id}",
            place.name,
            _note(place),
            place.public_id in chosen,
        )
        for place in places
    ]


def _note(place: Any) -> str:
    if isinstance(place, Activity):
        return f"{type_label(place.type_code)}, {nature_label(place.type_code, place.nature_code)}"
    return " ".join(filter(None, (place.postcode, place.town)))
