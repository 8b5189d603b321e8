"""What closing a convention, or suspending a person, touches here; HABPPS shows it before the Caf confirms."""

from portal.habpps.models import Agreement
from portal.habpps.registries import register_consequence_of_closing, register_consequence_of_suspending

from .queries.closing import unfinished, unfinished_of


def say(agreement: Agreement) -> str:
    count = unfinished(agreement)
    if not count:
        return ""
    return "1 déclaration n'est pas validée." if count == 1 else f"{count} déclarations ne sont pas validées."


def say_of_person(agreement: Agreement, user_id: int) -> str:
    count = unfinished_of(agreement, user_id)
    if not count:
        return ""
    on = "où cette personne tient un rôle"
    return (
        f"1 déclaration {on} n'est pas validée." if count == 1 else f"{count} déclarations {on} ne sont pas validées."
    )


register_consequence_of_closing(say)
register_consequence_of_suspending(say_of_person)
