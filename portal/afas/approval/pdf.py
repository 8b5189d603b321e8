"""The receipt of a transmission [CRPA L112-11]: what it says, and its PDF. The HTML page says the same.

Everything is read from the frozen content, so that a receipt printed again in five years is the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.afas.models import Transmission
from portal.base.formats import FIXED, moment, postal_address, siret, until_day
from portal.base.pdf import tagged_pdf
from portal.catalogue.answers import format_figure

TEMPLATE = Path(__file__).parent / "typst" / "receipt.typ"
Lines = list[tuple[str, str]]
"""Label, value: plain French text."""

NEXT = [
    "La Caf examine votre déclaration. Elle peut la valider, ou vous la retourner avec un motif pour correction.",
    "Vous êtes prévenu par e-mail dans les deux cas. Ce qui a été transmis reste lisible dans l’historique.",
    "Cet accusé de réception ne vaut pas accord sur le montant de l’aide.",
]


@dataclass(frozen=True)
class Receipt:
    """Plain French strings; each list is a block of the page in its order."""

    title: str
    number: str
    moment: str
    late: str
    about: Lines
    service: Lines
    figures: Lines
    sha256: str
    next: list[str]
    year: int
    month: int
    day: int


def receipt_of(transmission: Transmission) -> Receipt:
    content = json.loads(transmission.content)
    at = datetime.fromisoformat(content["transmitted_at"])
    return Receipt(
        title=f"Accusé de réception {content['receipt_number']}",
        number=content["receipt_number"],
        moment=moment(at),
        late=_late(content),
        about=_about(content),
        service=_service(content["caf"]),
        figures=_figures(content),
        sha256=transmission.sha256,
        next=NEXT,
        year=at.year,
        month=at.month,
        day=at.day,
    )


def receipt_pdf(transmission: Transmission) -> bytes:
    """Its file to keep."""
    return tagged_pdf(TEMPLATE, receipt=asdict(receipt_of(transmission)))


def _late(content: dict[str, Any]) -> str:
    if not content["late"]:
        return ""
    due = date.fromisoformat(content["campaign"]["due_on"])
    return f"Transmise en retard\u00a0: elle était attendue {until_day(due)}."


def _about(content: dict[str, Any]) -> Lines:
    campaign, activity, partner = content["campaign"], content["activity"], content["partner"]
    period = f", de {campaign['period_label']}" if campaign["period_label"] else ""
    place = postal_address(partner["address"], partner["postcode"], partner["town"])
    return [
        ("Déclaration", f"{campaign['declaration_type_label']} {campaign['fiscal_year']}{period}"),
        ("Activité", f"{activity['name']} ({campaign['type_label']}, {activity['nature_label']})"),
        ("Organisme", partner["name"]),
        ("SIRET", siret(partner["siret"])),
        *([("Adresse de l’organisme", place)] if place else []),
        ("Version", str(content["version"])),
        ("Transmise par", f"{content['transmitted_by']['name']} ({content['transmitted_by']['role']})"),
    ]


def _service(caf: dict[str, str]) -> Lines:
    told = [
        ("Service chargé de la déclaration", caf["name"]),
        ("Adresse", caf["address"]),
        ("Adresse mail", caf["email"]),
        ("Téléphone", caf["phone"]),
    ]
    return [(label, value or "Non renseigné") for label, value in told]


def _figures(content: dict[str, Any]) -> Lines:
    totals, estimate = content["totals"], content["estimate"]
    lines = [
        ("Total des charges", _euros(totals["total_charges"])),
        ("Total des produits", _euros(totals["total_produits"])),
        ("Résultat", f"{_euros(totals['balance'])} ({totals['label']})"),
    ]
    if estimate["amount"] is not None:
        note = " (estimation indicative)" if estimate["indicative"] else ""
        lines.append((estimate["label"], f"{_euros(estimate['amount'])}{note}"))
    return lines


def _euros(amount: str) -> str:
    return f"{format_figure(Decimal(amount), 2)}{FIXED}€"
