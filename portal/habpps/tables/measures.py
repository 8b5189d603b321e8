from __future__ import annotations

from django.core.paginator import Page
from django.urls import reverse

from portal.base.formats import moment, plural
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.queries.measures import Touched, names_over
from portal.habpps.registries import consequences_of_closing, consequences_of_suspending
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, Column, Link, Row, States, Table, Text

TOUCHED_BY_PASSWORD = [
    "1 personne est déconnectée partout, et doit choisir un autre mot de passe avant toute autre chose.",
    "Ses droits et ses déclarations ne sont pas touchés ; ce qui était enregistré le reste.",
]
FORCED, LIFTED = State("En vigueur", "attention", "lock"), State("Levée", "neutral", "check")
DONE = State("Mot de passe changé", "success")


COLUMNS = [Column(label) for label in ("Mesure", "Concerne", "Motif", "Prise par", "État", "Action")]


def in_force_table(measures: list[Measure], actor: Actor) -> Table | None:
    """For the page of a convention; None when nothing is in force."""
    if not measures:
        return None
    names = names_over(measures)
    rows = [_row(measure, actor, names) for measure in measures]
    return Table(
        caption="Mesures en vigueur", columns=COLUMNS, rows=rows, noun=("mesure en vigueur", "mesures en vigueur")
    )


def measures_table(page: Page, actor: Actor, *, filtered: bool) -> Table:
    names = names_over(page)
    return Table(
        caption="Mesures de précaution",
        columns=COLUMNS,
        rows=[_row(measure, actor, names) for measure in page],
        page=page,
        noun=("mesure trouvée", "mesures trouvées"),
        filtered=filtered,
        empty="Aucune mesure n'a été prise. Elles se prennent depuis la convention ou la fiche d'un utilisateur.",
    )


def _row(measure: Measure, actor: Actor, names: dict[int, str]) -> Row:
    kind, agreement = measure.get_kind_display(), measure.agreement
    person = names.get(measure.pk, agreement.partner.name)
    in_force = measure.lifted_at is None
    made = in_force and _password_changed(measure)
    state = DONE if made else FORCED if in_force else LIFTED
    lifted = ""
    if measure.lifted_by is not None:
        lifted = f"Par {measure.lifted_by.get_full_name()}, {moment(measure.lifted_at)} : {measure.lift_reason}"
    address = reverse("habpps:measure_lift", args=[measure.public_id])
    may_lift = state is FORCED and is_allowed(actor, "habpps.take_measures", agreement)
    return Row(
        [
            kind,
            Link(person, reverse("habpps:agreement", args=[agreement.public_id]), note=agreement.label),
            Text(measure.reason, note=lifted),
            Text(measure.taken_by.get_full_name(), note=moment(measure.taken_at)),
            States([state]),
            Actions(next=Action("Lever", address, about=f"{kind}, {person}") if may_lift else None, about=person),
        ],
        name=f"{kind}, {person}",
        muted=state is not FORCED,
    )


def decisions_over(membership: Grant, suspension: Measure | None) -> tuple[list[Action], str]:
    """What the Caf can decide of one person of a convention, and the address where their suspension is lifted."""
    key = membership.public_id
    asks = Action("Imposer un nouveau mot de passe", reverse("habpps:password_force", args=[key]), "key")
    if suspension is not None:
        return [asks], reverse("habpps:measure_lift", args=[suspension.public_id])
    suspend = reverse("habpps:membership_suspend", args=[key])
    return [asks, Action("Suspendre l'accès", suspend, "lock", danger=True)], ""


def touched_by_agreement(agreement: Agreement, people: int) -> list[str]:
    """What suspending a convention touches, said before it is done."""
    loses = "personne ne peut plus rien faire", "personnes ne peuvent plus rien faire", "Personne n'agissait"
    return [
        f"{plural(people, *loses)} sous cette convention{', à partir de la prochaine page' if people else ''}.",
        *consequences_of_closing(agreement),
        "Rien de ce qui a été saisi n'est perdu. Les personnes se connectent encore et lisent pourquoi elles ne peuvent plus agir.",
    ]


def touched_by_person(membership: Grant, agreement: Agreement, touched: Touched) -> list[str]:
    roles = plural(touched.roles, "rôle cesse", "rôles cessent") if touched.roles else "Aucun rôle ne cesse"
    found = [
        "1 personne ne peut plus rien faire sous cette convention, à partir de sa prochaine page.",
        f"{roles} de valoir." if touched.roles else "Elle n'a aucun rôle sur une activité.",
        *consequences_of_suspending(agreement, membership.user_id),
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
    taken = f"Prise par {measure.taken_by.get_full_name()}, {moment(measure.taken_at)}. Motif : {measure.reason}"
    return [taken, "Ce que la mesure suspendait vaut à nouveau à partir de la prochaine page."]


def _password_changed(measure: Measure) -> bool:
    """Whether the change that was asked is made: the measure ends by itself."""
    if measure.kind != Measure.Kind.FORCE_PASSWORD or measure.membership is None:
        return False
    return not measure.membership.user.must_change_password
