"""What stays in sight while figures are entered: totals, the entitlement with its steps, what is left to settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.base import formats
from portal.catalogue.checking import Finding
from portal.catalogue.edition import Edition
from portal.catalogue.estimating import Estimate
from portal.ui.pieces import Tone

PARTS_OF = {"ACTIVITY": "données d’activité", "FINANCIAL": "données financières"}
NAMED = 3
"""How many missing answers are named before « et 12 autres »."""


@dataclass(frozen=True)
class Point:
    """Something to settle; `field` is the control that the link leads to, "" for none."""

    message: str
    field: str = ""

    @property
    def href(self) -> str:
        return f"#id_{self.field}" if self.field else ""


@dataclass(frozen=True)
class Amount:
    id: str
    label: str
    value: str
    tone: Tone = "neutral"


@dataclass(frozen=True)
class StepLine:
    label: str
    detail: str
    value: str


@dataclass(frozen=True)
class Right:
    """The entitlement. `amount` is empty while `missing` says what it waits for."""

    label: str
    amount: str
    indicative: bool
    missing: str
    steps: list[StepLine]
    sources: list[str]


@dataclass(frozen=True)
class Summary:
    amounts: list[Amount]
    right: Right
    unanswered: int
    first_unanswered: str
    blocking: list[Point]
    warnings: list[Point]

    @property
    def left(self) -> int:
        """How many things keep the half from being handed over."""
        return len(self.blocking) + bool(self.unanswered)

    @property
    def left_text(self) -> str:
        """« 12 réponses attendues, 1 point à régler », for the bar of small screens."""
        points = formats.plural(len(self.blocking), "point à régler", "points à régler") if self.blocking else ""
        asked = self.unanswered_text if self.unanswered else ""
        return ", ".join(filter(None, (asked, points))) or "Rien à régler"

    @property
    def balance_text(self) -> str:
        """« Équilibre 0,00 € », for the bar of small screens; "" without amounts."""
        return f"{self.amounts[-1].label} {self.amounts[-1].value}" if self.amounts else ""

    @property
    def unanswered_text(self) -> str:
        return formats.plural(self.unanswered, "réponse attendue", "réponses attendues")


def summary(
    edition: Edition,
    declaration_type: str,
    kind: str,
    documents: Mapping[str, Mapping[str, Any]],
    wrong: Mapping[str, list[str]],
    names: set[str],
) -> Summary:
    """`documents`: half -> answers; `wrong`: field -> messages of what could not be read; `names`: fields shown."""
    activity, financial = documents["ACTIVITY"], documents["FINANCIAL"]
    findings = [found for found in edition.check(declaration_type, activity, financial) if found.part == kind]
    missing = [f for f in findings if f.code == "required" and not set(f.fields) & set(wrong)]
    others = [f for f in findings if f.code != "required" and f.severity == "BLOCKING"]
    unread = [
        Point(f"{_label(edition, declaration_type, kind, name)}\u00a0: {' '.join(texts)}", name)
        for name, texts in wrong.items()
    ]
    return Summary(
        amounts=_amounts(edition, declaration_type, kind, financial),
        right=right(edition.estimate(declaration_type, activity, financial)),
        unanswered=len(missing),
        first_unanswered=Point("", missing[0].fields[0]).href if missing else "",
        blocking=unread + [_point(finding, names) for finding in others],
        warnings=[_point(finding, names) for finding in findings if finding.severity == "WARNING"],
    )


def _label(edition: Edition, declaration_type: str, kind: str, name: str) -> str:
    table, _, rest = name.partition(".")
    index, _, column = rest.partition(".")
    question = edition.questionnaire(kind, declaration_type).question(f"{table}.{column}" if column else name)
    return f"Ligne {int(index) + 1}, {question.label}" if column else f"{question.number} {question.label}".strip()


def _point(finding: Finding, names: set[str]) -> Point:
    message = finding.message[:1].upper() + finding.message[1:]
    return Point(message, next((name for name in finding.fields if name in names), ""))


def _amounts(edition: Edition, declaration_type: str, kind: str, financial: Mapping[str, Any]) -> list[Amount]:
    if kind == "ACTIVITY" and not financial:
        return []
    sums = edition.totals(dict(financial))
    balanced = declaration_type == "FORECAST"
    tone: Tone = "neutral"
    if balanced:
        tone = "success" if sums.balance == 0 else "attention"
    label = {"équilibre": "Équilibre", "excédent": "Excédent", "déficit": "Déficit"}[sums.label]
    return [
        Amount("summary-charges", "Total des charges", formats.euros(sums.charges)),
        Amount("summary-produits", "Total des produits", formats.euros(sums.produits)),
        Amount("summary-balance", label, formats.euros(abs(sums.balance)), tone),
    ]


def right(estimate: Estimate) -> Right:
    named = [f"«\u00a0{label}\u00a0»" for label in estimate.missing[:NAMED]]
    more = len(estimate.missing) - len(named)
    if more > 0:
        named.append(formats.plural(more, "autre réponse", "autres réponses"))
    return Right(
        label=estimate.label,
        amount="" if estimate.amount is None else formats.euros(estimate.amount),
        indicative=estimate.indicative,
        missing=_and(named),
        steps=[
            StepLine(step.label, step.detail, _value(step.value, step.decimals, step.unit)) for step in estimate.steps
        ],
        sources=[f"{rate.label}\u00a0: {rate.source}" for rate in estimate.rates],
    )


def _value(canonical: str, decimals: int, unit: str) -> str:
    return f"{formats.number(Decimal(canonical), decimals)}{formats.FIXED}{unit}".rstrip(formats.FIXED)


def _and(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" et " if len(words) > 1 else "") + words[-1] if words else ""
