"""The cells of a file under the titles of its first line; what is not taken of it is said, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.base.formats import listed

from .lines import HIDDEN_COLUMN, HIDDEN_ROW, Line, Remark
from .rules import read_header


@dataclass
class Titled:
    """One line as it is kept: what was typed by column, what stops a column (or, under "", the whole line), and what is
    said without stopping anything."""

    number: int
    typed: dict[str, str]
    stops: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def kept(self) -> list[Any]:
        return [self.number, self.typed, self.stops, self.notes]


def sort_by_title(lines: list[Line]) -> tuple[list[Titled], list[str]]:
    """The lines under the titles, the first line that is shown; and what is to be known of the whole file. Raises Wrong."""
    shown = (line for line in lines if not _is_hidden(line))
    header = next(shown, lines[0])
    columns = {place: name for name, place in read_header(header.cells).items()}
    hidden = {remark.place for remark in header.remarks if remark.text == HIDDEN_COLUMN}
    titled = [_title(line, header, columns, hidden) for line in lines if line is not header]
    about_file = [remark.text for remark in header.remarks if remark.place is None]
    unread = sorted({place for line in lines for place in _unread(line, columns)})
    if unread:
        about_file.append(f"Colonnes non lues : {listed([_title_of(header, place) for place in unread])}.")
    return [each for each in titled if each.typed or each.stops or each.notes], about_file


def _title(line: Line, header: Line, columns: dict[int, str], hidden: set[int | None]) -> Titled:
    texts = {name: line.cells[place] for place, name in columns.items() if place < len(line.cells)}
    found = Titled(line.number, {name: text for name, text in texts.items() if text})
    for remark in line.remarks:
        _say(found, remark, columns)
    found.notes += [
        f"{name} : {HIDDEN_COLUMN}" for place, name in columns.items() if place in hidden and name in found.typed
    ]
    if unread := _unread(line, columns):
        found.notes.append(f"Non lu : {listed([_title_of(header, place) for place in unread])}.")
    return found


def _say(found: Titled, remark: Remark, columns: dict[int, str]) -> None:
    """What a remark stops is stopped once; one on a column that is not read says nothing."""
    if remark.place is not None and remark.place not in columns:
        return
    name = "" if remark.place is None else columns[remark.place]
    if remark.stops:
        found.stops.setdefault(name, remark.text)
    else:
        found.notes.append(f"{name} : {remark.text}" if name else remark.text)


def _is_hidden(line: Line) -> bool:
    return any(remark.text == HIDDEN_ROW for remark in line.remarks)


def _unread(line: Line, columns: dict[int, str]) -> list[int]:
    return [place for place, text in enumerate(line.cells) if text and place not in columns]


def _title_of(header: Line, place: int) -> str:
    title = header.cells[place] if place < len(header.cells) else ""
    return f"«\u00a0{title[:30]}\u00a0»" if title else f"la colonne {_letters(place)}, sans titre"


def _letters(place: int) -> str:
    """« A », « AB »: how spreadsheets name a column."""
    before, last = divmod(place, 26)
    return f"{_letters(before - 1) if before else ''}{chr(ord('A') + last)}"
