"""What the readers of spreadsheets make: the lines that hold something, and what cannot be told from their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.base import formats
from portal.base.text import one_line

MOST_LINES = 1_000
MOST_COLUMNS = 30
LONGEST_CELL = 2_000
HELP_SHEET = "Aide"
# « #N/A », « #NOM? », « Err:502 » of formulas; « #### » where a column was too narrow.
IN_ERROR = re.compile(r"#(?:N/[AD]|[A-Z0-9/]+[!?]|#+)|Err:\d{3}")

HIDDEN_ROW = "Cette ligne est masquée ou filtrée dans le fichier : affichez-la pour l'importer, ou supprimez-la."
HIDDEN_COLUMN = "cette colonne est masquée dans le fichier."
WITHOUT_VALUE = "cette formule n'a pas de valeur. Ouvrez le fichier dans votre tableur, et enregistrez-le à nouveau."
MERGED = "cette cellule est fusionnée avec une autre. Défusionnez, et écrivez la valeur sur chaque ligne."
MERGED_FIRST = "cette cellule est fusionnée avec d'autres ; sa valeur ne compte que pour cette ligne."
TOO_FAR = f"Rien n'est lu après la {MOST_COLUMNS}e colonne."


class Unreadable(ValueError):
    """The file is not what it says, or holds too much. The message is French and says what to do."""


@dataclass(frozen=True)
class Remark:
    """What the file shows otherwise than its texts say. `place`: of the cell; None: of the whole line. `stops`: what the
    line means is not certain, and it is not taken."""

    text: str
    place: int | None = None
    stops: bool = False


@dataclass
class Line:
    """`number`: in the file, from 1. Remarks of the first line, the titles, are about columns and about the file."""

    number: int
    cells: list[str]
    remarks: list[Remark] = field(default_factory=list)


def keep_lines(read: Iterable[Line]) -> list[Line]:
    """The lines that hold something, their texts tidied. A line of formulas without any value holds something."""
    found: list[Line] = []
    for line in read:
        tidy_line(line)
        if not line.cells and not any(remark.text == WITHOUT_VALUE for remark in line.remarks):
            continue
        found.append(line)
        if len(found) > MOST_LINES + 1:
            raise Unreadable(
                f"Ce fichier a plus de {formats.number(MOST_LINES)}\u00a0lignes : envoyez-le en plusieurs fois."
            )
    if not found:
        raise Unreadable("Ce fichier est vide.")
    return found


def tidy_line(line: Line) -> None:
    texts = [one_line(text[:LONGEST_CELL]) for text in line.cells[:MOST_COLUMNS]]
    if any(text.strip() for text in line.cells[MOST_COLUMNS:]):
        line.remarks.append(Remark(TOO_FAR))
    for place, text in enumerate(texts):
        if len(line.cells[place]) > LONGEST_CELL:
            longest = formats.number(LONGEST_CELL)
            line.remarks.append(Remark(f"ce texte dépasse {longest}\u00a0caractères.", place, stops=True))
        elif IN_ERROR.fullmatch(text):
            error = f"«\u00a0{text[:12]}\u00a0» est l'erreur d'une formule. Corrigez-la, ou écrivez la valeur."
            line.remarks.append(Remark(error, place, stops=True))
    while texts and not texts[-1]:
        texts.pop()
    line.cells = texts


def describe_other_sheets(name: str, others: Iterable[str]) -> list[Remark]:
    """One sheet is read; that of our model that explains it needs no word."""
    left = [f"«\u00a0{one_line(other)[:40]}\u00a0»" for other in others if other != HELP_SHEET][:10]
    if not left:
        return []
    return [Remark(f"Seule la feuille «\u00a0{one_line(name)[:40]}\u00a0» est lue, et non {', '.join(left)}.")]
