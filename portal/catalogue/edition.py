"""One activity type in one fiscal year: everything that its declarations ask, check and compute."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from .checking import Finding, collect_findings
from .estimating import Estimate, compute_facts, estimate_entitlement
from .questions import DeclarationType, Document, Part, Question, Questionnaire
from .schema import CalendarSpec, ControlSpec, DerivedSpec, EntitlementSpec, RateSpec, SectionSpec, day_in
from .totals import NAMES, Totals, totals
from .values import DeclarationValues


class Opening(NamedTuple):
    """When a declaration may be entered: days in Europe/Paris, both included."""

    declaration_type: DeclarationType
    period: str
    opens_on: date
    due_on: date
    purpose: str


@dataclass(frozen=True)
class Figure:
    """What a value of `Edition.facts` means. `part` is "" for totals and derived figures."""

    code: str
    label: str
    unit: str
    decimals: int
    part: Part | str = ""


@dataclass(frozen=True)
class Edition:
    """Use `catalogue().edition(code, year)`. Never changes once loaded."""

    type_code: str
    year: int
    activity: tuple[SectionSpec, ...]
    financial: tuple[SectionSpec, ...]
    controls: tuple[ControlSpec, ...]
    derived: tuple[DerivedSpec, ...]
    entitlement: EntitlementSpec
    calendar_spec: CalendarSpec
    rates: tuple[RateSpec, ...]

    def openings(self) -> list[Opening]:
        """Default dates, which each Caf may change for itself."""
        return [
            Opening(o.declaration, o.period, day_in(o.opens, self.year), day_in(o.due, self.year), o.purpose)
            for o in self.calendar_spec.openings
        ]

    def calendar(self, key: str) -> Opening:
        """The opening of "FORECAST", "UPDATE_JUNE", "UPDATE_SEPTEMBER" or "ACTUAL"; KeyError otherwise."""
        return {"_".join(filter(None, (o.declaration_type, o.period))): o for o in self.openings()}[key]

    def questionnaire(self, part: Part, declaration_type: DeclarationType) -> Questionnaire:
        """What this half asks; KeyError for another part or type."""
        return self._questionnaires[part, declaration_type]

    def values(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> DeclarationValues:
        """What formulas and rules read of one declaration."""
        documents: dict[Part, Document] = {"ACTIVITY": activity, "FINANCIAL": financial}
        questionnaires = {part: self.questionnaire(part, declaration_type) for part in documents}
        return DeclarationValues(
            questionnaires, documents, self.totals(financial), self.rates_by_code, self.derived_by_code
        )

    def check(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> list[Finding]:
        """Everything to settle before transmission, blocking findings first."""
        controls = [control for control in self.controls if declaration_type in control.applies_to]
        return collect_findings(self.values(declaration_type, activity, financial), controls)

    def totals(self, financial: Document) -> Totals:
        return totals(self.questionnaire("FINANCIAL", "ACTUAL").fields(), financial)

    def estimate(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> Estimate:
        """The entitlement with its calculation, or what is missing to compute it."""
        return estimate_entitlement(self.values(declaration_type, activity, financial), self.entitlement)

    def facts(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> dict[str, Decimal]:
        """Every figure by code, for statistics; `figures()` says what each means. What is unknown is absent."""
        return compute_facts(self.values(declaration_type, activity, financial))

    def figures(self) -> list[Figure]:
        """What `facts` may hold, in the order of the screens."""
        found: list[Figure] = []
        parts: tuple[Part, ...] = ("ACTIVITY", "FINANCIAL")
        for part in parts:
            questionnaire = self.questionnaire(part, "ACTUAL")
            found += [
                _figure(question.code, question.label, question, part)
                for question in questionnaire.fields()
                if question.is_figure or question.kind == "boolean"
            ]
            for table in questionnaire.tables():
                found.append(Figure(f"{table.code}.count", f"{table.label} : nombre", "", 0, part))
                found += [
                    _figure(f"{table.code}.{column.code}", f"{table.label} : {column.label} (total)", column, part)
                    for column in table.summed_columns()
                ]
        found += [Figure(code, label, "€", 2) for code, (_, label) in NAMES.items()]
        return found + [Figure(spec.code, spec.label, spec.unit, spec.decimals) for spec in self.derived]

    @cached_property
    def rates_by_code(self) -> dict[str, RateSpec]:
        return {rate.code: rate for rate in self.rates}

    @cached_property
    def derived_by_code(self) -> dict[str, DerivedSpec]:
        return {spec.code: spec for spec in self.derived}

    @cached_property
    def sha(self) -> str:
        """SHA-256 of all that this edition says: a snapshot keeps it to tell with which text it was computed."""
        content = {
            "type": self.type_code,
            "year": self.year,
            "activity": [section.model_dump(mode="json") for section in self.activity],
            "financial": [section.model_dump(mode="json") for section in self.financial],
            "controls": [control.model_dump(mode="json", exclude={"years"}) for control in self.controls],
            "derived": [spec.model_dump(mode="json") for spec in self.derived],
            "entitlement": self.entitlement.model_dump(mode="json"),
            "calendar": self.calendar_spec.model_dump(mode="json"),
            "rates": [rate.model_dump(mode="json", exclude={"years"}) for rate in self.rates],
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def version(self) -> str:
        """Short name of this text, such as PSJEUNE-2026-1f0c22ab90de."""
        return f"{self.type_code}-{self.year}-{self.sha[:12]}"

    @cached_property
    def _questionnaires(self) -> dict[tuple[Part, DeclarationType], Questionnaire]:
        sections: dict[Part, tuple[SectionSpec, ...]] = {"ACTIVITY": self.activity, "FINANCIAL": self.financial}
        types: tuple[DeclarationType, ...] = ("FORECAST", "UPDATE", "ACTUAL")
        return {
            (part, kind): Questionnaire(part, kind, [spec.section(kind) for spec in specs])
            for part, specs in sections.items()
            for kind in types
        }


def _figure(code: str, label: str, question: Question, part: Part) -> Figure:
    return Figure(code, label, question.unit, question.decimals, part)
