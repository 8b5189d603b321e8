"""Proposals as rows, and one of them as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Page

from portal.base.formats import moment, short_date
from portal.base.urls import reverse
from portal.habpps.models import Proposal
from portal.habpps.partners.tables.proposals import STATES, proposal_title, proposal_url
from portal.ui.pieces import Action, SummaryRow
from portal.ui.tables import Column, Link, Row, States, Table, Text

from .queries import ShownChange

DONE = {
    Proposal.State.ACCEPTED: "Acceptée par",
    Proposal.State.REFUSED: "Refusée par",
    Proposal.State.CANCELLED: "Annulée par",
}


def proposals_table(page: Page, *, filtered: bool) -> Table:
    labels = ("Organisme", "Ce qui est proposé", "Par", "Caf pilote", "Le", "État")
    return Table(
        caption="Propositions",
        columns=[Column(label) for label in labels],
        rows=[_row(each) for each in page],
        page=page,
        noun=("proposition", "propositions"),
        filtered=filtered,
        row_header=1,
        empty="Aucune Caf n'a encore rien proposé pour les organismes que vous partagez.",
    )


def _row(proposal: Proposal) -> Row:
    title = proposal_title(proposal)
    return Row(
        [
            proposal.partner.name,
            Link(title, proposal_url(proposal)),
            proposal.caf.name,
            proposal.partner.lead_caf.name if proposal.partner.lead_caf else "",
            short_date(proposal.proposed_at),
            States([STATES[Proposal.State(proposal.state)]]),
        ],
        name=f"{title}, {proposal.partner.name}",
        muted=proposal.state != Proposal.State.WAITING,
    )


def changes_table(proposal: Proposal, changes: Sequence[ShownChange]) -> Table:
    """What would change: as it was when it was proposed, and as it would be."""
    waits = proposal.state == Proposal.State.WAITING
    return Table(
        caption="Ce qui est proposé",
        columns=[Column("Donnée"), Column("Lors de la proposition"), Column("Proposé")],
        rows=[
            Row(
                [
                    each.label[:1].upper() + each.label[1:],
                    Text(each.was, note=f"Aujourd'hui : {each.now}" if each.now else "", tone="attention"),
                    Text(each.asked, strong=waits),
                ],
                name=each.label,
            )
            for each in changes
        ],
        noun=("donnée", "données"),
    )


def history(proposal: Proposal) -> list[SummaryRow]:
    """Where it stands, and who did what."""
    lead = proposal.partner.lead_caf
    rows = [
        SummaryRow("État", STATES[Proposal.State(proposal.state)].label),
        SummaryRow("Caf pilote", lead.name if lead else ""),
        SummaryRow(
            "Proposé par",
            f"{proposal.proposed_by.name_on(proposal.proposed_at)} ({proposal.caf.name}), {moment(proposal.proposed_at)}",
        ),
        SummaryRow("Motif", proposal.reason),
    ]
    if proposal.decided_by is not None:
        who = f"{proposal.decided_by.name_on(proposal.decided_at)}, {moment(proposal.decided_at)}"
        rows.append(SummaryRow(DONE[Proposal.State(proposal.state)], who))
    if proposal.decision_reason:
        rows.append(SummaryRow("Motif du refus", proposal.decision_reason))
    return rows


def links(proposal: Proposal, *, may_answer: bool, may_cancel: bool) -> list[Action]:
    key = proposal.public_id
    found = [Action("Fiche de l'organisme", reverse("habpps:partner", args=[proposal.partner.public_id]), "building")]
    if may_answer:
        found.append(Action("Refuser", reverse("habpps:proposal_refuse", args=[key]), "cross", danger=True))
    if may_cancel:
        cancel = reverse("habpps:proposal_cancel", args=[key])
        found.append(Action("Annuler la proposition", cancel, "cross", danger=True))
    return found
