"""What AFAS adds to « Bienvenue »: what is due, and the state of the declarations by activity and year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from portal.habpps.rights.labels import tell_cafs
from portal.habpps.rights.roles import AFAS_ROLES
from portal.ui import home
from portal.ui.pieces import State as Mark

from .declarations.queries.board import recent_declarations
from .declarations.tables.states import MARKS, state_mark
from .declarations.tables.steps import describe_due_date, hub_url
from .declarations.tables.todo import todo_reason, with_next_action
from .declarations.wording import declaration_name
from .models import Declaration, State
from .models.declarations import OPEN_STATES

MOST_CARDS = 5
MOST_ACTIVITIES = 12
COLUMNS = [
    ("FORECAST", "", "Prév."),
    ("UPDATE", "JUNE", "Act. juin"),
    ("UPDATE", "SEPTEMBER", "Act. sept."),
    ("ACTUAL", "", "Réelle"),
]


@dataclass(frozen=True)
class Cell:
    """A declaration in the matrix; `url` empty where there is none."""

    label: str
    url: str = ""
    state: Mark | None = None


def _declarations(request: HttpRequest) -> list[Declaration]:
    """Read once for the cards and the matrix; nothing for who holds no role."""
    if not request.actor.has_role(*AFAS_ROLES):
        return []
    if not hasattr(request, "afas_declarations"):
        request.afas_declarations = recent_declarations(request.actor)
        tell_cafs(request.actor, [declaration.activity.agreement for declaration in request.afas_declarations])
    return request.afas_declarations


def todo_cards(request: HttpRequest) -> Iterable[home.TodoCard]:
    today = request.actor.today
    waiting = [d for d in _declarations(request) if d.owed and d.state in OPEN_STATES and d.opens <= today]
    pairs = with_next_action(request.actor, sorted(waiting, key=lambda declaration: declaration.due))
    for declaration, action in pairs[:MOST_CARDS]:
        when = describe_due_date(declaration, today)
        detail = todo_reason(request.actor, declaration) or declaration.activity.agreement.partner.name
        tone = "attention" if when.urgent else "neutral"
        yield home.TodoCard(declaration_name(declaration), detail, action.url, action.label, tone, declaration.due)


def declarations_section(request: HttpRequest) -> home.Section | None:
    found = _declarations(request)
    if not found:
        return None
    years = sorted({declaration.campaign.fiscal_year for declaration in found}, reverse=True)[:2]
    # By activity, not by name: two organisations, or two conventions of one, may give it to theirs.
    by_activity: dict[tuple[str, int], dict[tuple[int, str, str], Declaration]] = {}
    for declaration in found:
        campaign = declaration.campaign
        key = (campaign.fiscal_year, campaign.declaration_type, campaign.period)
        place = (declaration.activity.shown_name, declaration.activity_id)
        by_activity.setdefault(place, {})[key] = declaration
    rows = [
        (
            name,
            [
                _cell(name, year, column, declarations.get((year, column[0], column[1])))
                for year in years
                for column in COLUMNS
            ],
        )
        for (name, _), declarations in sorted(by_activity.items(), key=lambda item: item[0])[:MOST_ACTIVITIES]
    ]
    context = {
        "years": years,
        "columns": [(year, label) for year in years for _, _, label in COLUMNS],
        "span": len(COLUMNS),
        "rows": rows,
        "legend": [MARKS[state] for state in State if state in {declaration.state for declaration in found}],
        "more": max(0, len(by_activity) - MOST_ACTIVITIES),
    }
    return home.Section("Mes déclarations, par activité et par exercice", "afas/declarations/matrix.html", context)


def _cell(activity: str, year: int, column: tuple[str, str, str], declaration: Declaration | None) -> Cell:
    label = f"{activity}, {column[2]} {year}"
    if declaration is None:
        return Cell(label)
    return Cell(label, hub_url(declaration), state_mark(declaration.state))


home.register(todo_cards)
home.register_section(declarations_section)
