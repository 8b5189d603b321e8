from __future__ import annotations

from django.core.paginator import Page

from portal.base.formats import moment, plural
from portal.habpps.extensions import list_consequences_of_closing, list_consequences_of_suspending
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import tell_cafs
from portal.habpps.screens.precautions import COLUMNS, measure_row
from portal.ui.tables import Table

from .queries import Touched

TOUCHED_BY_PASSWORD = [
    "1 personne est déconnectée partout, et doit choisir un autre mot de passe avant toute autre chose.",
    "Ses droits et ses déclarations ne sont pas touchés ; ce qui était enregistré le reste.",
]


def measures_table(page: Page, actor: Actor, *, filtered: bool) -> Table:
    tell_cafs(actor, [measure.agreement for measure in page])
    return Table(
        caption="Mesures de précaution",
        columns=COLUMNS,
        rows=[measure_row(measure, actor) for measure in page],
        page=page,
        noun=("mesure trouvée", "mesures trouvées"),
        filtered=filtered,
        empty="Aucune mesure n'a été prise. Elles se prennent depuis la convention ou la fiche d'un utilisateur.",
    )


def touched_by_agreement(agreement: Agreement, people: int) -> list[str]:
    """What suspending a convention touches, said before it is done."""
    loses = "personne ne peut plus rien faire", "personnes ne peuvent plus rien faire", "Personne n'agissait"
    return [
        f"{plural(people, *loses)} sous cette convention{', à partir de la prochaine page' if people else ''}.",
        *list_consequences_of_closing(agreement),
        "Rien de ce qui a été saisi n'est perdu. Les personnes se connectent encore et lisent pourquoi elles ne peuvent plus agir.",
    ]


def touched_by_person(membership: Grant, agreement: Agreement, touched: Touched) -> list[str]:
    roles = plural(touched.roles, "rôle cesse", "rôles cessent") if touched.roles else "Aucun rôle ne cesse"
    found = [
        "1 personne ne peut plus rien faire sous cette convention, à partir de sa prochaine page.",
        f"{roles} de valoir." if touched.roles else "Elle n'a aucun rôle sur une activité.",
        *list_consequences_of_suspending(agreement, membership.user_id),
    ]
    if touched.administrators == 0:
        found.append("La convention n'aura plus aucun administrateur en mesure d'agir : la Caf gère ses utilisateurs.")
    return [*found, "Son compte n'est pas touché : ses accès auprès d'autres organismes ou d'autres Caf continuent."]


def touched_by_withdrawal(people: int) -> list[str]:
    stop = plural(people, "personne ne modifie plus", "personnes ne modifient plus", "Personne ne modifie plus")
    return [
        f"{stop} les utilisateurs et les droits, à partir de la prochaine page ; la Caf les gère elle-même.",
        "Les déclarations en cours ne sont pas touchées : saisie, approbation et transmission continuent.",
    ]


def touched_by_lifting(measure: Measure) -> list[str]:
    taken = (
        f"Prise par {measure.taken_by.name_on(measure.taken_at)}, {moment(measure.taken_at)}. Motif : {measure.reason}"
    )
    return [taken, "Ce que la mesure suspendait vaut à nouveau à partir de la prochaine page."]
