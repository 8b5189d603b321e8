"""What stays in sight while figures are entered: totals, the entitlement with its steps, what is left to settle."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.afas.declarations.editions import edition_of, questionnaire_of
from portal.afas.models import Declaration, DeclarationPart
from portal.base import formats
from portal.catalogue.checking import Finding
from portal.catalogue.estimating import Estimate
from portal.catalogue.questions import Questionnaire
from portal.catalogue.values import TO_CONFIRM
from portal.ui.pieces import Tone

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
        """How many things keep the part from being handed over."""
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


def summarize(
    part: DeclarationPart, findings: list[Finding], unreadable: Mapping[str, list[str]], names: Container[str]
) -> Summary:
    """`findings`: of both parts; `unreadable`: field -> messages; `names`: the controls of the page."""
    declaration = part.declaration
    findings = [found for found in findings if found.part == part.kind]
    missing = [f for f in findings if f.code == "required" and not set(f.fields) & set(unreadable)]
    others = [f for f in findings if f.code != "required" and f.severity == "BLOCKING"]
    questionnaire = questionnaire_of(declaration, part.kind)
    unread = [
        Point(f"{_label(questionnaire, name)}\u00a0: {' '.join(texts)}", name) for name, texts in unreadable.items()
    ]
    return Summary(
        amounts=_amounts(declaration, part.kind),
        right=estimated_right(declaration),
        unanswered=len(missing),
        first_unanswered=Point("", missing[0].fields[0]).href if missing else "",
        blocking=unread + [_point(finding, names) for finding in others],
        warnings=[_point(finding, names) for finding in findings if finding.severity == "WARNING"],
    )


def _label(questionnaire: Questionnaire, name: str) -> str:
    table, _, rest = name.partition(".")
    index, _, column = rest.partition(".")
    question = questionnaire.question(f"{table}.{column}" if column else name)
    return f"Ligne {int(index) + 1}, {question.label}" if column else f"{question.number} {question.label}".strip()


def _point(finding: Finding, names: Container[str]) -> Point:
    message = finding.message[:1].upper() + finding.message[1:]
    return Point(message, next((name for name in finding.fields if name in names), ""))


def _amounts(declaration: Declaration, kind: str) -> list[Amount]:
    financial = declaration.parts_by_kind["FINANCIAL"].document
    if kind == "ACTIVITY" and not financial:
        return []
    sums = edition_of(declaration).totals(financial)
    balanced = declaration.campaign.declaration_type == "FORECAST"
    tone: Tone = "neutral"
    if balanced:
        tone = "success" if sums.balance == 0 else "attention"
    label = {"équilibre": "Équilibre", "excédent": "Excédent", "déficit": "Déficit"}[sums.label]
    return [
        Amount("summary-charges", "Total des charges", formats.euros(sums.charges)),
        Amount("summary-produits", "Total des produits", formats.euros(sums.produits)),
        Amount("summary-balance", label, formats.euros(abs(sums.balance)), tone),
    ]


def estimated_right(declaration: Declaration) -> Right:
    """By the answers of both parts as they are."""
    documents = [declaration.parts_by_kind[kind].document for kind in ("ACTIVITY", "FINANCIAL")]
    return _right(edition_of(declaration).estimate(declaration.campaign.declaration_type, *documents))


def _right(estimate: Estimate) -> Right:
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
        sources=[f"{rate.label}{'' if rate.confirmed else TO_CONFIRM}\u00a0: {rate.source}" for rate in estimate.rates],
    )


def _value(canonical: str, decimals: int, unit: str) -> str:
    return f"{formats.number(Decimal(canonical), decimals)}{formats.FIXED}{unit}".rstrip(formats.FIXED)


def _and(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" et " if len(words) > 1 else "") + words[-1] if words else ""
