"""How an answer reads beside last year's: the same words on the entry page, the recap and the versions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.base import formats
from portal.catalogue.answers import display_answer, read_figure
from portal.catalogue.questions import Question, RowTable

MARKED = Decimal("0.10")
"""A gap of more than 10 % is marked: beyond it Cafs ask for a justification (Caf du Nord, espaces de rencontre)."""


@dataclass(frozen=True)
class Difference:
    """`text` « +1 200,00 », `share` « +12 % » or ""; `marked`: more than 10 %, or something where there was nothing."""

    text: str = ""
    share: str = ""
    marked: bool = False

    @property
    def short(self) -> str:
        """The share alone where there is one: both figures stand beside it."""
        return self.share or self.text

    @property
    def text_with_share(self) -> str:
        """« +1 200,00 (+12 %) »."""
        return f"{self.text} ({self.share})" if self.share else self.text


NO_DIFFERENCE = Difference()


def answer_text(question: Question, answer: Any) -> str:
    return display_answer(question, answer if isinstance(answer, str) else "")


def answer_text_with_unit(question: Question, answer: Any) -> str:
    """« 1 234,56 € »; empty when nothing was answered."""
    text = answer_text(question, answer)
    return f"{text}{formats.FIXED}{question.unit}" if text and question.unit else text


def difference(question: Question, now: Any, before: Any) -> Difference:
    """Between two canonical answers of a figure; empty when one of them is unknown."""
    new, old = read_figure(now), read_figure(before)
    if not question.is_figure or new is None or old is None:
        return NO_DIFFERENCE
    gap = new - old
    if not gap:
        return Difference("=")
    share = share_of(gap, old)
    return Difference(formats.signed(gap, question.decimals), share, not old or abs(gap / old) > MARKED)


def share_of(gap: Decimal, old: Decimal) -> str:
    """« +12 % », « < 1 % » for what would read as nothing, "" where there was nothing before."""
    if not old:
        return ""
    share = gap / abs(old) * 100
    text = formats.signed(share, 0) if abs(share) >= Decimal("0.5") or not gap else f"<{formats.FIXED}1"
    return f"{text}{formats.FIXED}%"


def row_lines(table: RowTable, rows: Any) -> list[str]:
    """Each row of a table as one line: « Niveau 4 · 1,00 ETP · 12 mois »."""
    if not isinstance(rows, list):
        return []
    lines = []
    for row in rows:
        cells = [answer_text_with_unit(column, row.get(column.code)) for column in table.columns]
        lines.append(" · ".join(cell for cell in cells if cell) or "Ligne vide")
    return lines
