from __future__ import annotations

from collections.abc import Iterable

from portal.base.formats import file_size, moment
from portal.base.urls import reverse
from portal.habpps.models import Document
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Link, Row, Table

LABELS = ("Intitulé", "Nature", "Ajoutée le", "Par")


def documents_table(documents: Iterable[Document], *, may_withdraw: bool) -> Table:
    return Table(
        caption="Pièces jointes",
        columns=[*map(Column, LABELS), *([Column("Modifier/Supprimer")] if may_withdraw else [])],
        rows=[_row(each, may_withdraw) for each in documents],
        id="pieces",
        noun=("pièce", "pièces"),
        empty="Aucune pièce n'est encore jointe.",
    )


def _row(document: Document, may_withdraw: bool) -> Row:
    address = reverse("habpps:document", args=[document.public_id])
    removal = reverse("habpps:document_withdraw", args=[document.public_id])
    cells = [
        Link(document.title, address, note=f"PDF, {file_size(document.size)}"),
        document.get_kind_display(),
        moment(document.added_at),
        document.added_by.get_full_name(),
    ]
    if may_withdraw:
        withdraw = None if vars(document)["kept"] else Action("Retirer", removal, "trash", about=document.title)
        cells.append(Actions(next=withdraw, about=document.title))
    return Row(cells, name=document.title)
