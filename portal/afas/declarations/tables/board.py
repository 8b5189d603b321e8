"""« Mes déclarations » as a board: each row says what is due when, where both parts stand, and what to do next."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Page

from portal.afas.models import Declaration, DeclarationType
from portal.afas.models.declarations import OPEN_STATES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import tell_cafs
from portal.ui.tables import Actions, Cell, Column, Link, Row, States, Table, Text

from ..editions import nature_label
from ..wording import DUE_COLUMN, declaration_name
from .states import part_state_mark, state_mark
from .steps import describe_due_date, hub_url, next_steps, other_actions

COLUMNS = [
    Column("Exercice", sort="exercice"),
    Column("Type de déclaration", sort="type"),
    Column("Nom de l'activité", sort="activite"),
    Column("Nature de l'activité"),
    Column("Données d'activité"),
    Column("Données financières"),
    Column("Déclaration", sort="etat"),
    Column(DUE_COLUMN, sort="echeance"),
    Column("Action", align="end"),
]
NO_ROLE = (
    "Aucune déclaration ne vous est confiée pour le moment. Vous verrez ici celles des activités sur lesquelles "
    "l'administrateur de votre organisme vous aura donné un rôle."
)


def board_table(actor: Actor, page: Page, *, today: date, sort: str, filtered: bool) -> Table:
    tell_cafs(actor, [declaration.activity.agreement for declaration in page])
    return Table(
        caption="Mes déclarations",
        columns=COLUMNS,
        rows=[board_row(actor, declaration, today) for declaration in page],
        page=page,
        noun=("déclaration trouvée", "déclarations trouvées"),
        sort=sort,
        filtered=filtered,
        empty=NO_ROLE,
        row_header=2,
        id="declarations",
    )


def board_row(actor: Actor, declaration: Declaration, today: date) -> Row:
    campaign, activity = declaration.campaign, declaration.activity
    steps = next_steps(actor, declaration, today)
    parts = declaration.parts_by_kind
    return Row(
        [
            str(campaign.fiscal_year),
            Text(DeclarationType(campaign.declaration_type).label, campaign.get_period_display()),
            Link(
                activity.name,
                hub_url(declaration),
                activity.agreement.shown_partner if _several_partners(actor) else "",
            ),
            nature_label(activity.type_code, activity.nature_code),
            States([part_state_mark(parts["ACTIVITY"].state)]),
            States([part_state_mark(parts["FINANCIAL"].state)]),
            States([state_mark(declaration.state)]),
            _due_cell(declaration, today),
            Actions(
                next=steps[0] if steps else None,
                others=[*steps[1:], *other_actions(declaration)],
                about=declaration_name(declaration),
            ),
        ],
        key=declaration.public_id,
        name=f"{activity.shown_name}, {campaign}",
        muted=not steps and declaration.state not in OPEN_STATES,
    )


def _due_cell(declaration: Declaration, today: date) -> Cell:
    found = describe_due_date(declaration, today)
    if not found.day:
        return ""
    return Text(found.day, found.left, tone="attention" if found.urgent else "")


def _several_partners(actor: Actor) -> bool:
    """A row names the partner only for people who work under several conventions."""
    return len({grant.agreement_id for grant in actor.grants if grant.is_partner}) != 1
