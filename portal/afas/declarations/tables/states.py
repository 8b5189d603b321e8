"""States as the partner reads them: an icon, a word, and a tone (amber only for what needs the person)."""

from portal.afas.models import Campaign, DeclarationType, PartKind, PartState, Period, State
from portal.ui.pieces import State as Mark

PART_MARKS = {
    PartState.TO_ENTER: Mark(PartState.TO_ENTER.label, "neutral", "pencil"),
    PartState.IN_PROGRESS: Mark(PartState.IN_PROGRESS.label, "info", "half"),
    PartState.PROVIDED: Mark(PartState.PROVIDED.label, "success", "check"),
    PartState.TO_CORRECT: Mark(PartState.TO_CORRECT.label, "attention", "return"),
    PartState.ACCEPTED: Mark(PartState.ACCEPTED.label, "success", "check"),
}

MARKS = {
    State.TO_ENTER: Mark(State.TO_ENTER.label, "neutral", "pencil"),
    State.IN_PROGRESS: Mark(State.IN_PROGRESS.label, "info", "half"),
    State.TO_APPROVE: Mark(State.TO_APPROVE.label, "attention", "eye"),
    State.TRANSMITTED: Mark(State.TRANSMITTED.label, "success", "send"),
    State.IN_REVIEW: Mark(State.IN_REVIEW.label, "info", "clock"),
    State.RETURNED: Mark(State.RETURNED.label, "attention", "return"),
    State.VALIDATED: Mark(State.VALIDATED.label, "success", "check"),
    State.WAIVED: Mark(State.WAIVED.label, "neutral", "circle"),
}

# The part in an address, and the words of its screens.
SLUGS = {PartKind.ACTIVITY: "activite", PartKind.FINANCIAL: "finances"}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
DATA = {PartKind.ACTIVITY: "les données d'activité", PartKind.FINANCIAL: "les données financières"}
ENTER = {kind: f"Saisir {data}" for kind, data in DATA.items()}
CORRECT = {kind: f"Corriger {data}" for kind, data in DATA.items()}
CONTINUE = {kind: f"Reprendre la saisie d{data.removeprefix('l')}" for kind, data in DATA.items()}
PROVIDE = {kind: f"Fournir {data}" for kind, data in DATA.items()}


def part_state_mark(state: str) -> Mark:
    return PART_MARKS[PartState(state)]


def state_mark(state: str) -> Mark:
    return MARKS[State(state)]


PERIODS = {Period.JUNE: "Janv. à juin", Period.SEPTEMBER: "Janv. à sept."}


def short_label(campaign: Campaign) -> str:
    """The head of a column: « Réelle 2025 », « Prévision 2026 », « Janv. à sept. 2026 »."""
    names = {DeclarationType.FORECAST: "Prévision", DeclarationType.ACTUAL: "Réelle"}
    name = names.get(DeclarationType(campaign.declaration_type)) or PERIODS[Period(campaign.period)]
    return f"{name} {campaign.fiscal_year}"
