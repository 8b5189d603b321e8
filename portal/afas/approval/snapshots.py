"""What a transmission freezes: everything needed to read it years later, as canonical JSON. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from portal.accounts.models import User
from portal.afas.declarations.editions import edition_of, nature_label, type_label
from portal.afas.models import Declaration, DeclarationPart
from portal.catalogue.answers import display_answer
from portal.catalogue.checking import Finding
from portal.catalogue.edition import Edition
from portal.catalogue.questions import Question, Questionnaire, rows_of

FORMAT = 1
"""Raised when the shape of the content changes: readers of old versions look at it."""


def canonical_json(content: dict[str, Any]) -> str:
    """Sorted keys, no spaces, UTF-8 as it is: one content has one text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot(
    declaration: Declaration, *, by: User, role: str, at: datetime, version: int, receipt_number: str, late: bool
) -> dict[str, Any]:
    """The content of one version. Amounts are canonical strings; instants are ISO 8601 in UTC."""
    edition = edition_of(declaration)
    parts = declaration.parts_by_kind
    return {
        "format": FORMAT,
        "version": version,
        "receipt_number": receipt_number,
        "transmitted_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "transmitted_by": {"id": by.public_id, "name": by.get_full_name(), "role": role},
        "late": late,
        "campaign": _campaign(declaration),
        "activity": _activity(declaration),
        "partner": _partner(declaration),
        "caf": _caf(declaration),
        "edition": {"version": edition.version, "sha256": edition.sha},
        "parts": {kind: _part(edition, declaration, part) for kind, part in parts.items()},
        **_computed(edition, declaration, parts),
    }


def _campaign(declaration: Declaration) -> dict[str, Any]:
    campaign = declaration.campaign
    return {
        "type_code": campaign.type_code,
        "type_label": type_label(campaign.type_code),
        "fiscal_year": campaign.fiscal_year,
        "declaration_type": campaign.declaration_type,
        "declaration_type_label": campaign.get_declaration_type_display(),
        "period": campaign.period,
        "period_label": campaign.get_period_display(),
        "opens_on": declaration.opens.isoformat(),
        "due_on": declaration.due.isoformat(),
    }


def _activity(declaration: Declaration) -> dict[str, Any]:
    activity = declaration.activity
    return {
        "id": activity.public_id,
        "name": activity.name,
        "type_code": activity.type_code,
        "nature_code": activity.nature_code,
        "nature_label": nature_label(activity.type_code, activity.nature_code),
        "agreement": activity.agreement.label,
    }


def _partner(declaration: Declaration) -> dict[str, Any]:
    partner = declaration.activity.agreement.partner
    return {
        "id": partner.public_id,
        "name": partner.name,
        "siret": partner.siret,
        "address": partner.address,
        "postcode": partner.postcode,
        "town": partner.town,
    }


def _caf(declaration: Declaration) -> dict[str, Any]:
    caf = declaration.caf
    return {
        "departement": caf.departement,
        "name": caf.name,
        "siren": caf.siren,
        "address": caf.address,
        "email": caf.email,
        "phone": caf.phone,
    }


def _part(edition: Edition, declaration: Declaration, part: DeclarationPart) -> dict[str, Any]:
    questionnaire = edition.questionnaire(part.kind, declaration.campaign.declaration_type)
    return {
        "label": part.get_kind_display(),
        "nil_return": part.nil_return,
        "document": part.document,
        "justifications": part.justifications,
        "provided_at": part.provided_at.astimezone(UTC).isoformat(timespec="seconds"),
        "provided_by": {"id": part.provided_by.public_id, "name": part.provided_by.name_on(part.provided_at)},
        "sections": list(_sections(questionnaire, part.document)),
    }


def _sections(questionnaire: Questionnaire, document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The answers as people read them, with the labels that were on the screen."""
    for section in questionnaire.sections:
        read: dict[str, Any] = {
            "title": section.title,
            "answers": [_answer(question, document.get(question.code)) for question in section.questions],
        }
        if section.table:
            read["table"] = {
                "code": section.table.code,
                "label": section.table.label,
                "columns": [{"label": column.label, "unit": column.unit} for column in section.table.columns],
                "rows": [
                    [display_answer(column, row.get(column.code)) for column in section.table.columns]
                    for row in rows_of(document, section.table.code)
                ],
            }
        yield read


def _answer(question: Question, canonical: str | None) -> dict[str, str]:
    return {
        "code": question.code,
        "number": question.number,
        "label": question.label,
        "unit": question.unit,
        "text": display_answer(question, canonical),
    }


def _computed(edition: Edition, declaration: Declaration, parts: dict[str, DeclarationPart]) -> dict[str, Any]:
    kind = declaration.campaign.declaration_type
    activity, financial = parts["ACTIVITY"].document, parts["FINANCIAL"].document
    totals, estimate = edition.totals(financial), edition.estimate(kind, activity, financial)
    return {
        "totals": {**{name: str(value) for name, value in totals.named().items()}, "label": totals.label},
        "estimate": {
            "label": estimate.label,
            "amount": None if estimate.amount is None else str(estimate.amount),
            "indicative": estimate.indicative,
            "steps": [
                {"code": step.code, "label": step.label, "detail": step.detail, "value": step.value, "unit": step.unit}
                for step in estimate.steps
            ],
        },
        "findings": [_finding(found, parts) for found in edition.check(kind, activity, financial)],
    }


def _finding(finding: Finding, parts: dict[str, DeclarationPart]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "part": finding.part,
        "message": finding.message,
        "justification": parts[finding.part].justifications.get(finding.code, ""),
    }
