"""One activity type in one fiscal year: all that its declarations ask, check and compute."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from .checking import Finding, collect_findings
from .estimating import Estimate, estimate_entitlement
from .indicators import compute_indicators
from .questions import DeclarationType, Document, Part, Questionnaire
from .schema import (
    CalendarSpec,
    ControlSpec,
    DerivedSpec,
    EntitlementSpec,
    IndicatorSpec,
    RateSpec,
    SectionSpec,
    day_in,
)
from .totals import Totals, sum_accounts
from .values import DeclarationValues


class Opening(NamedTuple):
    """When a declaration may be entered, and the days that it declares: in Europe/Paris, both ends included."""

    declaration_type: DeclarationType
    period: str
    opens_on: date
    due_on: date
    purpose: str
    covers_from: date
    covers_until: date


def openings_in(calendar: CalendarSpec, year: int) -> list[Opening]:
    """What a calendar opens for a fiscal year."""
    return [
        Opening(
            declaration_type=spec.declaration,
            period=spec.period,
            opens_on=day_in(spec.opens, year),
            due_on=day_in(spec.due, year),
            purpose=spec.purpose,
            covers_from=day_in(spec.covered[0], year),
            covers_until=day_in(spec.covered[1], year),
        )
        for spec in calendar.openings
    ]


OF_SCREENS = {"table": {"reuse"}}
"""What a button says changes nothing of what is asked."""


@dataclass(frozen=True)
class Edition:
    """Immutable. From `get_catalogue().edition(code, year)`."""

    type_code: str
    year: int
    activity: tuple[SectionSpec, ...]
    financial: tuple[SectionSpec, ...]
    controls: tuple[ControlSpec, ...]
    derived: tuple[DerivedSpec, ...]
    indicators: tuple[IndicatorSpec, ...]
    entitlement: EntitlementSpec
    calendar_spec: CalendarSpec
    rates: tuple[RateSpec, ...]

    def openings(self) -> list[Opening]:
        """Default dates; each Caf may set its own."""
        return openings_in(self.calendar_spec, self.year)

    def calendar(self, key: str) -> Opening:
        """The opening of "FORECAST", "UPDATE_JUNE", "UPDATE_SEPTEMBER" or "ACTUAL"; KeyError otherwise."""
        return {"_".join(filter(None, (o.declaration_type, o.period))): o for o in self.openings()}[key]

    def questionnaire(self, part: Part, declaration_type: DeclarationType) -> Questionnaire:
        """The questions of one half; KeyError for an unknown part or type."""
        return self._questionnaires[part, declaration_type]

    def values(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> DeclarationValues:
        """What formulas and rules read of one declaration."""
        documents: dict[Part, Document] = {"ACTIVITY": activity, "FINANCIAL": financial}
        questionnaires = {part: self.questionnaire(part, declaration_type) for part in documents}
        return DeclarationValues(
            questionnaires, documents, self.totals(financial), self.rates_by_code, self.derived_by_code
        )

    def check(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> list[Finding]:
        """All findings of a declaration, blocking ones first."""
        controls = [control for control in self.controls if declaration_type in control.applies_to]
        return collect_findings(self.values(declaration_type, activity, financial), controls)

    def totals(self, financial: Document) -> Totals:
        return sum_accounts(self.questionnaire("FINANCIAL", "ACTUAL").fields(), financial)

    def estimate(self, declaration_type: DeclarationType, activity: Document, financial: Document) -> Estimate:
        """The entitlement with its calculation, or what is missing to compute it."""
        return estimate_entitlement(self.values(declaration_type, activity, financial), self.entitlement)

    def compute_indicators(
        self, declaration_type: DeclarationType, activity: Document, financial: Document
    ) -> dict[str, Decimal]:
        """The figures of a declaration that statistics keep, by code; `indicators` say what each means."""
        return compute_indicators(self.values(declaration_type, activity, financial), self.indicators)

    @cached_property
    def rates_by_code(self) -> dict[str, RateSpec]:
        return {rate.code: rate for rate in self.rates}

    @cached_property
    def derived_by_code(self) -> dict[str, DerivedSpec]:
        return {spec.code: spec for spec in self.derived}

    @cached_property
    def sha(self) -> str:
        """SHA-256 of all that this edition asks, checks and computes: a snapshot keeps it to tell with which text it was
        computed. Indicators are read from snapshots, and are no part of it."""
        content = {
            "type": self.type_code,
            "year": self.year,
            "activity": [section.model_dump(mode="json", exclude=OF_SCREENS) for section in self.activity],
            "financial": [section.model_dump(mode="json", exclude=OF_SCREENS) for section in self.financial],
            "controls": [control.model_dump(mode="json", exclude={"years"}) for control in self.controls],
            "derived": [spec.model_dump(mode="json") for spec in self.derived],
            "entitlement": self.entitlement.model_dump(mode="json"),
            "calendar": self.calendar_spec.model_dump(mode="json", exclude_none=True),
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
