"""Controls: what blocks the transmission of a declaration, and what only warns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .answers import find_problem
from .expressions import ExpressionError, MissingValueError
from .questions import Document, Part, Question, Questionnaire, rows_of
from .schema import ControlSpec
from .values import DeclarationValues

Severity = Literal["BLOCKING", "WARNING"]


@dataclass(frozen=True)
class Finding:
    """One problem. `fields` name answers (`account_64`, `animators.0.etp`); `justification`: a text is asked for.

    `code`: the control's, or "required", "invalid", "rows".
    """

    code: str
    severity: Severity
    part: Part
    message: str
    fields: list[str]
    justification: bool = False


def collect_findings(values: DeclarationValues, controls: Iterable[ControlSpec]) -> list[Finding]:
    """Missing and wrong answers, then the controls that do not hold; blocking findings first.

    A control with a missing value gives no finding: the missing answer is already one.
    """
    findings: list[Finding] = []
    for part, questionnaire in values.questionnaires.items():
        findings += _answers(questionnaire, values.documents[part])
        findings += _rows(questionnaire, values.documents[part])
    for control in controls:
        findings += _control(control, values)
    return sorted(findings, key=lambda finding: finding.severity)


def _answers(questionnaire: Questionnaire, document: Document) -> Iterator[Finding]:
    for field, question, answer in questionnaire.answers(document):
        where = _where(field)
        if answer is None or answer == "":
            if question.required:
                message = where + _ask(question)
                yield Finding("required", "BLOCKING", questionnaire.part, message, [field])
        elif reason := find_problem(question, answer):
            message = f"{where}{question.label}\u00a0: {reason}"
            yield Finding("invalid", "BLOCKING", questionnaire.part, message, [field])


def _ask(question: Question) -> str:
    named = f"«\u00a0{question.number + ' ' if question.number else ''}{question.label}\u00a0»"
    zero = question.is_figure and (question.minimum is None or question.minimum <= 0)
    return f"Répondez à {named} (0 est accepté)." if zero else f"Répondez à {named}."


def _where(field: str) -> str:
    return f"Ligne {int(field.split('.')[1]) + 1}\u00a0: " if "." in field else ""


def _rows(questionnaire: Questionnaire, document: Document) -> Iterator[Finding]:
    for table in questionnaire.tables():
        count = len(rows_of(document, table.code))
        if not table.min_rows <= count <= table.max_rows:
            bound = (
                f"au moins {table.min_rows} ligne(s)" if count < table.min_rows else f"au plus {table.max_rows} lignes"
            )
            message = f"{table.label}\u00a0: indiquez {bound}."
            yield Finding("rows", "BLOCKING", questionnaire.part, message, [table.code])


def _control(control: ControlSpec, values: DeclarationValues) -> Iterator[Finding]:
    if not control.each_row:
        if not _holds(control, values):
            yield _finding(control, values, "", control.fields)
        return
    part, questionnaire = values.place_of(control.each_row)
    columns = {column.code: column for column in questionnaire.table(control.each_row).columns}
    for index, row in enumerate(rows_of(values.documents[part], control.each_row)):
        values.row = {code: (column, row.get(code)) for code, column in columns.items()}
        if not _holds(control, values):
            fields = [f"{control.each_row}.{index}.{field}" if field in columns else field for field in control.fields]
            yield _finding(control, values, f"Ligne {index + 1}\u00a0: ", fields)
        values.row = {}


def _holds(control: ControlSpec, values: DeclarationValues) -> bool:
    try:
        return bool(control.rule.evaluate(values))
    except (MissingValueError, ExpressionError):
        return True


def _finding(control: ControlSpec, values: DeclarationValues, where: str, fields: list[str]) -> Finding:
    message = where + values.fill(control.message)
    return Finding(control.code, control.severity, control.part, message, fields, control.justification)
