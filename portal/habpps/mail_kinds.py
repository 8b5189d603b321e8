from typing import Any

from portal.mail.examples import Example
from portal.mail.kinds import Kind, declare

AGREEMENT = {"label": "Convention Structure Jeunesse"}
PARTNER = {"name": "Association Les Tilleuls"}
CAF = {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230"}
ABOUT = {"agreement": AGREEMENT, "partner": PARTNER, "caf": CAF}


def _access() -> dict[str, Any]:
    return {**ABOUT, "given_by": Example(first_name="Dominique")}


def _right() -> dict[str, Any]:
    return {**_access(), "lines": ["Approbateur, Structure Jeunesse, à partir du 01/02/2026"]}


def _measure() -> dict[str, Any]:
    reason = "Connexions inhabituelles signalées le 12 octobre, vérification en cours."
    return {**ABOUT, "measure": "SUSPEND_PERSON", "own": True, "person": "Camille Exemple", "reason": reason}


def _closed() -> dict[str, Any]:
    return {**_access(), "lines": ["le 12/10/2026 au soir"]}


declare(
    Kind("habpps/access_given", "Accès donné à une personne qui avait déjà un compte", _access),
    Kind("habpps/access_closed", "Accès à une convention clôturé", _closed),
    Kind("habpps/right_given", "Droit donné ou modifié", _right),
    Kind("habpps/right_removed", "Droit retiré", _right),
    Kind("habpps/measure_taken", "Mesure de précaution prise par la Caf", _measure),
    Kind("habpps/measure_lifted", "Mesure de précaution levée", _measure),
)
