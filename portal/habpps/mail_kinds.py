from datetime import date
from typing import Any

from portal.mail.examples import Example
from portal.mail.kinds import Kind, declare

AGREEMENT = {"label": "Convention Structure Jeunesse", "public_id": "2345678abcde", "caf": {"name": "Caf de la Somme"}}
PARTNER = {"name": "Association Les Tilleuls"}
CAF = {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230"}
ABOUT = {"agreement": AGREEMENT, "partner": PARTNER, "caf": CAF}


def _access() -> dict[str, Any]:
    return {**ABOUT, "given_by": Example(first_name="Dominique"), "draft": False}


def _right() -> dict[str, Any]:
    return {**_access(), "lines": ["Approbateur, Structure Jeunesse, à partir du 01/02/2026"]}


def _official(role: str = "Gestionnaire Caf") -> dict[str, Any]:
    days = {"valid_from": date(2026, 2, 1), "valid_until": None}
    return {"caf": CAF, "given_by": Example(first_name="Dominique"), "role": role, **days}


def _measure() -> dict[str, Any]:
    reason = "Connexions inhabituelles signalées le 12 octobre, vérification en cours."
    return {**ABOUT, "measure": "SUSPEND_PERSON", "own": True, "person": "Camille Exemple", "reason": reason}


def _agreement_validated() -> dict[str, Any]:
    dated = {**AGREEMENT, "opens_on": date(2026, 2, 1)}
    return {**_access(), "agreement": dated, "opens_later": True}


def _agreement_changed() -> dict[str, Any]:
    return {**_access(), "lines": ["date de clôture : 31/12/2026 devient 31/12/2028"]}


def _agreement_closed() -> dict[str, Any]:
    return {**_access(), "lines": ["Dernier jour : 31/12/2026.", "Motif : fin du projet social."]}


def _closed() -> dict[str, Any]:
    return {**_access(), "lines": ["le 12/10/2026 au soir"]}


def _amendment(**more: Any) -> dict[str, Any]:
    told = {"public_id": "2345678abcde", "number": 1, "effective_on": date(2026, 2, 1), "state": "REFUSED"}
    told |= {"decision_reason": "La date d'effet est à revoir.", "keeps_access": False}
    names = {"by": "Dominique Exemple", "leaving": "Dominique Exemple", "arriving": "Camille Exemple"}
    return {**ABOUT, **names, "amendment": told, "line": "", "day": date(2026, 2, 1), **more}


def _ending(**more: Any) -> dict[str, Any]:
    return {**ABOUT, "day": date(2026, 12, 31), **more}


declare(
    Kind(
        "habpps/rights_ending",
        "Droits qui prennent fin sous 15 jours",
        lambda: _ending(
            own=True, lines=["Approbateur, Structure Jeunesse, à partir du 01/02/2026 jusqu'au 31/12/2026"]
        ),
    ),
    Kind("habpps/agreement_ending", "Convention qui prend fin sous 90 ou 30 jours", lambda: _ending(left=30)),
    Kind(
        "habpps/invitation_lapsed",
        "Invitation restée sans réponse",
        lambda: _ending(person="Camille Exemple", public_id="2345678abcde"),
    ),
    Kind("habpps/access_given", "Accès donné à une personne qui avait déjà un compte", _access),
    Kind("habpps/agreement_validated", "Convention validée", _agreement_validated),
    Kind("habpps/agreement_changed", "Convention modifiée", _agreement_changed),
    Kind("habpps/agreement_closed", "Fin d'une convention", _agreement_closed),
    Kind("habpps/access_closed", "Accès à une convention clôturé", _closed),
    Kind("habpps/right_given", "Droit donné ou modifié", _right),
    Kind("habpps/right_removed", "Droit retiré", _right),
    Kind("habpps/official_named", "Rôle donné à la Caf", lambda: {**_official(), "waits": True}),
    Kind("habpps/official_ended", "Rôle à la Caf qui prend fin", lambda: {**_official(), "when": "dès maintenant"}),
    Kind(
        "habpps/caf_administrator",
        "Administrateur de la Caf nommé ou retiré",
        lambda: {**_official("Administrateur Caf habilitations"), "person": "Alix Exemple", "ended": ""},
    ),
    Kind("habpps/measure_taken", "Mesure de précaution prise par la Caf", _measure),
    Kind("habpps/measure_lifted", "Mesure de précaution levée", _measure),
    Kind("habpps/amendment_requested", "Avenant demandé : changement d'administrateur", _amendment),
    Kind("habpps/amendment_signed", "Avenant signé", _amendment),
    Kind("habpps/amendment_ended", "Avenant refusé ou annulé", _amendment),
)
