from __future__ import annotations

from portal.base.formats import number
from portal.base.urls import reverse
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Link, Row, Table

COLUMNS = [
    Column("Type de partenaire", value="name"),
    Column("Organismes", align="end", value="count"),
]


def types_table(types: list[dict], *, may_manage: bool) -> Table:
    """`types`: name, public_id and number of visible organisations of each."""
    address = reverse("habpps:partners")
    rows = []
    for each in types:
        cells = [Link(each["name"], f"{address}?type={each['public_id']}"), number(each["count"])]
        if may_manage:
            rename = reverse("habpps:partner_type_rename", args=[each["public_id"]])
            cells.append(Actions(next=Action("Renommer", rename, "pencil", about=each["name"])))
        rows.append(Row(cells, name=each["name"]))
    return Table(
        caption="Types d'organismes partenaires",
        columns=[*COLUMNS, *([Column("Modifier")] if may_manage else [])],
        rows=rows,
        exports=True,
        noun=("type", "types"),
    )
