"""The values that formulas and rules read: answers, rates, totals and derived figures of one declaration."""

from __future__ import annotations

from decimal import Decimal

from .answers import display_answer, read_figure, rounded, with_unit
from .expressions import Expression, ExpressionError, MissingValueError
from .questions import Document, Part, Question, Questionnaire, rows_of
from .schema import PLACEHOLDER, DerivedSpec, RateSpec
from .totals import NAMES, Totals

Value = Decimal | str | bool
UNKNOWN = "…"
TO_CONFIRM = " [à confirmer]"
"""Follows every amount of the catalogue that no public text confirms, wherever people read it."""
DUST = 20
"""Divisions keep 50 digits; this many decimals first undo what 1/3 × 3 leaves, so that halves round up."""


class DeclarationValues:
    """Made by `Edition.values`. `rates`, `derived`: the edition's, by code. While a rule checks a row, `row` holds its
    columns, which come before all other names.
    """

    def __init__(
        self,
        questionnaires: dict[Part, Questionnaire],
        documents: dict[Part, Document],
        totals: Totals,
        rates: dict[str, RateSpec],
        derived: dict[str, DerivedSpec],
    ):
        self.questionnaires = questionnaires
        self.documents = documents
        self.totals = totals
        self.rates = rates
        self.derived = derived
        self.row: dict[str, tuple[Question, object]] = {}
        self._computed: dict[str, Decimal] = {}
        self._asked = {
            question.code: (part, question)
            for part, questionnaire in self.questionnaires.items()
            for question in questionnaire.fields()
        }
        self._tables: dict[str, tuple[Part, Questionnaire]] = {
            table.code: (part, questionnaire)
            for part, questionnaire in self.questionnaires.items()
            for table in questionnaire.tables()
        }

    def value(self, name: str) -> Value:
        if name in self.row:
            return _typed(name, *self.row[name])
        if name in self._asked:
            part, question = self._asked[name]
            return _typed(name, question, self.documents[part].get(name))
        if name in self.rates:
            return self.rates[name].value
        if name in NAMES:
            return self.totals.named()[name]
        if name in self.derived:
            return self._derived(name)
        raise ExpressionError(f"unknown name {name}")

    def computed(self, what: Expression | str) -> Decimal | None:
        """A formula or a named figure; None while an answer is missing, or where there is no such figure (x / 0)."""
        try:
            value = self.value(what) if isinstance(what, str) else what.evaluate(self)
        except (MissingValueError, ExpressionError):
            return None
        return rounded(value, DUST) if isinstance(value, Decimal) else None

    def answered(self, name: str) -> bool:
        """Whether a question or table was answered, 0 and « no row » included."""
        if name in self._tables:
            return name in self.documents[self._tables[name][0]]
        return bool(self.documents[self._asked[name][0]].get(name))

    def sum_rows(self, table: str, *columns: str) -> Decimal:
        """Sum over the rows of a column, or of the product of two columns; `MissingValueError` names the first empty cell."""
        total = Decimal(0)
        for index, row in enumerate(self.rows(table)):
            product = Decimal(1)
            for column in columns:
                product *= self._figure_in(f"{table}.{index}.{column}", row.get(column))
            total += product
        return total

    def count_rows(self, table: str, column: str = "", choice: str = "") -> Decimal:
        """How many rows; with a column, how many answered it; with a choice, how many answered that."""
        rows = self.rows(table)
        if choice:
            return Decimal(sum(row.get(column) == choice for row in rows))
        return Decimal(sum(bool(row.get(column)) for row in rows) if column else len(rows))

    def rows(self, table: str) -> list[Document]:
        """The rows; `MissingValueError` when the table was never answered."""
        document = self.documents[self._tables[table][0]]
        if table not in document:
            raise MissingValueError(table)
        return rows_of(document, table)

    def place_of(self, table: str) -> tuple[Part, Questionnaire]:
        """The half that holds a table."""
        return self._tables[table]

    def label(self, field: str) -> str:
        """The French label of a field; `animators.0.etp` is « ETP (ligne 1) »."""
        table, _, rest = field.partition(".")
        if table in self._tables:
            found = self._tables[table][1].table(table)
            index, _, column = rest.partition(".")
            return f"{found.column(column).label} (ligne {int(index) + 1})" if column else found.label
        return self._asked[field][1].label

    def fill(self, template: str) -> str:
        """A message whose names between braces are replaced by their values, as people read them."""
        return PLACEHOLDER.sub(lambda match: self._shown(match[1]), template)

    def _shown(self, name: str) -> str:
        try:
            value = self.value(name)
        except (MissingValueError, ExpressionError):
            return UNKNOWN
        if not isinstance(value, Decimal):
            question, answer = self.row[name] if name in self.row else (self._asked[name][1], value)
            return display_answer(question, str(answer).lower() if isinstance(answer, bool) else str(answer))
        shown = with_unit(value, *self._format(name, value))
        return f"{shown}{TO_CONFIRM}" if self._is_unconfirmed(name) else shown

    def _is_unconfirmed(self, name: str) -> bool:
        """An amount of the catalogue that no public text gives; what was typed or computed is none."""
        return name in self.rates and name not in self.row and not self.rates[name].confirmed

    def _format(self, name: str, value: Decimal) -> tuple[int, str]:
        question = self.row[name][0] if name in self.row else self._asked.get(name, ("", None))[1]
        if question is not None:
            return question.decimals, question.unit
        if name in self.rates:
            return shortest(value), self.rates[name].unit
        spec = self.derived.get(name)
        return (spec.decimals, spec.unit) if spec else (2, "€")

    def _derived(self, name: str) -> Decimal:
        if name not in self._computed:
            row, self.row = self.row, {}
            try:
                computed = self.derived[name].formula.evaluate(self)
            finally:
                self.row = row
            if not isinstance(computed, Decimal):
                raise ExpressionError(f"{name} is not a figure")
            self._computed[name] = computed
        return self._computed[name]

    @staticmethod
    def _figure_in(field: str, answer: object) -> Decimal:
        value = read_figure(answer)
        if value is None:
            raise MissingValueError(field)
        return value


def shortest(value: Decimal) -> int:
    """The decimals that a rate needs: 50 needs none, 31.80 needs one."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rate_text(value: Decimal, unit: str) -> str:
    """« 40 000 €/ETP »."""
    return with_unit(value, shortest(value), unit)


def _typed(name: str, question: Question, answer: object) -> Value:
    if not isinstance(answer, str) or not answer:
        raise MissingValueError(name)
    if question.kind == "boolean":
        return answer == "true"
    if not question.is_figure:
        return answer
    value = read_figure(answer)
    if value is None:
        raise MissingValueError(name)
    return value
