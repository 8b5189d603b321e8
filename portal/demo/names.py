"""Names that many people, towns and organisations bear; whoever stands in the data is fictional."""

from pathlib import Path
from random import Random

from stdnum import luhn

DATA = Path(__file__).parent / "data"
FIRST = (DATA / "first_names.txt").read_text(encoding="utf-8").splitlines()
LAST = (DATA / "last_names.txt").read_text(encoding="utf-8").splitlines()
TOWNS = (DATA / "towns.txt").read_text(encoding="utf-8").splitlines()
KINDS = ("Centre social", "Maison des jeunes", "Foyer rural", "Espace jeunesse", "MJC", "Amicale laïque", "Tiers-lieu")

ASSOCIATIONS = ("Foyer rural", "MJC", "Amicale laïque")
OWNERS = ("Association", "Commune", "Établissement public de coopération intercommunale")


def person(random: Random) -> tuple[str, str]:
    """First and last name."""
    return random.choice(FIRST), random.choice(LAST)


def town(random: Random) -> str:
    return random.choice(TOWNS)


def siret(number: int) -> str:
    """A well-formed SIRET (Luhn holds for the SIREN and for the whole) that no real organisation bears: 000…"""
    siren = f"{number:08d}"
    siren += luhn.calc_check_digit(siren)
    nic = f"{siren}0001"
    return nic + luhn.calc_check_digit(nic)
