from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.base.formats import file_size, moment
from portal.base.urls import reverse
from portal.habpps.models import Document
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Cell, Column, Link, Row, Table

LABELS = ("Intitulé", "Nature", "Ajoutée le", "Par")


def documents_table(documents: Iterable[dict[str, Any]], *, may_withdraw: bool) -> Table:
    return Table(
        caption="Pièces jointes",
        columns=[*map(Column, LABELS), *([Column("Modifier/Supprimer")] if may_withdraw else [])],
        rows=[_row(each, may_withdraw) for each in documents],
        id="pieces",
        noun=("pièce", "pièces"),
        empty="Aucune pièce n'est encore jointe.",
    )


def _row(document: dict[str, Any], may_withdraw: bool) -> Row:
    key, title = document["public_id"], document["title"]
    cells: list[Cell] = [
        Link(title, reverse("habpps:document", args=[key]), note=f"PDF, {file_size(document['size'])}"),
        str(Document.Kind(document["kind"]).label),
        moment(document["added_at"]),
        document["by"],
    ]
    if may_withdraw:
        removal = reverse("habpps:document_withdraw", args=[key])
        withdraw = None if document["kept"] else Action("Retirer", removal, "trash", about=title)
        cells.append(Actions(next=withdraw, about=title))
    return Row(cells, name=title)
