"""Invitations and departures as the person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from portal.base.formats import long_date, of, plural
from portal.base.urls import reverse
from portal.habpps.models import Grant
from portal.habpps.people.queries.departures import DepartureEffects
from portal.ui.pieces import SummaryRow

from .mails import name_place
from .queries import WaitingInvitation


@dataclass(frozen=True)
class InvitationCard:
    """One invitation, with what it gives and what accepting shows."""

    title: str
    rows: list[SummaryRow]
    shows: str
    accept_url: str
    refuse_url: str


SHOWN_TO_AGREEMENT = (
    "Si vous acceptez, les administrateurs de la convention et la Caf verront votre nom, votre adresse mail, votre téléphone et "
    "votre identifiant ; la Caf pourra aussi vous aider à vous connecter (sessions, second facteur, mot de passe)."
)
SHOWN_TO_CAF = (
    "Si vous acceptez, les administrateurs de cette Caf verront votre nom, votre adresse mail et votre identifiant, et "
    "pourront vous aider à vous connecter si votre compte ne sert pas ailleurs."
)


def invitation_card(waiting: WaitingInvitation, today: date, *, after: str) -> InvitationCard:
    """`after`: the query that leads on, « ?next=… » or ""."""
    access = waiting.access
    key = access.public_id
    opens = f"le {long_date(waiting.opens_on)}" if waiting.opens_on > today else "dès que vous acceptez"
    rows = [
        SummaryRow("Invitation de", access.given_by.name_on(access.given_at) if access.given_by else "Le portail"),
        SummaryRow("Convention", f"{access.agreement.label} ({access.agreement.caf.name})" if access.agreement else ""),
        SummaryRow("Droits proposés", waiting.rights),
        SummaryRow("L'accès ouvre", opens),
    ]
    return InvitationCard(
        name_place(access),
        [row for row in rows if row.value],
        SHOWN_TO_AGREEMENT if access.agreement else SHOWN_TO_CAF,
        f"{reverse('habpps:invitation_accept', args=[key])}{after}",
        f"{reverse('habpps:invitation_refuse', args=[key])}{after}",
    )


def consequences_of_leaving(access: Grant, effects: DepartureEffects) -> list[str]:
    found = [f"Votre accès à l'espace {of(name_place(access))} prend fin dès maintenant."]
    if access.caf is not None:
        found = [f"Vos rôles à la {name_place(access)} prennent fin dès maintenant."]
    if effects.seats:
        found.append("Vous n'administrez plus la convention.")
    if effects.groups:
        found.append(f"Vous ne faites plus partie de : {', '.join(effects.groups)}.")
    if effects.roles:
        found.append(f"{plural(effects.roles, 'rôle prend', 'rôles prennent')} fin.")
    for activity, covers in groupby(effects.lost, key=lambda each: (each.activity_id, each.activity)):
        roles = ", ".join(each.role.label for each in covers)
        found.append(f"«\u00a0{activity[1]}\u00a0» n'a plus personne pour ce que vous y faisiez : {roles}.")
    found += effects.others
    return [*found, "Pour revenir, il faudra une nouvelle invitation. Votre compte reste ouvert."]
