"""Numbers that organisations go by, as people type or paste them (domain.md, « Identifiers »)."""

import re

from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret as siret_number

from portal.base.errors import ActionError
from portal.base.formats import listed
from portal.base.text import plain_figures

RNA = re.compile(r"W[0-9A-Z]{9}")
POSTCODE = re.compile(r"\d{5}")
# What is copied with a number and says what it is: « SIRET : 552… », « N° RNA W75… », « F-80000 ».
NAMED = {
    "siret": re.compile(r"^(N[°º]?)?(DE)?(SIRET)?(N[°º]?)?:?(FR)?(?=\d)", re.IGNORECASE),
    "rna": re.compile(r"^(N[°º]?)?(RNA)?(N[°º]?)?:?(?=W)", re.IGNORECASE),
    "postcode": re.compile(r"^(CP|F|FR)?:?(?=\d)", re.IGNORECASE),
}


def clean_siret(typed: str) -> str:
    """14 digits, key checked (with the exception of La Poste); ActionError says what is wrong."""
    figures = _figures("siret", typed)
    try:
        return siret_number.validate(figures)
    except InvalidNumber:
        digits = sum(character.isdigit() for character in figures)
        if strange := _not_digits(figures):
            message = f"Le SIRET s'écrit en chiffres seulement : retirez {strange}. Exemple : 552 100 554 00021."
        elif digits != 14:
            message = f"Le SIRET compte 14 chiffres : vous en avez saisi {digits}. Exemple : 552 100 554 00021."
        else:
            message = "Ce SIRET n'existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
        raise ActionError({"siret": [message]}) from None


def clean_details(rna: str, postcode: str) -> tuple[str, str]:
    rna, postcode = _figures("rna", rna).upper(), _figures("postcode", postcode)
    errors = {}
    if rna and not RNA.fullmatch(rna):
        errors["rna"] = ["Le numéro RNA commence par W, suivi de neuf chiffres ou lettres. Exemple : W751234567."]
    if postcode and not POSTCODE.fullmatch(postcode):
        strange = _not_digits(postcode)
        said = (
            f"Le code postal s'écrit en chiffres : retirez {strange}."
            if strange
            else "Le code postal compte cinq chiffres."
        )
        errors["postcode"] = [f"{said} Exemple : 80000."]
    if errors:
        raise ActionError(errors)
    return rna, postcode


def _figures(kind: str, typed: str) -> str:
    """Without what is copied around a number: its name, spaces of all kinds, hyphens, full-width writing, the apostrophe
    by which spreadsheets keep a number as text."""
    return NAMED[kind].sub("", plain_figures(typed).removeprefix("'"))


def _not_digits(figures: str) -> str:
    """« le caractère « O » », « les caractères « O » et « l » »: what stands where a digit should."""
    found = list(dict.fromkeys(character for character in figures if not character.isdecimal()))
    if not found:
        return ""
    named = listed([f"«\u00a0{character}\u00a0»" for character in found[:3]])
    return f"{'le caractère' if len(found) == 1 else 'les caractères'} {named}"
