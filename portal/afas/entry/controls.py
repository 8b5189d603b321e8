"""What stands in the way of providing a part or of transmitting, by field."""

from __future__ import annotations

from portal.afas.declarations.editions import edition_of
from portal.afas.declarations.rules import part_of
from portal.afas.models import Declaration, DeclarationPart
from portal.catalogue.checking import Finding

from .documents import errors_of

JUSTIFICATION = "justification_"
"""Prefix of the field that holds the justification of a control: `justification_ps_near_estimate`."""

Errors = dict[str, list[str]]


def findings_of(declaration: Declaration) -> list[Finding]:
    """Everything that the catalogue finds in both parts as they are; blocking first."""
    return edition_of(declaration).check(
        declaration.campaign.declaration_type,
        part_of(declaration, "ACTIVITY").document,
        part_of(declaration, "FINANCIAL").document,
    )


def find_obstacles(part: DeclarationPart, findings: list[Finding], justifications: dict[str, str]) -> Errors:
    """Field -> messages: what could not be read, then blocking findings, then justifications that are missing."""
    errors = errors_of(part)
    unread = set(errors)
    for finding in findings:
        if finding.part != part.kind:
            continue
        if finding.severity == "BLOCKING":
            if unread.isdisjoint(finding.fields) or not finding.fields:
                for name in finding.fields[:1] or [""]:
                    _add(errors, name, finding.message)
        elif finding.justification and not justifications.get(finding.code, "").strip():
            _add(errors, JUSTIFICATION + finding.code, f"{finding.message} Une justification est demandée.")
    return errors


def _add(errors: Errors, name: str, message: str) -> None:
    if message not in errors.setdefault(name, []):
        errors[name].append(message)


def updated_justifications(part: DeclarationPart, given: dict[str, str]) -> dict[str, str]:
    """Control code -> text, while it is being written: one that is emptied goes, one that is not given stays."""
    if not given and not part.justifications:
        return {}
    asking = {control.code for control in edition_of(part.declaration).controls if control.justification}
    given = {code: text for code, text in given.items() if code in asking}
    texts = {code: text.replace("\x00", "").strip()[:2000] for code, text in {**part.justifications, **given}.items()}
    return {code: text for code, text in texts.items() if text}


def required_justifications(part: DeclarationPart, findings: list[Finding], given: dict[str, str]) -> dict[str, str]:
    """Control code -> text, for the controls that ask for one now: what is given, else what was written before."""
    asked = {finding.code for finding in findings if finding.part == part.kind and finding.justification}
    texts = {
        code: " ".join(text.replace("\x00", "").split()) for code, text in {**part.justifications, **given}.items()
    }
    return {code: text[:2000] for code, text in texts.items() if code in asked and text}
