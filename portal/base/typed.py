"""Dates, figures, e-mail addresses and telephone numbers as people type or paste them, on screens and in files alike.

Each reader takes what was typed and raises `Unreadable`, a French sentence that says what to write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from .errors import ActionError
from .folding import fold
from .formats import MONTHS
from .text import one_line, plain_figures

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_EMAIL = 254  # RFC 5321: a path of 256 characters, less its brackets
LEAST_DIGITS, MOST_DIGITS, LONGEST_PHONE = 6, 15, 20
LOST_ZERO = re.compile(r"[1-9]\d{8}")

EMAIL = "Indiquez une adresse mail complète, par exemple prenom.nom@exemple.fr."
DAY = "Indiquez une date qui existe, par exemple 12/10/2026."
LABEL = "N'écrivez ici ni adresse de site ni formule : ce nom figure dans des mails et des tableaux."
PHONE = "Indiquez un numéro de téléphone, par exemple 01 23 45 67 89."

_SITE = re.compile(r"://|\bwww\.|\w{2,}\.[^\W\d_]{2,}")
FORMULA = frozenset("=+@-\uff1d\uff0b\uff0d\uff20")  # what a spreadsheet takes for the beginning of one

LONGEST_FIGURE = 40
FIGURE = "Indiquez un montant en chiffres, par exemple 1 234,56."
UNITS = re.compile(r"^(?:€|EUR) ?| ?(?:€|EUR)$", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<sign>[+-]? ?)(?P<whole>[0-9]*|[0-9]{1,3}(?P<group>[ '.,])[0-9]{3}(?:(?P=group)[0-9]{3})*)"
    r"(?:(?P<point>[.,])(?P<fraction>[0-9]*))?"
)
_PARTED = re.compile(r"(\d{1,4}) ?[/. ] ?(\d{1,2}) ?[/. ] ?(\d{1,4})")
_WORDED = re.compile(r"(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MONTHS = {fold(name): number for number, name in enumerate(MONTHS, start=1)}


class Unreadable(ValueError):
    """What was typed is not what is asked for; the message is French."""


def read_day(typed: str) -> date:
    """« 31/12/2026 », « 31.12.26 » (of this century), « 31122026 », « 2026-12-31 », « 31 décembre 2026 »."""
    text = fold(one_line(typed).replace("-", "/"))
    if found := _PARTED.fullmatch(text):
        first, month, last = found.groups()
        day, year = (last, first) if len(first) == 4 else (first, last)
    elif found := _TOGETHER.fullmatch(text):
        day, month, year = found.groups()
    elif (found := _WORDED.fullmatch(text)) and (number := _month(found[2])):
        day, month, year = found[1], str(number), found[3]
    else:
        raise Unreadable(DAY)
    if len(year) not in (2, 4) or len(day) > 2:
        raise Unreadable(DAY)
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        raise Unreadable(
            f"L'année {full_year} n'est pas possible ici : indiquez une année de {FIRST_YEAR} à {LAST_YEAR}."
        )
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        raise Unreadable(DAY) from None


def read_decimal(typed: str) -> Decimal:
    """« 1 234,56 € », « 1'234.56 », « 1.234,56 », « 1,234.56 », « (12) » and « −12 » of accounts; « - » is their zero.

    Groups are of three digits and of one sign, which the decimal sign is not; a single « . » or « , » is the decimal sign.
    """
    text = UNITS.sub("", one_line(typed).replace("\u2212", "-").replace("\u2013", "-").replace("’", "'"))
    if text in ("-", "--"):
        return Decimal(0)
    if text[:1] == "(" and text[-1:] == ")":
        text = f"-{text[1:-1].strip()}"
    found = _FIGURE.fullmatch(text) if len(text) <= LONGEST_FIGURE else None
    if (
        found is None
        or (found["group"] and found["group"] == found["point"])
        or not (found["whole"] or found["fraction"])
    ):
        raise Unreadable(FIGURE)
    whole = "".join(filter(str.isdigit, found["whole"])) or "0"
    fraction = f".{found['fraction']}" if found["fraction"] else ""
    return Decimal(f"{found['sign'].strip()}{whole}{fraction}")


def whole_number(typed: str, default: int) -> int:
    """Of a field that nobody types in, or of an address: at most nine digits, else the default."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else default


def _month(word: str) -> int | None:
    """Of « decembre », or « dec » where no other month begins so."""
    found = [number for name, number in _MONTHS.items() if name.startswith(word)]
    return found[0] if len(found) == 1 and len(word) >= 3 else None


def normal_email(typed: str) -> str:
    """As accounts keep it and are found by it, a domain always in its own letters (« xn--9ca.fr » is « é.fr »); whether
    it is an address at all is not asked."""
    local, at, domain = one_line(typed).lower().rpartition("@")
    if "xn--" in domain and domain.isascii():
        with suppress(UnicodeError):
            domain = domain.encode().decode("idna")
    return f"{local}{at}{domain}"


def read_email(typed: str) -> str:
    """In lower case: what the mail library can write in a header, and a server accept in an envelope."""
    email = normal_email(typed)
    if len(email) > LONGEST_EMAIL:
        raise Unreadable(f"Cette adresse mail est trop longue : au plus {LONGEST_EMAIL} caractères.")
    local, _, domain = email.rpartition("@")
    try:
        validate_email(email)
        sent = f"{local}@{domain.encode('idna').decode()}"
        sanitize_address(email, "utf-8")
    except (ValidationError, ValueError):
        raise Unreadable(EMAIL) from None
    # An address of the server itself (« localhost », « [127.0.0.1] ») is nobody's.
    if not local.isascii() or '"' in local or "." not in domain or domain.startswith("[") or len(sent) > LONGEST_EMAIL:
        raise Unreadable(EMAIL)
    return email


def read_phone(typed: str) -> str:
    """6 to 15 digits with the usual signs between, as typed; nine digits alone get back the 0 that a spreadsheet takes off.
    Empty for nothing."""
    phone = one_line(typed).replace("\u2011", "-").removeprefix("'")
    if has_lost_zero(phone):
        return f"0{phone}"
    digits = sum(char.isdigit() for char in phone)
    if phone and (set(phone) - set("+0123456789 .-()/") or not LEAST_DIGITS <= digits <= MOST_DIGITS):
        raise Unreadable(PHONE)
    if len(phone) > LONGEST_PHONE:
        raise Unreadable(f"Écrivez ce numéro en {LONGEST_PHONE} caractères au plus, par exemple 01 23 45 67 89.")
    return phone


def has_lost_zero(phone: str) -> bool:
    """Is it a French number without its first 0, as a spreadsheet leaves it?"""
    return LOST_ZERO.fullmatch(plain_figures(phone)) is not None


def names_site(text: str) -> bool:
    """Would a mail program make a link of a part of it? Dots of other widths count, which browsers read as « . »."""
    return _SITE.search(unicodedata.normalize("NFKC", text).replace("\u3002", ".")) is not None


def read_label(typed: str) -> str:
    """One line that names an organisation, a place, an activity, a convention: no link, nothing that begins a formula."""
    label = one_line(typed)
    if names_site(label) or label[:1] in FORMULA:
        raise Unreadable(LABEL)
    return label


def read_field(field: str, read: Callable[[str], T], typed: str) -> T:
    """What a reader makes of a field; what it refuses becomes an ActionError on that field."""
    try:
        return read(typed)
    except Unreadable as error:
        raise ActionError({field: [str(error)]}) from None
