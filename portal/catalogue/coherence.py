"""Checks across the blocks of an edition: names in formulas exist, codes are unique, every expression computes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .edition import Edition
from .errors import Problem
from .expressions import Expression, ExpressionError, MissingValueError
from .questions import Document, Part, Question
from .reading import Location, Text
from .schema import SectionSpec, placeholders
from .totals import NAMES
from .values import DeclarationValues

Origin = tuple[Text, Location]
Origins = dict[str, Origin]
"""A block (« derived »), or an entry of a list (« controls.staff »), and where it was written."""

Place = tuple[str, Location]
"""A key of `Origins`, and the way to a value inside it."""


def check_edition(edition: Edition, origins: Origins) -> list[Problem]:
    """Every problem of one edition."""
    return _Coherence(edition, origins).problems()


class _Coherence:
    def __init__(self, edition: Edition, origins: Origins):
        self.edition, self.origins = edition, origins
        self.types: tuple[Part, ...] = ("ACTIVITY", "FINANCIAL")
        questionnaires = [edition.questionnaire(part, "ACTUAL") for part in self.types]
        self.questions = {question.code: question for found in questionnaires for question in found.fields()}
        self.tables = {table.code: table for found in questionnaires for table in found.tables()}
        self.base = {*self.questions, *edition.rates_by_code, *NAMES}

    def problems(self) -> list[Problem]:
        found = [*self._codes(), *self._derived(), *self._entitlement(), *self._controls(), *self._indicators()]
        found += self._calendar()
        return found or list(self._trial())

    def _problem(self, place: Place, reason: str) -> Problem:
        text, location = self.origins[place[0]]
        return text.problem((*location, *place[1]), reason)

    def _codes(self) -> Iterator[Problem]:
        seen = set(NAMES)
        sections = {"activity": self.edition.activity, "financial": self.edition.financial}
        for block, specs in sections.items():
            for location, code in _codes_of(specs):
                if code in seen:
                    yield self._problem((block, location), f"the code {code} is used twice")
                seen.add(code)
        for index, spec in enumerate(self.edition.derived):
            if spec.code in seen:
                yield self._problem(("derived", (index, "code")), f"the code {spec.code} is used twice")
            seen.add(spec.code)
        for rate in self.edition.rates:
            if rate.code in seen:
                yield self._problem((f"rates.{rate.code}", ("code",)), f"the code {rate.code} is used twice")
        for table in self.tables.values():
            columns = [column.code for column in table.columns]
            if len(set(columns)) < len(columns) or seen & set(columns):
                block = (
                    "activity" if table in self.edition.questionnaire("ACTIVITY", "ACTUAL").tables() else "financial"
                )
                yield self._problem((block, ()), f"a column of {table.code} bears a code that is used elsewhere")

    def _derived(self) -> Iterator[Problem]:
        known = set(self.base)
        for index, spec in enumerate(self.edition.derived):
            yield from self._names(spec.formula, known, ("derived", (index, "formula")))
            known.add(spec.code)
            yield from self._placeholders(spec.detail, known, ("derived", (index, "detail")))

    def _entitlement(self) -> Iterator[Problem]:
        spec, derived = self.edition.entitlement, self.edition.derived_by_code
        for index, step in enumerate(spec.steps):
            if step not in derived:
                yield self._problem(("entitlement", ("steps", index)), f"{step} is not a derived figure")
        if spec.amount not in derived:
            yield self._problem(("entitlement", ("amount",)), f"{spec.amount} is not a derived figure")

    def _controls(self) -> Iterator[Problem]:
        for control in self.edition.controls:
            origin = f"controls.{control.code}"
            known = {*self.base, *self.edition.derived_by_code}
            columns: set[str] = set()
            if control.each_row and control.each_row not in self.tables:
                yield self._problem((origin, ("each_row",)), f"there is no table {control.each_row}")
                continue
            if control.each_row:
                columns = {column.code for column in self.tables[control.each_row].columns}
            yield from self._names(control.rule, known | columns, (origin, ("rule",)))
            yield from self._placeholders(control.message, known | columns, (origin, ("message",)))
            for position, field in enumerate(control.fields):
                if field not in {*self.questions, *self.tables, *columns}:
                    yield self._problem((origin, ("fields", position)), f"there is no question {field}")

    def _indicators(self) -> Iterator[Problem]:
        figures = {code for code, question in self.questions.items() if question.is_figure}
        figures |= {*NAMES, *self.edition.derived_by_code}
        known = {*self.base, *self.edition.derived_by_code}
        for spec in self.edition.indicators:
            origin = f"indicators.{spec.code}"
            if spec.formula is None:
                if spec.code not in figures:
                    yield self._problem((origin, ("code",)), f"there is no figure {spec.code}: give its formula")
                continue
            if spec.code in known or spec.code in self.tables:
                yield self._problem((origin, ("code",)), f"the code {spec.code} is used twice")
            yield from self._names(spec.formula, known, (origin, ("formula",)))

    def _calendar(self) -> Iterator[Problem]:
        seen: set[tuple[str, str]] = set()
        for index, opening in enumerate(self.edition.calendar_spec.openings):
            key = (opening.declaration, opening.period)
            if key in seen:
                yield self._problem(("calendar", ("openings", index)), f"{' '.join(key).strip()} opens twice")
            seen.add(key)
        for declaration in {"FORECAST", "ACTUAL"} - {name for name, _ in seen}:
            yield self._problem(("calendar", ("openings",)), f"there is no opening for {declaration}")

    def _names(self, expression: Expression, known: set[str], place: Place) -> Iterator[Problem]:
        for name in sorted(expression.names - known):
            yield self._problem(place, f"unknown name {name}, neither a question, a rate nor an earlier figure")
        for function, words in expression.words:
            yield from (self._problem(place, reason) for reason in self._words(function, words))

    def _words(self, function: str, words: list[str]) -> Iterator[str]:
        if function == "answered":
            if words[0] not in {*self.questions, *self.tables}:
                yield f"unknown question {words[0]}"
            return
        if words[0] not in self.tables:
            yield f"unknown table {words[0]}"
            return
        columns = {column.code: column for column in self.tables[words[0]].columns}
        for word in words[1:] if function == "sum_rows" else words[1:2]:
            if word not in columns:
                yield f"unknown column {words[0]}.{word}"
            elif function == "sum_rows" and not columns[word].is_figure:
                yield f"{words[0]}.{word} is not a figure"
        choice = function == "count_rows" and len(words) == 3 and words[1] in columns
        if choice and words[2] not in columns[words[1]].choices:
            yield f"{words[2]} is not a choice of {words[0]}.{words[1]}"

    def _placeholders(self, template: str, known: set[str], place: Place) -> Iterator[Problem]:
        for name in placeholders(template):
            if name not in known:
                yield self._problem(place, f"unknown name {{{name}}} in the text")

    def _trial(self) -> Iterator[Problem]:
        """Compute everything once with sample answers, which finds a text in a sum or a rule that gives a figure."""
        values = self.edition.values("ACTUAL", *(self._sample(part) for part in self.types))
        for index, spec in enumerate(self.edition.derived):
            yield from self._compute(spec.formula, values, Decimal, ("derived", (index, "formula")))
        for indicator in self.edition.indicators:
            if indicator.formula:
                place = (f"indicators.{indicator.code}", ("formula",))
                yield from self._compute(indicator.formula, values, Decimal, place)
        for control in self.edition.controls:
            if control.each_row:
                columns = self.tables[control.each_row].columns
                values.row = {column.code: (column, _likely(column)) for column in columns}
            yield from self._compute(control.rule, values, bool, (f"controls.{control.code}", ("rule",)))
            values.row = {}

    def _compute(
        self, expression: Expression, values: DeclarationValues, kind: type, place: Place
    ) -> Iterator[Problem]:
        try:
            if not isinstance(expression.evaluate(values), kind):
                yield self._problem(place, "this must give " + ("a figure" if kind is Decimal else "yes or no"))
        except MissingValueError as missing:
            yield self._problem(place, f"{missing.code} has no value to compute with")
        except ExpressionError as error:
            if isinstance(error.__cause__, TypeError):
                yield self._problem(place, f"{error}: a text and a figure do not mix")

    def _sample(self, part: Part) -> Document:
        questionnaire = self.edition.questionnaire(part, "ACTUAL")
        rows = {table.code: [{c.code: _likely(c) for c in table.columns}] for table in questionnaire.tables()}
        return {**{question.code: _likely(question) for question in questionnaire.fields()}, **rows}


def _codes_of(sections: tuple[SectionSpec, ...]) -> Iterator[tuple[Location, str]]:
    for place, section in enumerate(sections):
        for index, question in enumerate(section.questions):
            yield (place, "questions", index, "code"), question.code
        if section.table:
            yield (place, "table", "code"), section.table.code


def _likely(question: Question) -> str:
    if question.kind == "choice":
        return next(iter(question.choices))
    return "1" if question.is_figure else "true"
