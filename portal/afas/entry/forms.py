"""The entry form of one part: its fields are the catalogue's questions; the domain reads what was typed.

Fields are named as findings name them: `account_64`, `animators.0.etp`. Nothing is validated here: whatever is typed
comes back as typed, with the messages that the domain gives.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from portal.catalogue.questions import Question, Questionnaire, RowTable
from portal.ui.forms import AmountInput

from .controls import JUSTIFICATION
from .documents import Typed

ACT, VERSION, BASE = "act", "version", "base"
LONGEST_CELL = 20_000


class EntryForm(forms.Form):
    """`values`: field name -> what the control shows; `errors`: field name ("" for none) -> messages."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        values: Mapping[str, str],
        rows: Mapping[str, int],
        errors: Mapping[str, list[str]] | None = None,
        justified: Mapping[str, str] | None = None,
    ):
        super().__init__(data=dict(values))
        self.given = errors or {}
        for name, question in named_questions(questionnaire, rows):
            self.fields[name] = form_field(question)
        for code, label in (justified or {}).items():
            self.fields[JUSTIFICATION + code] = forms.CharField(
                label=label, widget=forms.Textarea({"rows": 3}), max_length=2000
            )

    def full_clean(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        for name, messages in self.given.items():
            self.add_error(name if name in self.fields else None, list(messages))


def named_questions(questionnaire: Questionnaire, rows: Mapping[str, int]) -> list[tuple[str, Question]]:
    """Every field of the screen in its order; `rows`: table code -> how many rows it shows."""
    found: list[tuple[str, Question]] = []
    for section in questionnaire.sections:
        if section.table:
            table = section.table
            found += [
                (f"{table.code}.{index}.{column.code}", column)
                for index in range(rows.get(table.code, 0))
                for column in table.columns
            ]
        found += [(question.code, question) for question in section.questions]
    return found


def form_field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": question.required}
    if question.is_figure:
        return forms.CharField(widget=AmountInput, **common)
    if question.kind == "choice":
        return forms.ChoiceField(choices=[("", "Choisissez…"), *question.choices.items()], **common)
    if question.kind == "boolean":
        return forms.ChoiceField(choices=[("true", "Oui"), ("false", "Non")], widget=forms.RadioSelect, **common)
    if question.kind == "long_text":
        return forms.CharField(widget=forms.Textarea({"rows": 4}), max_length=question.max_length, **common)
    return forms.CharField(max_length=question.max_length, **common)


def typed_answers(
    post: QueryDict, questionnaire: Questionnaire, answered: Mapping[str, Any], *, whole: bool = False
) -> Typed:
    """What `save_part` takes. A table without any row is sent only if it was answered before, or if `whole`.

    Else saving another field would answer « no row » to a table that nobody has looked at yet.
    """
    typed: Typed = {
        question.code: post[question.code][:LONGEST_CELL]
        for question in questionnaire.fields()
        if question.code in post
    }
    for table in questionnaire.tables():
        rows = list(typed_rows(post, table).values())
        if rows or whole or answered.get(table.code):
            typed[table.code] = rows
    return typed


def typed_rows(post: QueryDict, table: RowTable) -> dict[int, dict[str, str]]:
    """The rows of the screen that hold something, by their place on it; more than the table may hold are left out."""
    name = re.compile(re.escape(table.code) + r"\.([0-9]{1,4})\.")
    places = sorted({int(found[1]) for key in post if (found := name.match(key))})
    rows = {
        place: {
            column.code: post.get(f"{table.code}.{place}.{column.code}", "")[:LONGEST_CELL] for column in table.columns
        }
        for place in places
    }
    filled = {place: row for place, row in rows.items() if any(value.strip() for value in row.values())}
    return dict(list(filled.items())[: table.max_rows])


def zeros_for_empty(questionnaire: Questionnaire, section: str, typed: Typed) -> dict[str, str]:
    """« Mettre 0 aux lignes vides » of one section: its figures that hold nothing."""
    questions = [question for found in questionnaire.sections if found.code == section for question in found.questions]
    return {q.code: "0" for q in questions if q.is_figure and not str(typed.get(q.code, "")).strip()}


def errors_by_control(
    post: QueryDict, questionnaire: Questionnaire, errors: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Errors by the names of the screen's controls: blank rows between others move the places of those below."""
    places = {
        f"{table.code}.{index}": f"{table.code}.{place}"
        for table in questionnaire.tables()
        for index, place in enumerate(typed_rows(post, table))
    }
    return {_moved(name, places): messages for name, messages in errors.items()}


def _moved(name: str, places: Mapping[str, str]) -> str:
    row, dot, column = name.rpartition(".")
    return places.get(row, row) + dot + column


def typed_justifications(post: QueryDict) -> dict[str, str]:
    """Control code -> the person's words."""
    return {
        key.removeprefix(JUSTIFICATION): str(value).strip()[:2000]
        for key, value in post.items()
        if key.startswith(JUSTIFICATION)
    }


def flatten(typed: Mapping[str, Any]) -> dict[str, str]:
    """`{"animators": [{"etp": "1"}]}` as `{"animators.0.etp": "1"}`: the names of the controls."""
    found: dict[str, str] = {}
    for code, value in typed.items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                found |= {f"{code}.{index}.{column}": str(cell) for column, cell in row.items()}
        else:
            found[code] = str(value)
    return found
