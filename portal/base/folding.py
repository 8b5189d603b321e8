"""Comparison of texts as people type them: « laubepine », « LAUBÉPINE » and « Laubépine » are the same word.

`fold` does it in Python; the lookup `__folded_contains` asks the database's function `portal_fold` for it. SQLite
calls `fold`; on PostgreSQL it is made of the extension `unaccent` and serves trigram indexes (see `folding_postgresql`).
Both give the same result for the letters of Latin-1 and Latin Extended-A.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.models.lookups import Contains

from .parameters import PartOfText
from .text import INVISIBLE

FUNCTION = "portal_fold"
LATIN = range(0xC0, 0x180)  # letters with accents: Latin-1 and Latin Extended-A
SPACES = "-\u2011\u00a0\u202f"  # hyphens and no-break spaces
PLAIN = {
    **dict.fromkeys(SPACES, " "),
    **dict(zip("’ðđħıĸŀłŋøŧſ", "'ddhiqllnots", strict=True)),  # letters that Unicode does not decompose
    **dict(zip("œæßþĳŉ", ("oe", "ae", "ss", "th", "ij", "'n"), strict=True)),
}


def _fold_letter(letter: str) -> str:
    lower = letter.lower()
    return PLAIN.get(lower) or unicodedata.normalize("NFD", lower)[0]


# Nothing is left of them: accents that stand apart from their letter, and what shows nothing. Texts written before
# `clean_text` stood at the door hold some.
GONE = "".join(map(chr, range(0x300, 0x370))) + INVISIBLE
_TABLE = str.maketrans(
    {**PLAIN, **{letter: _fold_letter(letter) for letter in map(chr, LATIN)}, **dict.fromkeys(GONE, "")}
)


def fold(text: str) -> str:
    """Lower case, without accents; hyphens are spaces. « Sainte-Colombe » -> « sainte colombe »."""
    return text.translate(_TABLE).lower()


def name_key(*names: str) -> tuple[str, ...]:
    """People whose names have the same key bear the same name: accents, capitals, hyphens and the order of the words
    aside, for first and last name are often typed in each other's place."""
    return tuple(sorted(fold(" ".join(names)).split()))


class FoldedContains(Contains):
    """`name__folded_contains="laubepine"`."""

    lookup_name = "folded_contains"

    def get_prep_lookup(self) -> Any:
        if not self.rhs_is_direct_value() and not isinstance(self.rhs, PartOfText):
            raise TypeError("an expression would be searched whole: give a text, or a parameter made for a search")
        return super().get_prep_lookup()

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return rf"LIKE {FUNCTION}({rhs}) ESCAPE '\'"

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        return f"{FUNCTION}({sql})", list(params)


def create_sqlite_function(*, connection: Any, **_: Any) -> None:
    """SQLite keeps functions by connection, and lowers ASCII only by itself."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _fold_or_null, deterministic=True)


def _fold_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)
