"""Events of the journal as rows, and as the history of one convention."""

from __future__ import annotations

from django.core.paginator import Page

from portal.base.formats import moment
from portal.ui.pieces import Event
from portal.ui.tables import Column, Row, Table

from ..queries.journal import JournalLine

JOURNAL = [
    Column("Date", value="at"),
    Column("Qui", value="who"),
    Column("Ce qui s'est passé", value="sentence"),
    Column("Convention", value="about"),
]


def journal_table(page: Page, lines: list[JournalLine], *, filtered: bool) -> Table:
    rows = [Row([moment(line.at), line.who, line.sentence, line.about], name=line.sentence) for line in lines]
    return Table(
        caption="Journal",
        columns=JOURNAL,
        rows=rows,
        page=page,
        noun=("événement trouvé", "événements trouvés"),
        filtered=filtered,
        exports=True,
        empty="Rien n'est encore inscrit au journal.",
    )


def events(lines: list[JournalLine]) -> list[Event]:
    return [Event(moment(line.at), f"{line.who} {line.sentence}") for line in lines]
