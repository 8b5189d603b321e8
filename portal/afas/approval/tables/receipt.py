"""A transmission as its frozen content tells it: years later it still reads the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from portal.afas.declarations.queries.versions import differences
from portal.afas.declarations.tables.steps import hub_url
from portal.afas.models import Declaration, Transmission
from portal.base import formats
from portal.base.urls import reverse
from portal.ui.pieces import SummaryRow

from ..pdf import receipt_of


@dataclass(frozen=True)
class VersionLine:
    """`before`: what the version before said, where it said something else."""

    label: str
    text: str
    before: str


@dataclass(frozen=True)
class VersionSection:
    title: str
    lines: list[VersionLine]
    rows: list[str] | None


def receipt_context(declaration: Declaration, sent: Transmission) -> dict[str, Any]:
    """The same words as the PDF: both read `pdf.receipt_of`."""
    receipt = receipt_of(sent)
    where = [declaration.public_id, sent.version]
    return {
        "receipt": receipt,
        "about": [SummaryRow(label, text) for label, text in receipt.about],
        "service": [SummaryRow(label, text) for label, text in receipt.service],
        "figures": [SummaryRow(label, text) for label, text in receipt.figures],
        "pdf_url": reverse("afas:receipt_pdf", args=where),
        "version_url": reverse("afas:version", args=where),
        "hub_url": hub_url(declaration),
    }


def version_context(declaration: Declaration, sent: Transmission, before: Transmission | None) -> dict[str, Any]:
    content = json.loads(sent.content)
    changes = list(differences(json.loads(before.content), content)) if before else []
    was = {(change.part, change.code): change.before or "rien" for change in changes}
    parts = [
        {
            "label": part["label"],
            "nil": part["nil_return"],
            "sections": [_section(section, kind, was) for section in part["sections"]],
            "justifications": list(part["justifications"].values()),
        }
        for kind, part in sorted(content["parts"].items())
    ]
    return {
        "declaration": declaration,
        "partner": content["partner"],
        "version": sent.version,
        "name": f"{content['activity']['name']}, {str(declaration.campaign).lower()}",
        "when": formats.moment(sent.transmitted_at),
        "who": content["transmitted_by"]["name"],
        "parts": parts,
        "compared": before is not None,
        "changed": formats.plural(len(changes), "réponse modifiée", "réponses modifiées"),
        "receipt_url": reverse("afas:receipt", args=[declaration.public_id, sent.version]),
    }


def _section(section: dict[str, Any], kind: str, was: dict[tuple[str, str], str]) -> VersionSection:
    lines = [
        VersionLine(f"{answer['number']} {answer['label']}".strip(), _text(answer), was.get((kind, answer["code"]), ""))
        for answer in section["answers"]
    ]
    table = section.get("table")
    return VersionSection(section["title"], lines, _rows(table) if table else None)


def _text(answer: dict[str, str]) -> str:
    return f"{answer['text']}{formats.FIXED}{answer['unit']}".rstrip(formats.FIXED) if answer["text"] else ""


def _rows(table: dict[str, Any]) -> list[str]:
    units = [column["unit"] for column in table["columns"]]
    return [
        " · ".join(
            f"{text}{formats.FIXED}{unit}".rstrip(formats.FIXED) for text, unit in zip(row, units, strict=True) if text
        )
        for row in table["rows"]
    ]
