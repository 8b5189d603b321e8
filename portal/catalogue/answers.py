"""Answers: from typed text to the canonical string that is stored, and back to text for people."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

from portal.base.typed import LONGEST_FIGURE, read_decimal

from .questions import Question

LIMIT = Decimal(10) ** 12
"""Euros or units: above a thousand billion, a figure is a typing mistake."""

NARROW = "\u202f"
NO_BREAK = "\u00a0"
WIDE = Context(prec=1100, rounding=ROUND_HALF_UP)
"""Wide enough to round any result of an expression (50 digits, exponent below 1000)."""

CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?")
YES_NO = {"true": "Oui", "false": "Non"}
YES = {"true", "oui", "on", "1"}
NO = {"false", "non", "0"}


def parse_answer(question: Question, typed: str) -> str:
    """The canonical string of what was typed, "" for nothing. ValueError has a French message that says what to do."""
    text = _clean(typed)
    if not text:
        return ""
    if question.is_figure:
        return _parse_figure(question, text)
    if question.kind == "choice":
        return _parse_choice(question, text)
    if question.kind == "boolean":
        return _parse_boolean(text)
    return _parse_text(question, text)


def display_answer(question: Question, canonical: str | None) -> str:
    """The answer as people read it: « 1 234,56 » with narrow no-break spaces, a choice's label, « Oui » or « Non »."""
    if not canonical:
        return ""
    if question.is_figure:
        value = read_figure(canonical)
        return canonical if value is None else format_figure(value, question.decimals)
    if question.kind == "choice":
        return question.choices.get(canonical, canonical)
    return YES_NO.get(canonical, canonical) if question.kind == "boolean" else canonical


def find_problem(question: Question, canonical: object) -> str:
    """What is wrong with a stored value, in French; "" when it is canonical and within bounds."""
    if not isinstance(canonical, str) or not canonical:
        return "Cette réponse est illisible\u00a0: saisissez-la de nouveau."
    try:
        same = parse_answer(question, canonical) == canonical
    except ValueError as error:
        return str(error)
    return "" if same else "Cette réponse est illisible\u00a0: saisissez-la de nouveau."


def read_figure(canonical: object) -> Decimal | None:
    """The exact value of a canonical figure; None for anything else."""
    return Decimal(canonical) if isinstance(canonical, str) and CANONICAL.fullmatch(canonical) else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` with that many decimals, halves away from zero, never « -0 »."""
    exact = value.quantize(Decimal(1).scaleb(-decimals), context=WIDE)
    return abs(exact) if exact.is_zero() else exact


def canonical_figure(value: Decimal, decimals: int) -> str:
    """The canonical string of a figure."""
    return f"{rounded(value, decimals):.{decimals}f}"


def format_figure(value: Decimal, decimals: int) -> str:
    """A figure as French readers write it, without its unit."""
    return f"{rounded(value, decimals):,.{decimals}f}".replace(",", NARROW).replace(".", ",")


def with_unit(value: Decimal, decimals: int, unit: str) -> str:
    """« 40 000,00 € », the unit bound to the figure by a no-break space."""
    return format_figure(value, decimals) + (NO_BREAK + unit if unit else "")


def _clean(typed: str) -> str:
    """Composed letters, one kind of line end, no control characters and no lone surrogates."""
    lines = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _parse_figure(question: Question, text: str) -> str:
    example = "1\u202f234,56" if question.decimals else "1\u202f234"
    what = "un montant en euros" if question.kind == "amount" else "un nombre"
    try:
        value = read_decimal(text)
    except ValueError:
        shorter = " plus court" if len(text) > LONGEST_FIGURE else ""
        raise ValueError(f"Indiquez {what}{shorter}, par exemple {example}.") from None
    # Zeros count too: « 1,500 » may mean either.
    if -int(value.as_tuple().exponent) > question.decimals:
        raise ValueError(_too_many_decimals(question, example))
    _check_bounds(question, value)
    return canonical_figure(value, question.decimals)


def _too_many_decimals(question: Question, example: str) -> str:
    if question.decimals == 0:
        return f"Indiquez un nombre entier, sans virgule, par exemple {example}."
    return f"Indiquez au plus {question.decimals} chiffres après la virgule, par exemple {example}."


def _check_bounds(question: Question, value: Decimal) -> None:
    unit = NO_BREAK + question.unit if question.unit else ""
    if question.minimum is not None and value < question.minimum:
        raise ValueError(f"Indiquez au moins {_bound(question.minimum)}{unit}.")
    if question.maximum is not None and value > question.maximum:
        raise ValueError(f"Indiquez au plus {_bound(question.maximum)}{unit}.")
    if abs(value) >= LIMIT:
        raise ValueError(
            f"Indiquez un nombre inférieur à {format_figure(LIMIT, 0)}\u00a0: vérifiez les chiffres saisis."
        )


def _bound(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    exponent = value.as_tuple().exponent
    return format_figure(value, 0 if whole or not isinstance(exponent, int) else -exponent)


def _parse_choice(question: Question, text: str) -> str:
    if text in question.choices:
        return text
    for code, label in question.choices.items():
        if label.casefold() == text.casefold():
            return code
    raise ValueError("Choisissez une réponse de la liste.")


def _parse_boolean(text: str) -> str:
    if text.casefold() in YES:
        return "true"
    if text.casefold() in NO:
        return "false"
    raise ValueError("Répondez par oui ou par non.")


def _parse_text(question: Question, text: str) -> str:
    lines = " ".join(text.split()) if question.kind == "text" else text
    if len(lines) > question.max_length:
        raise ValueError(
            f"Raccourcissez ce texte\u00a0: {question.max_length} caractères au plus, {len(lines)} saisis."
        )
    return lines
