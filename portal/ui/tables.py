"""Tables, prepared in the view as plain values: `data_table(table, request)` only lays them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from portal.base.formats import plural

from .pieces import Action, State, Tag

SORT, PAGE, SIZE = "tri", "page", "par_page"
# Not 100: a row with two menus weighs 1.6 kB, and no page may weigh more than 100 kB.
SIZES = (25, 50)


@dataclass(frozen=True, slots=True)
class Column:
    """`sort`: the key that the view understands in `?tri=` (« -key » descending); empty: not sortable.

    `value`: what an export takes from a row (see `exports`): a key, or a function of the row; None: the column is
    not exported. A file therefore never has more columns than the screen.
    """

    label: str
    align: Literal["start", "end", "center"] = "start"
    sort: str = ""
    hidden_label: bool = False
    narrow: bool = False
    value: str | Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """`tone` (attention, danger) colours the note, whose words say the same: « en retard de 2 jours »."""

    kind = "text"
    text: str
    note: str = ""
    strong: bool = False
    tone: str = ""

    @property
    def labelled(self) -> bool:
        """Whether a telephone, which shows a row as a card, says the column in front of the cell."""
        return self.text != ""


@dataclass(frozen=True, slots=True)
class Link:
    kind = "link"
    text: str
    url: str
    note: str = ""

    @property
    def labelled(self) -> bool:
        return self.text != ""


@dataclass(frozen=True, slots=True)
class States:
    """One or several states in a cell; `short` shows the icon alone, its word still said and on hover."""

    kind = "states"
    labelled = True
    states: Sequence[State]
    short: bool = False


@dataclass(frozen=True, slots=True)
class Actions:
    """The one next action as a button, the others in a menu named « Choisir »."""

    kind = "actions"
    labelled = False
    next: Action | None = None
    others: Sequence[Action] = ()
    about: str = ""
    menu_label: str = "Choisir"


@dataclass(frozen=True, slots=True)
class CellLine:
    """`muted`: not so yet, or not so any more; the note says which."""

    text: str
    note: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Several things in one cell, one under the other, after its states."""

    kind = "lines"
    labelled = True
    lines: Sequence[CellLine] = ()
    states: Sequence[State] = ()


Cell = str | Text | Link | States | Actions | Lines


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns. `key`: what selection posts; `name`: how the row is said."""

    cells: Sequence[Cell]
    key: str = ""
    name: str = ""
    muted: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under a heading of their own (an activity, a Caf…)."""

    title: str
    rows: Sequence[Row]
    note: str = ""


@dataclass(slots=True)
class Table:
    """What `data_table` shows.

    Give `rows`, or `groups`. `page` (a Django `Page`) adds the pages and the count; `noun` = (« déclaration
    trouvée », « déclarations trouvées ») writes the count. `filtered` tells an empty list (`empty`, with
    `empty_action`) from a search without result (`no_result`). `bulk` (actions that post the ticked rows'
    keys as `selection`) adds the boxes. `exports`: the buttons
    « Exporter » above the table, which post `format` to the list's own address; the view answers with the file (see `README.md`).
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    groups: Sequence[RowGroup] = ()
    page: Page | None = None
    noun: tuple[str, str] = ("ligne", "lignes")
    count: int | None = None
    sort: str = ""
    filtered: bool = False
    empty: str = "Rien à afficher pour le moment."
    empty_action: Action | None = None
    no_result: str = "Aucun résultat ne correspond à ces critères."
    bulk: Sequence[Action] = ()
    exports: bool = False
    row_header: int = 0
    show_caption: bool = False
    id: str = "tableau"
    footer: Sequence[Cell] = field(default_factory=tuple)

    @property
    def total(self) -> int:
        if self.count is not None:
            return self.count
        if self.page is not None:
            return self.page.paginator.count
        return len(self.rows) + sum(len(group.rows) for group in self.groups)

    @property
    def count_text(self) -> str:
        """« 12 déclarations trouvées »."""
        return plural(self.total, *self.noun)

    @property
    def width(self) -> int:
        return len(self.columns) + bool(self.bulk)


def chosen_sort(query: QueryDict, columns: Sequence[Column], default: str) -> str:
    """The sort key asked in the address if a column offers it (« name » or « -name »), else `default`."""
    asked = query.get(SORT, "")
    return asked if asked.removeprefix("-") in {column.sort for column in columns if column.sort} else default


class Pages(Paginator):
    """`sizes`: how many rows a page may hold, offered under the table."""

    sizes: Sequence[int] = SIZES


def page_of(request: HttpRequest, items: Any, sizes: Sequence[int] = SIZES) -> Page:
    """The page asked in the address, of `items` (a sequence or an ordered queryset); never a 404. The title of the page
    says its number (`Frame.page_said`)."""
    asked = request.GET.get(SIZE, "")
    pages = Pages(items, int(asked) if asked in {str(choice) for choice in sizes} else sizes[0])
    pages.sizes = sizes
    page = pages.get_page(request.GET.get(PAGE))
    request.shown_page = page
    return page


def address(query: QueryDict, **changes: str) -> str:
    """The query string with some parameters changed (empty: removed), for links that keep the filters."""
    kept = [(name, value) for name, values in query.lists() if name not in changes for value in values]
    return f"?{urlencode([*kept, *((name, value) for name, value in changes.items() if value)])}"


@dataclass(frozen=True, slots=True)
class Header:
    """A column as the page shows it. `state`: what `aria-sort` says, empty when the column is not sortable.

    `card_label`: what stands in front of the column's cells on a telephone, where a row is a card.
    """

    column: Column
    state: str
    url: str
    classes: str
    names_row: bool
    card_label: str

    @property
    def icon(self) -> str:
        """Of the link that sorts."""
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.state, "sort")


def headers(table: Table, query: QueryDict) -> list[Header]:
    """Each column with its sort link, state and classes."""
    shown = []
    for number, column in enumerate(table.columns):
        state = url = ""
        if column.sort:
            state = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(table.sort, "none")
            following = f"-{column.sort}" if state == "ascending" else column.sort
            url = address(query, **{SORT: following, PAGE: ""})
        names_row = number == table.row_header
        card_label = "" if names_row or column.hidden_label else column.label
        shown.append(Header(column, state, url, _classes(column), names_row, card_label))
    return shown


def _classes(column: Column) -> str:
    """Of each of its cells; none for most columns, since they are repeated in every row."""
    return " ".join(filter(None, [column.align != "start" and f"align-{column.align}", column.narrow and "narrow"]))


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Addresses of the other pages; an empty one in `numbers` stands for pages left out."""

    before: str
    after: str
    numbers: list[tuple[int | str, str]]
    sizes: list[tuple[int, str, bool]]


def page_links(page: Page, query: QueryDict) -> PageLinks:
    """The pages of a list and how many rows a page may show; links keep the rest of the address."""
    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        before=address(query, **{PAGE: str(page.number - 1)}) if page.has_previous() else "",
        after=address(query, **{PAGE: str(page.number + 1)}) if page.has_next() else "",
        numbers=[(each, address(query, **{PAGE: str(each)}) if isinstance(each, int) else "") for each in numbers],
        sizes=[
            (size, address(query, **{SIZE: str(size), PAGE: ""}), size == paginator.per_page)
            for size in getattr(paginator, "sizes", SIZES)
        ],
    )


def filters(request: HttpRequest, form: Any) -> dict[str, Any]:
    """What the filter bar shows besides its fields: the chosen filters as removable tags, and where to reset.

    `kept`: the sort and the size of a page, which searching again does not change.
    """
    tags = []
    for bound in form:
        raw = request.GET.getlist(bound.html_name)
        if not any(raw) or bound.is_hidden:
            continue
        labels = {str(key): str(label) for key, label in getattr(bound.field, "choices", None) or []}
        text = ", ".join(labels.get(value, value) for value in raw if value)
        tags.append(Tag(str(bound.label), text, address(request.GET, **{bound.html_name: "", PAGE: ""})))
    kept = {name: request.GET[name] for name in (SORT, SIZE) if request.GET.get(name)}
    return {"tags": tags, "kept": kept, "path": request.path}
