"""A request of name as its author and as who decides read it."""

from __future__ import annotations

from collections.abc import Sequence

from portal.base.formats import moment, plural
from portal.habpps.models import Grant, NameRequest
from portal.habpps.rights.roles import Role
from portal.ui.pieces import SummaryRow

from .queries import MOST_RIGHTS

State = NameRequest.State
DONE = {State.ACCEPTED: "Acceptée", State.REFUSED: "Refusée", State.CANCELLED: "Annulée"}


def request_rows(request: NameRequest) -> list[SummaryRow]:
    """For its author."""
    rows = [
        SummaryRow("Nom demandé", str(request)),
        SummaryRow("Motif", request.reason),
        SummaryRow("Demandé le", moment(request.requested_at)),
    ]
    return [*rows, *decision_rows(request)]


def decision_rows(request: NameRequest) -> list[SummaryRow]:
    if request.decided_by is None:
        return [SummaryRow("État", request.get_state_display())]
    by = request.decided_by.name_on(request.decided_at)
    rows = [SummaryRow(DONE[State(request.state)], f"par {by}, le {moment(request.decided_at)}")]
    if request.decision_reason:
        rows.append(SummaryRow("Motif du refus", request.decision_reason))
    return rows


def decide_rows(request: NameRequest, rights: Sequence[Grant]) -> list[SummaryRow]:
    """For who decides. `rights`: of the person, at most one more than are shown."""
    person = request.user
    shown = [_describe_right(each) for each in rights[:MOST_RIGHTS]]
    more = ["et d'autres encore"] if len(rights) > MOST_RIGHTS else []
    return [
        SummaryRow("Nom lors de la demande", person.name_on(request.requested_at)),
        SummaryRow("Nom demandé", str(request)),
        SummaryRow("Motif", request.reason),
        SummaryRow("Demandé le", moment(request.requested_at)),
        SummaryRow("Identifiant", person.username),
        SummaryRow("Adresse mail", person.email),
        SummaryRow(plural(len(shown), "Droit", none="Droits").split("\u00a0")[-1], [*dict.fromkeys(shown), *more]),
    ]


def _describe_right(grant: Grant) -> str:
    if grant.activity or grant.site:
        over = str(grant.activity or grant.site)
    else:
        over = grant.agreement.label if grant.agreement else grant.caf.name if grant.caf else "tout le territoire"
    return f"{Role(grant.role).label}\u00a0: {over}"
