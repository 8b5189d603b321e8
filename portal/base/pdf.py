"""PDF files that a screen reader reads: tagged, PDF/UA-1, in French."""

from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder


def tagged_pdf(template: Path, **data: Any) -> bytes:
    """The typst file `template` with `data`, each a value that JSON can say.

    What people typed reaches typst as data (`sys.inputs`), never as source.
    """
    inputs = {name: DjangoJSONEncoder(ensure_ascii=False).encode(value) for name, value in data.items()}
    compiled = typst.compile(
        _source(template), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True, sys_inputs=inputs
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave several files for one PDF")
    return compiled


@cache
def _source(template: Path) -> bytes:
    return template.read_bytes()
