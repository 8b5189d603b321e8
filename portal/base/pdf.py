"""Accessible PDF files (PDF/UA-1), by typst."""

from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

from .french import typeset_all

NOT_DRAWN = "could not be displayed"
LATIN = 0x180  # Latin, Latin-1 and Latin Extended-A: the letters of western and central Europe
KEPT = frozenset("\n\u00a0\u202f\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u20ac\u2212\u00d7")


def tagged_pdf(template: Path, **data: Any) -> bytes:
    """Compile the typst file `template`; `data`: values that JSON can hold.

    What people typed reaches typst as data (`sys.inputs`), never as source. PDF/UA refuses a document with a character
    that the font lacks: it is then compiled again with « ? » in place of unusual characters.
    """
    try:
        return _compiled(template, data)
    except typst.TypstError as error:
        if NOT_DRAWN not in str(error):
            raise
    return _compiled(template, {name: _drawable(value) for name, value in data.items()})


def _compiled(template: Path, data: dict[str, Any]) -> bytes:
    data = typeset_all(data)
    inputs = {name: DjangoJSONEncoder(ensure_ascii=False).encode(value) for name, value in data.items()}
    compiled = typst.compile(
        _source(template), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True, sys_inputs=inputs
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave several files for one PDF")
    return compiled


def _drawable(value: Any) -> Any:
    """The same value with « ? » in place of the characters beyond Latin Extended-A, `KEPT` aside."""
    if isinstance(value, str):
        return "".join(char if char in KEPT or (char.isprintable() and ord(char) < LATIN) else "?" for char in value)
    if isinstance(value, dict):
        return {name: _drawable(each) for name, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value


@cache
def _source(template: Path) -> bytes:
    return template.read_bytes()
