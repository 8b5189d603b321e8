from typing import Any

from portal.mail.kinds import Kind, declare

DECLARATION: dict[str, Any] = {
    "campaign": "déclaration de données réelles 2026",
    "activity": "Structure Jeunesse",
    "partner": "Association Les Tilleuls",
    "public_id": "2345678abcde",
    "caf": {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230", "address": ""},
}


def _declaration(**more: Any) -> dict[str, Any]:
    return {**DECLARATION, **more}


def _receipt() -> dict[str, Any]:
    sent = {"moment": "12 octobre 2026 à 15 h 04", "sender": "Dominique Exemple", "version": 1}
    return _declaration(**sent, receipt_number="AR-2026-000123", sha256="0" * 64)


def _returned() -> dict[str, Any]:
    return _declaration(parts="les données financières", reason="Le compte 64 ne correspond pas au budget.")


declare(
    Kind("afas/to_approve", "Déclaration à approuver", lambda: _declaration(due="31/12/2026")),
    Kind("afas/sent_back", "Données renvoyées à la saisie", _returned),
    Kind("afas/receipt", "Accusé de réception d'une déclaration", _receipt),
    Kind("afas/returned", "Déclaration retournée par la Caf", _returned),
    Kind("afas/validated", "Déclaration validée par la Caf", _declaration),
)
