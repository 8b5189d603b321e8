"""What other Cafs propose for an organisation, as its own page and the list of proposals name it."""

from __future__ import annotations

from collections.abc import Sequence

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.models import Proposal
from portal.ui.pieces import State
from portal.ui.tables import Column, Link, Row, Table

from ..wording import title_of

STATES = {
    Proposal.State.WAITING: State("En attente", "attention", "clock"),
    Proposal.State.ACCEPTED: State("Acceptée", "success"),
    Proposal.State.REFUSED: State("Refusée", "danger"),
    Proposal.State.CANCELLED: State("Annulée", "neutral", "minus"),
}


def proposal_title(proposal: Proposal) -> str:
    """« Modifier la fiche de l'organisme », at the beginning of a cell or of a heading."""
    title = title_of(proposal)
    return title[:1].upper() + title[1:]


def proposal_url(proposal: Proposal) -> str:
    return reverse("habpps:proposal", args=[proposal.public_id])


def waiting_table(proposals: Sequence[Proposal]) -> Table:
    """Those of one organisation that the lead Caf has not answered."""
    return Table(
        caption="Propositions en attente",
        columns=[Column("Ce qui est proposé"), Column("Par"), Column("Le"), Column("Motif")],
        rows=[
            Row(
                [
                    Link(proposal_title(each), proposal_url(each)),
                    each.caf.name,
                    short_date(each.proposed_at),
                    each.reason,
                ],
                name=proposal_title(each),
            )
            for each in proposals
        ],
        id="propositions",
        noun=("proposition en attente", "propositions en attente"),
    )
