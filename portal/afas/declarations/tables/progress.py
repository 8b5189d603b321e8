"""How far a part is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.catalogue.questions import Questionnaire, Section


def section_progress(section: Section, document: Mapping[str, Any]) -> tuple[int, int]:
    """Answers given and demanded; a table counts as one answer, given once it has been looked at."""
    demanded = [question.code for question in section.questions if question.required]
    answered = sum(bool(document.get(code)) for code in demanded)
    if not section.table:
        return answered, len(demanded)
    rows = document.get(section.table.code)
    whole = isinstance(rows, list) and all(
        row.get(column.code) for row in rows for column in section.table.columns if column.required
    )
    return answered + bool(whole), len(demanded) + 1


def progress_text(answered: int, asked: int) -> str:
    """« 3 sur 12 », « facultatif » where nothing is demanded."""
    return f"{answered} sur {asked}" if asked else "facultatif"


def progress_of(questionnaire: Questionnaire, document: Mapping[str, Any]) -> tuple[int, int]:
    """Answers given and demanded in a whole part."""
    pairs = [section_progress(section, document) for section in questionnaire.sections]
    return sum(answered for answered, _ in pairs), sum(asked for _, asked in pairs)
