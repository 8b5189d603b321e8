"""What happens here when a convention opens, closes or is suspended, and what its activities have declared."""

from collections.abc import Sequence

from portal.base.formats import plural
from portal.habpps.extensions import (
    register_activity_use,
    register_consequence_of_closing,
    register_consequence_of_ending,
    register_consequence_of_opening,
    register_consequence_of_suspending,
)
from portal.habpps.models import Agreement
from portal.habpps.rights.coverage import LostCover
from portal.journal.kinds import declare_words

from .campaigns.actions import open_declarations_of
from .declarations.queries.closing import activity_use, count_left_undone, count_unfinished, count_unfinished_of_person
from .models import PartKind


def open_missing_declarations(agreement: Agreement) -> None:
    open_declarations_of(actor=None, agreement=agreement)


def unfinished_sentence(agreement: Agreement) -> str:
    count = count_unfinished(agreement)
    if not count:
        return ""
    return "1 déclaration n'est pas validée." if count == 1 else f"{count} déclarations ne sont pas validées."


def unfinished_sentence_of_person(agreement: Agreement, user_id: int) -> str:
    count = count_unfinished_of_person(agreement, user_id)
    if not count:
        return ""
    on = "où cette personne tient un rôle"
    return (
        f"1 déclaration {on} n'est pas validée." if count == 1 else f"{count} déclarations {on} ne sont pas validées."
    )


def undone_sentences(lost: Sequence[LostCover]) -> list[str]:
    found = count_left_undone(lost)
    return [
        f"{plural(count, 'déclaration ouverte restera', 'déclarations ouvertes resteront')} sans {role.label.lower()}."
        for role, count in found.items()
    ]


declare_words({kind.value: kind.label.lower() for kind in PartKind})
register_activity_use(activity_use)
register_consequence_of_opening(open_missing_declarations)
register_consequence_of_closing(unfinished_sentence)
register_consequence_of_ending(undone_sentences)
register_consequence_of_suspending(unfinished_sentence_of_person)
