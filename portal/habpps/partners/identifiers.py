"""Numbers that organisations go by, as people type them (domain.md, « Identifiers »)."""

import re

from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret as siret_number

from portal.base.errors import ActionError

RNA = re.compile(r"W[0-9A-Z]{9}")
POSTCODE = re.compile(r"\d{5}")


def clean_siret(typed: str) -> str:
    """14 digits, key checked (with the exception of La Poste); ActionError says what is wrong."""
    try:
        return siret_number.validate(typed)
    except InvalidNumber:
        digits = sum(character.isdigit() for character in typed)
        if digits != 14:
            message = f"Le SIRET compte 14 chiffres : vous en avez saisi {digits}. Exemple : 552 100 554 00021."
        else:
            message = "Ce SIRET n'existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
        raise ActionError({"siret": [message]}) from None


def clean_details(rna: str, postcode: str) -> tuple[str, str]:
    rna, postcode = rna.replace(" ", "").upper(), postcode.replace(" ", "")
    errors = {}
    if rna and not RNA.fullmatch(rna):
        errors["rna"] = ["Le numéro RNA commence par W, suivi de neuf chiffres ou lettres. Exemple : W751234567."]
    if postcode and not POSTCODE.fullmatch(postcode):
        errors["postcode"] = ["Le code postal compte cinq chiffres. Exemple : 80000."]
    if errors:
        raise ActionError(errors)
    return rna, postcode
