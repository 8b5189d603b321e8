from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.base.formats import long_date, moment, short_date
from portal.base.urls import reverse
from portal.habpps.models import Amendment
from portal.ui.pieces import Action, State, SummaryRow
from portal.ui.tables import Actions, Column, Link, Row, States, Table

from .pdf import Paper
from .rules import has_paper

STATES = {
    Amendment.State.REQUESTED: State("À signer", "attention", "pencil"),
    Amendment.State.SIGNED: State("Signé", "success"),
    Amendment.State.REFUSED: State("Refusé", "danger"),
    Amendment.State.CANCELLED: State("Annulé", "neutral", "minus"),
}


def state_of(amendment: Amendment) -> State:
    return STATES[Amendment.State(amendment.state)]


def amendments_table(amendments: Iterable[Amendment], names: dict[int, str], request: Action | None) -> Table:
    """`names`: of who leaves, by avenant id (`queries.leaving_names`)."""
    labels = ["Avenant", "Quitte ses fonctions", "Devient administrateur", "Date d'effet", "État", "Action"]
    return Table(
        caption="Avenants",
        columns=[Column(label) for label in labels],
        rows=[_row(each, names) for each in amendments],
        noun=("avenant", "avenants"),
        empty="Cette convention n'a aucun avenant.",
        empty_action=request,
    )


def _row(amendment: Amendment, names: dict[int, str]) -> Row:
    name = f"Avenant n°\u00a0{amendment.number}"
    address = reverse("habpps:amendment", args=[amendment.public_id])
    asked = f"demandé par {amendment.requested_by.name_on(amendment.requested_at)}"
    return Row(
        [
            Link(name, address, note=asked),
            names.get(amendment.pk, ""),
            f"{amendment.first_name} {amendment.last_name}".strip(),
            short_date(amendment.effective_on),
            States([state_of(amendment)]),
            Actions(next=Action("Consulter", address, about=name), about=name),
        ],
        name=name,
        muted=amendment.state in (Amendment.State.REFUSED, Amendment.State.CANCELLED),
    )


def history(amendment: Amendment) -> list[SummaryRow]:
    """Where the avenant stands, and who did what."""
    by = amendment.requested_by.name_on(amendment.requested_at)
    rows = [
        SummaryRow("État", state_of(amendment).label),
        SummaryRow("Demandé par", f"{by}, {moment(amendment.requested_at)}"),
    ]
    if amendment.decided_by is not None:
        done = {"SIGNED": "Signature enregistrée par", "REFUSED": "Refusé par", "CANCELLED": "Annulé par"}
        who = amendment.decided_by.name_on(amendment.decided_at)
        rows.append(SummaryRow(done[amendment.state], f"{who}, {moment(amendment.decided_at)}"))
    if amendment.decision_reason:
        rows.append(SummaryRow("Motif du refus", amendment.decision_reason))
    return rows


def paper_rows(paper: Paper) -> list[tuple[str, list[SummaryRow]]]:
    """The parts of the paper as the page shows them: the same words as the PDF."""
    parts = [
        ("Entre la Caf", paper.caf),
        ("Et l’organisme partenaire", paper.partner),
        ("Changement d’administrateur", paper.change),
    ]
    return [(title, [SummaryRow(label, value) for label, value in lines]) for title, lines in parts]


def links(amendment: Amendment, *, may_sign: bool, may_cancel: bool) -> list[Action]:
    """The paper itself, and what else may be done with the avenant."""
    key = amendment.public_id
    paper = Action("Télécharger le PDF", reverse("habpps:amendment_pdf", args=[key]), "download")
    found = [paper] if has_paper(amendment.state) else []
    if amendment.document is not None:
        signed = reverse("habpps:document", args=[amendment.document.public_id])
        found.append(Action("Avenant signé", signed, "document"))
    if may_sign:
        found.append(Action("Refuser l'avenant", reverse("habpps:amendment_refuse", args=[key]), "cross", danger=True))
    if may_cancel:
        found.append(Action("Annuler la demande", reverse("habpps:amendment_cancel", args=[key]), "cross", danger=True))
    return found


def consequences_of_signing(amendment: Amendment, today: date, *, leaving: str, warning: str) -> list[str]:
    """What the signature changes. `leaving`: the name of who leaves, as the convention knows them; `warning`: that of
    a convention left without its two administrators, empty when it keeps them."""
    found = []
    if leaving:
        kept = "garde un accès d'utilisateur" if amendment.keeps_access else "perd tout accès à la convention"
        found.append(f"{leaving} n'est plus administrateur, et {kept}.")
    if amendment.email:
        found.append(
            f"{amendment.first_name} {amendment.last_name} devient administrateur : son identifiant, ou l'annonce de "
            f"son accès, part à {amendment.email}."
        )
    day = long_date(amendment.effective_on)
    if amendment.effective_on < today:
        found.append("La date d'effet est passée : les droits changent dès aujourd'hui.")
    else:
        found.append(f"Les droits changent le {day} ; les anciens valent jusqu'à la veille au soir.")
    return [*found, warning] if warning else found
