"""What the Caf sees in lists: its inbox, the advancement of its campaigns, those who are late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.paginator import Page

from portal.afas.declarations.editions import type_label
from portal.afas.declarations.rules import is_late
from portal.afas.declarations.tables.states import part_state_mark
from portal.afas.declarations.wording import DUE_COLUMN, declaration_name
from portal.afas.models import CAF_LABELS, Campaign, Declaration, State
from portal.afas.models.declarations import COUNTED_STATES
from portal.base import formats
from portal.base.clock import day
from portal.base.urls import reverse
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import tell_cafs
from portal.ui.pieces import Action, Progress
from portal.ui.pieces import State as Mark
from portal.ui.tables import Actions, Column, Link, Row, States, Table, Text

from ..queries import CampaignProgress

TONES = {
    State.TO_ENTER: ("neutral", "circle"),
    State.IN_PROGRESS: ("info", "half"),
    State.TO_APPROVE: ("info", "eye"),
    State.TRANSMITTED: ("attention", "declaration"),
    State.IN_REVIEW: ("info", "clock"),
    State.RETURNED: ("attention", "return"),
    State.VALIDATED: ("success", "check"),
    State.WAIVED: ("neutral", "circle"),
}
MARKS = {state: Mark(CAF_LABELS[state], tone, icon) for state, (tone, icon) in TONES.items()}
LATE = Mark("Transmise en retard", "danger", "clock")
CAME_BACK = Mark("Revenue corrigée", "attention", "return")

HOLDER = "suivi"

INBOX_COLUMNS = [
    Column("Organisme et activité", sort="organisme"),
    Column("Campagne", sort="campagne"),
    Column("Reçue le", sort="recue", narrow=True),
    Column(DUE_COLUMN, sort="echeance"),
    Column("État"),
    Column("Suivie par", sort="suivi"),
    Column("Action", align="end"),
]


def caf_state_mark(state: str) -> Mark:
    return MARKS[State(state)]


def file_url(declaration: Declaration) -> str:
    return reverse("afas:caf_file", args=[declaration.public_id])


def take_action(declaration: Declaration, name: str) -> Action:
    return Action("Prendre en charge", take_url(declaration), "user", method="post", about=name)


def take_url(declaration: Declaration) -> str:
    """It names the colleague who has the file when the button is shown: nobody takes it from another by accident."""
    holder = declaration.taken_by
    return reverse("afas:caf_take", args=[declaration.public_id]) + (f"?{HOLDER}={holder.public_id}" if holder else "")


def inbox_table(actor: Actor, page: Page, *, sort: str, filtered: bool) -> Table:
    tell_cafs(actor, [declaration.activity.agreement for declaration in page])
    return Table(
        caption="Déclarations à traiter",
        columns=INBOX_COLUMNS,
        rows=[_inbox_row(actor, declaration) for declaration in page],
        page=page,
        noun=("déclaration trouvée", "déclarations trouvées"),
        sort=sort,
        filtered=filtered,
        empty="Aucune déclaration n’attend votre Caf. Celles que les partenaires transmettent arrivent ici.",
        id="declarations",
    )


def _inbox_row(actor: Actor, declaration: Declaration) -> Row:
    name, url = declaration_name(declaration), file_url(declaration)
    received = day(declaration.transmitted_at)
    states = [
        caf_state_mark(declaration.state),
        *([CAME_BACK] if declaration.came_back else []),
        *([LATE] if is_late(declaration, actor.today) else []),
    ]
    waits, held = declaration.state == State.TRANSMITTED, declaration.taken_by_id not in (None, actor.id)
    # A colleague's file may be taken over; a free one has its button already.
    taking = take_action(declaration, name) if waits or held else None
    return Row(
        [
            Link(declaration.activity.agreement.shown_partner, url, declaration.activity.name),
            Text(str(declaration.campaign), type_label(declaration.campaign.type_code)),
            Text(formats.short_date(received), _age(declaration, (actor.today - received).days)),
            formats.last_day(declaration.due),
            States(states),
            _holder(actor, declaration),
            Actions(
                next=taking if waits else Action("Ouvrir le dossier", url, "declaration", about=name),
                others=[taking] if taking and held else [],
                about=name,
            ),
        ],
        name=name,
    )


def _age(declaration: Declaration, days: int) -> str:
    """« il y a 12 jours, version 2 »."""
    since = f"il y a {formats.plural(days, 'jour')}" if days else "aujourd’hui"
    return f"{since}, version {declaration.version}" if declaration.version > 1 else since


def _holder(actor: Actor, declaration: Declaration) -> str | Text:
    if declaration.taken_by is None:
        return "Personne"
    if declaration.taken_by_id == actor.id:
        return Text("Vous", strong=True)
    return declaration.taken_by.get_full_name()


def campaign_label(campaign: Campaign) -> str:
    return f"{campaign}, {type_label(campaign.type_code)}"


def progress_table(found: Sequence[CampaignProgress]) -> Table:
    return Table(
        caption="Nombre de déclarations par état",
        columns=[
            Column("Campagne"),
            *(Column(CAF_LABELS[state], align="end") for state in COUNTED_STATES),
            Column("En retard", align="end"),
            Column("Total", align="end"),
        ],
        rows=[_progress_row(one) for one in found],
        noun=("campagne", "campagnes"),
        empty="Aucune campagne n’est ouverte pour les activités de votre Caf.",
        id="avancement",
    )


def _progress_row(one: CampaignProgress) -> Row:
    counts = [formats.number(one.counts.get(state, 0)) for state in COUNTED_STATES]
    name = Text(str(one.campaign), type_label(one.campaign.type_code))
    return Row([name, *counts, formats.number(one.late), Text(formats.number(one.total), strong=True)])


def received_bars(found: Sequence[CampaignProgress]) -> list[Progress]:
    """One bar for each campaign: how much has come in."""
    return [
        Progress(
            one.received,
            one.total,
            f"{formats.plural(one.received, 'reçue')} sur {formats.number(one.total)}",
            name=campaign_label(one.campaign),
        )
        for one in found
    ]


def late_table(actor: Actor, page: Page, *, filtered: bool) -> Table:
    tell_cafs(actor, [declaration.activity.agreement for declaration in page])
    return Table(
        caption="Déclarations en retard",
        columns=[
            Column("Organisme et activité"),
            Column("Campagne"),
            Column(DUE_COLUMN),
            Column("Retard", align="end", narrow=True),
            Column("Données d’activité"),
            Column("Données financières"),
            Column("État"),
        ],
        rows=[_late_row(declaration, actor.today) for declaration in page],
        page=page,
        noun=("déclaration en retard", "déclarations en retard"),
        filtered=filtered,
        empty="Aucune déclaration n’est en retard.",
        no_result="Aucune déclaration n’est en retard pour ces critères.",
        id="retards",
    )


def _late_row(declaration: Declaration, today: date) -> Row:
    parts = declaration.parts_by_kind
    return Row(
        [
            Link(declaration.activity.agreement.shown_partner, file_url(declaration), declaration.activity.name),
            Text(str(declaration.campaign), type_label(declaration.campaign.type_code)),
            formats.last_day(declaration.due),
            formats.plural((today - declaration.due).days, "jour"),
            States([part_state_mark(parts["ACTIVITY"].state)]),
            States([part_state_mark(parts["FINANCIAL"].state)]),
            States([caf_state_mark(declaration.state)]),
        ]
    )
