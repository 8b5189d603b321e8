"""Text as it comes in, from a form, an address, a file or a command: one writing for what looks the same."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

# They show nothing: the soft hyphen, zero-width spaces, marks and overrides of direction, invisible operators, the byte
# order mark. The joiners U+200C and U+200D are not among them: some scripts cannot do without. Searches leave them out of
# what was kept before, too (the function of PostgreSQL holds this list: a longer one needs a migration).
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + "".join(
    map(chr, [*range(0x2060, 0x2070), 0xFEFF])
)
# Fillers of Hangul, Khmer and Mongolian, of which some count as letters; variation selectors; tags.
FILLERS = "\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)])
)
_WITHOUT = dict.fromkeys(map(ord, INVISIBLE + FILLERS))


def clean_text(text: str) -> str:
    """Composed (NFC), without characters that show nothing: two texts that read alike are equal. Spaces stay."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_WITHOUT))


def one_line(text: str) -> str:
    """Of a name or an address: also without control characters and joiners, any run of white space as one space."""
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in clean_text(text))
    return " ".join("".join(char for char in spaced if unicodedata.category(char) != "Cf").split())


def read_json_object(text: str) -> dict[str, Any]:
    """What a browser sends as JSON. ValueError when it is no object, or too deep to be read."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def plain_figures(text: str) -> str:
    """Of a number that people copy: digits of any writing as 0 to 9, without spaces, dots, hyphens or slashes."""
    return "".join(
        str(unicodedata.decimal(char, char))
        for char in unicodedata.normalize("NFKC", one_line(text))
        if not (char in " ./" or _is_hyphen(char))
    )


def _is_hyphen(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char == "\u2212"
