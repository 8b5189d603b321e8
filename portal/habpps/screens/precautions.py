"""The Caf's measures as rows, on the pages of a convention, of a person, and in their own list."""

from __future__ import annotations

from typing import Any

from portal.base.formats import moment
from portal.base.urls import reverse
from portal.habpps.models import Grant, Measure
from portal.habpps.permissions import TAKE_MEASURES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, Column, Link, Row, States, Table, Text

FORCED, LIFTED = State("En vigueur", "attention", "lock"), State("Levée", "neutral", "check")
DONE = State("Mot de passe changé", "success")


COLUMNS = [Column(label) for label in ("Mesure", "Concerne", "Motif", "Prise par", "État", "Action")]


def in_force_table(measures: list[Measure], actor: Actor) -> Table | None:
    """For the page of a convention; None when nothing is in force."""
    if not measures:
        return None
    rows = [measure_row(measure, actor) for measure in measures]
    return Table(
        caption="Mesures en vigueur", columns=COLUMNS, rows=rows, noun=("mesure en vigueur", "mesures en vigueur")
    )


def measure_row(measure: Any, actor: Actor) -> Row:
    """`measure`: as `with_names` reads it."""
    kind, agreement = measure.get_kind_display(), measure.agreement
    person = f"{measure.shown_first_name} {measure.shown_last_name}" if measure.membership else agreement.shown_partner
    in_force = measure.lifted_at is None
    made = in_force and _password_changed(measure)
    state = DONE if made else FORCED if in_force else LIFTED
    lifted = ""
    if measure.lifted_by is not None:
        lifted = f"Par {measure.lifted_by_name}, {moment(measure.lifted_at)} : {measure.lift_reason}"
    address = reverse("habpps:measure_lift", args=[measure.public_id])
    may_lift = state is FORCED and is_allowed(actor, TAKE_MEASURES, agreement)
    return Row(
        [
            kind,
            Link(person, reverse("habpps:agreement", args=[agreement.public_id]), note=agreement.shown_label),
            Text(measure.reason, note=lifted),
            Text(measure.taken_by_name, note=moment(measure.taken_at)),
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


def _password_changed(measure: Measure) -> bool:
    """Whether the change that was asked is made: the measure ends by itself."""
    if measure.kind != Measure.Kind.FORCE_PASSWORD or measure.membership is None:
        return False
    return not measure.membership.user.must_change_password
