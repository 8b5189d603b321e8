"""What closing a convention touches here; HABPPS shows it before the Caf confirms."""

from portal.habpps.models import Agreement
from portal.habpps.registries import register_consequence_of_closing

from .queries.closing import unfinished


def say(agreement: Agreement) -> str:
    count = unfinished(agreement)
    if not count:
        return ""
    return "1 déclaration n'est pas validée." if count == 1 else f"{count} déclarations ne sont pas validées."


register_consequence_of_closing(say)
