"""The shape of a catalogue file. A key that is not named here is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from .expressions import Expression
from .questions import FIGURES, DeclarationType, Kind, Part, Question, RowTable, Section, Side

YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
DAY = re.compile(r"([0-9]{2})/([0-9]{2})/N([+-][1-9])?")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
USUAL_ENDS = {"": "31/12/N", "JUNE": "30/06/N", "SEPTEMBER": "30/09/N"}
"""The last day that is declared, by period of an update; without one, of the year."""
ALL_TYPES: list[DeclarationType] = ["FORECAST", "UPDATE", "ACTUAL"]


def _expression(value: Any) -> Expression:
    return value if isinstance(value, Expression) else Expression(str(value))


def _years(value: Any) -> list[int]:
    match = YEARS.fullmatch(str(value))
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 2000 <= first <= last <= 2100:
        raise ValueError("write a fiscal year or a range, such as 2024 or 2020-2026")
    return list(range(first, last + 1))


def _day(value: str) -> str:
    match = DAY.fullmatch(value)
    if match is None:
        raise ValueError("write day/month/N, N-1 or N+1, such as 16/01/N+1")
    date(2001, int(match[2]), int(match[1]))  # a day that exists in every year
    return value


def day_in(written: str, fiscal_year: int) -> date:
    """« 16/01/N+1 » for fiscal year 2025 is 16 January 2026."""
    day, month, year = written.split("/")
    return date(fiscal_year + int(year.removeprefix("N") or 0), int(month), int(day))


def placeholders(template: str) -> list[str]:
    """The names between braces in a message."""
    return PLACEHOLDER.findall(template)


def typography(text: str) -> str:
    """Authors type ordinary spaces; what French binds to a mark or a unit gets a no-break space here."""
    return re.sub(r"« ", "«\u00a0", re.sub(r" (?=[»:;?!%€])", "\u00a0", text))


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Upper = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,39}$")]
Words = Annotated[str, Field(min_length=1), AfterValidator(typography)]
Help = Annotated[str, AfterValidator(typography)]
Years = Annotated[list[int], BeforeValidator(_years)]
Day = Annotated[str, AfterValidator(_day)]
Formula = Annotated[
    Expression, BeforeValidator(_expression), PlainSerializer(lambda value: value.text, return_type=str)
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, coerce_numbers_to_str=True)


class Sourced(Strict):
    """Where a rule comes from, and whether a public text confirms it."""

    source: Words
    confirmed: bool


class QuestionSpec(Strict):
    """`required`: true, false, or the types of declaration that demand an answer."""

    code: Code
    label: Words
    kind: Kind
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = Field(default=None, ge=0, le=6)
    required: bool | list[DeclarationType] = True
    help: Help = ""
    choices: dict[Upper, Words] = {}
    max_length: int | None = Field(default=None, ge=1, le=20000)
    number: str = Field(default="", pattern=r"^([0-9]{2,6}[A-Z]?)?$")
    side: Side = ""

    @model_validator(mode="after")
    def _coherent(self) -> QuestionSpec:
        if bool(self.choices) != (self.kind == "choice"):
            raise ValueError("choices are for kind choice, which needs them")
        if self.kind not in FIGURES and (self.minimum is not None or self.maximum is not None or self.decimals):
            raise ValueError("minimum, maximum and decimals are for figures")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("minimum is above maximum")
        if self.kind == "integer" and self.decimals:
            raise ValueError("an integer has no decimals")
        if self.side and (self.kind != "amount" or not self.number):
            raise ValueError("a line of the accounts is an amount with its account number")
        return self

    def question(self, declaration_type: DeclarationType) -> Question:
        required = self.required if isinstance(self.required, bool) else declaration_type in self.required
        defaults = {"decimal": 2, "amount": 2}
        return Question(
            **self.model_dump(exclude={"required", "decimals", "max_length", "minimum", "unit"}),
            required=required,
            decimals=defaults.get(self.kind, 0) if self.decimals is None else self.decimals,
            max_length=self.max_length or (5000 if self.kind == "long_text" else 200),
            minimum=Decimal(0) if self.minimum is None and self.kind in FIGURES else self.minimum,
            unit=self.unit or ("€" if self.kind == "amount" else ""),
        )


class TableSpec(Strict):
    code: Code
    label: Words
    help: Help = ""
    columns: list[QuestionSpec] = Field(min_length=1)
    min_rows: int = Field(default=0, ge=0)
    max_rows: int = Field(default=50, ge=1, le=500)
    reuse: Words = "Reprendre les lignes de l'an dernier"

    def table(self, declaration_type: DeclarationType) -> RowTable:
        columns = [column.question(declaration_type) for column in self.columns]
        return RowTable(self.code, self.label, columns, self.min_rows, self.max_rows, self.help, self.reuse)


class SectionSpec(Strict):
    code: Code
    title: Words
    help: Help = ""
    questions: list[QuestionSpec] = []
    table: TableSpec | None = None

    def section(self, declaration_type: DeclarationType) -> Section:
        questions = [question.question(declaration_type) for question in self.questions]
        table = self.table.table(declaration_type) if self.table else None
        return Section(self.code, self.title, questions, self.help, table)


class ControlSpec(Sourced):
    """`rule` is true when all is well. `each_row` names a table whose rows are checked one by one.

    `years`: those in which it is checked, if not all those of the file.
    """

    code: Code
    years: Years | None = None
    applies_to: list[DeclarationType] = ALL_TYPES
    severity: Literal["BLOCKING", "WARNING"]
    part: Part
    rule: Formula
    message: Words
    fields: list[str] = []
    each_row: str = ""
    justification: bool = False


class DerivedSpec(Strict):
    """A figure that is computed, never typed. `detail` shows the calculation, names between braces."""

    code: Code
    label: Words
    formula: Formula
    unit: str = ""
    decimals: int = Field(default=2, ge=0, le=6)
    detail: Help = ""


class IndicatorSpec(Strict):
    """A figure of each transmission that statistics keep. Without `formula`: the figure that bears its code."""

    code: Code
    label: Words
    kind: Literal["VOLUME", "COST", "RATIO", "ACCOUNTS", "ENTITLEMENT"]
    unit: str
    decimals: int = Field(default=2, ge=0, le=4)
    formula: Formula | None = None
    years: Years | None = None


class EntitlementSpec(Sourced):
    """`steps` and `amount` name derived figures."""

    label: Words
    steps: list[str]
    amount: str


class RateSpec(Sourced):
    code: Code
    label: Words
    value: Decimal = Field(allow_inf_nan=False)
    unit: str = ""
    years: Years | None = None


class OpeningSpec(Strict):
    declaration: DeclarationType
    period: Literal["", "JUNE", "SEPTEMBER"] = ""
    opens: Day
    due: Day
    purpose: Words
    covers_from: Day | None = None
    covers_until: Day | None = None

    @property
    def covered(self) -> tuple[str, str]:
        """First and last day that are declared: unless told otherwise, the year, or its months up to an update."""
        return self.covers_from or "01/01/N", self.covers_until or USUAL_ENDS[self.period]

    @model_validator(mode="after")
    def _coherent(self) -> OpeningSpec:
        if day_in(self.opens, 2001) > day_in(self.due, 2001):
            raise ValueError("it is due before it opens")
        first, last = self.covered
        if day_in(first, 2001) > day_in(last, 2001):
            raise ValueError("the days that it covers end before they begin")
        if bool(self.period) != (self.declaration == "UPDATE"):
            raise ValueError("a period goes with UPDATE, and only with it")
        return self


class CalendarSpec(Sourced):
    openings: list[OpeningSpec] = Field(min_length=1)


class FileSpec(Strict):
    """One file: the type it speaks of, the fiscal years it holds for, and any of the blocks."""

    type: Upper
    label: Words | None = None
    natures: dict[Upper, Words] | None = None
    last_year: int | None = None
    years: Years | None = None
    repeats: int | None = None
    activity: list[SectionSpec] | None = None
    financial: list[SectionSpec] | None = None
    controls: list[ControlSpec] | None = None
    derived: list[DerivedSpec] | None = None
    indicators: list[IndicatorSpec] | None = None
    entitlement: EntitlementSpec | None = None
    calendar: CalendarSpec | None = None
    rates: list[RateSpec] | None = None
