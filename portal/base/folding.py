"""Texts compared as people type them: « laubepine », « LAUBÉPINE » and « Laubépine » are the same word.

`fold` says it in Python, the lookup `__folded_contains` in SQL, with the same table on both engines.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db.models.lookups import Contains

FUNCTION = "portal_fold"  # what SQLite calls `fold`
LATIN = range(0xC0, 0x180)  # letters with accents: Latin-1 and Latin Extended-A
ALIKE = {"’": "'", "-": " ", "\u2011": " ", "\u00a0": " ", "\u202f": " ", "Ø": "o", "ø": "o", "Ł": "l", "ł": "l"}
SPELT_OUT = {"œ": "oe", "æ": "ae"}


def _one_for_one() -> dict[str, str]:
    """Character -> the plain one: no accent, no capital."""
    latin = {character: unicodedata.normalize("NFD", character)[0].lower() for character in map(chr, LATIN)}
    return {character: plain for character, plain in latin.items() if plain != character} | ALIKE


ONE_FOR_ONE = _one_for_one()
_TABLE = str.maketrans({**ONE_FOR_ONE, **SPELT_OUT, "Œ": "oe", "Æ": "ae"})


def fold(text: str) -> str:
    """Lower case, without accents; hyphens are spaces. « Sainte-Colombe » -> « sainte colombe »."""
    return text.translate(_TABLE).lower()


class FoldedContains(Contains):
    """`name__folded_contains="laubepine"`."""

    lookup_name = "folded_contains"

    def get_prep_lookup(self) -> str:
        return fold(str(self.rhs))

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["contains"] % rhs

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, list[Any]]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        if connection.vendor == "sqlite":
            return f"{FUNCTION}({sql})", list(params)
        sql = f"lower(translate({sql}, %s, %s))"
        pairs = ["".join(ONE_FOR_ONE), "".join(ONE_FOR_ONE.values())]
        for letter, spelt in SPELT_OUT.items():
            sql = f"replace({sql}, %s, %s)"
            pairs += [letter, spelt]
        return sql, [*params, *pairs]


def teach_sqlite(*, connection: Any, **_: Any) -> None:
    """SQLite lowers ASCII alone: each new connection learns `fold`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _fold_or_null, deterministic=True)


def _fold_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)
