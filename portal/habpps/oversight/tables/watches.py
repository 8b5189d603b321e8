"""The home page of supervision, and the rows of its lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from portal.base import clock
from portal.base.formats import days_left, long_date, moment, number, short_date
from portal.base.urls import reverse
from portal.habpps.measures.queries import IN_FORCE
from portal.habpps.models import Agreement
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.ui.pieces import Action, State, Task
from portal.ui.tables import Actions, Cell, Column, Link, Row, States, Text

from ..queries.connections import DAYS, FAILURE, SUCCESS
from ..queries.letters import FAILED
from ..queries.watches import ENDING_DAYS, LAPSED, WAITING, Overview

WAITS, EXPIRED = State("En attente", "info", "mail"), State("Expirée", "attention", "mail")


def _line(label: str, count: int, name: str, hint: str = "", *, calm: bool = False, **query: str) -> Task:
    """`calm`: the figure informs, it asks for nothing."""
    address = reverse(f"habpps:{name}")
    if query:
        address += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    tone = State(number(count), "neutral") if calm else State(number(count), "attention")
    return Task(label, tone if count or calm else State("0", "success"), address, hint)


def overview_sections(seen: Overview) -> list[tuple[str, str, list[Task]]]:
    """(id, title, lines), each line leading to its list."""
    hours = f"Lien envoyé il y a plus de {settings.ACTIVATION_HOURS} heures"
    agreements = [
        _line("Mesures de précaution en vigueur", seen.measures, "measures", etat=IN_FORCE),
        _line("Conventions avec moins de deux administrateurs", seen.short, "short_agreements"),
        _line(f"Conventions qui prennent fin sous {ENDING_DAYS} jours", seen.ending, "ending_agreements"),
    ]
    people = [
        _line("Comptes jamais activés", seen.never_used, "never_used", "Personne n'est encore venu par cet accès"),
        _line("Invitations en attente de réponse", seen.waiting, "never_used", calm=True, invitation=WAITING),
        _line("Invitations expirées", seen.lapsed, "never_used", hours, invitation=LAPSED),
        _line("Utilisateurs sans connexion depuis 6 mois", seen.idle_6, "idle_users", depuis="6"),
        _line("Utilisateurs sans connexion depuis 12 mois", seen.idle_12, "idle_users", depuis="12"),
    ]
    since = (clock.today() - timedelta(days=DAYS - 1)).isoformat()
    lately = f"Ces {DAYS} derniers jours"
    traffic = [
        _line("Mails en échec", seen.failed_letters, "letters", etat=FAILED),
        _line("Connexions réussies", seen.sign_ins, "connections", lately, calm=True, issue=SUCCESS, du=since),
        _line("Connexions refusées", seen.failures, "connections", lately, calm=True, issue=FAILURE, du=since),
    ]
    return [
        ("s-conventions", "Conventions", agreements),
        ("s-acces", "Accès", people),
        ("s-echanges", "Connexions et mails", traffic),
    ]


def _person(row: dict[str, Any]) -> str:
    return f"{row['shown_last_name']} {row['shown_first_name']}"


def _agreement_of(row: dict[str, Any]) -> str:
    return f"{row['agreement__label']} ({_partner_of(row)})"


def _partner_of(row: dict[str, Any]) -> str:
    return with_caf(row["agreement__partner__name"], row["told_caf"])


def _lapsed(row: dict[str, Any]) -> bool:
    return row["waits_since"] <= clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)


NEVER_USED = [
    Column("Personne", sort="nom", value=_person),
    Column("Adresse mail", sort="adresse", value="shown_email"),
    Column("Convention", sort="convention", value=_agreement_of),
    Column("Envoyée le", sort="envoi", value="waits_since"),
    Column("Invitation", value=lambda row: EXPIRED.label if _lapsed(row) else WAITS.label),
    Column("Action"),
]
IDLE = [
    Column("Personne", sort="nom", value=_person),
    Column("Adresse mail", sort="adresse", value="shown_email"),
    Column("Convention", sort="convention", value=_agreement_of),
    Column("Dernière connexion", sort="connexion", value="user__last_login"),
]
SHORT = [
    Column("Convention", sort="convention", value="label"),
    Column("Organisme", sort="organisme", value="partner__name"),
    Column("Caf", value="caf__name"),
    Column("Administrateurs", sort="administrateurs", align="end", value="administrators"),
]
ENDING = [
    Column("Convention", sort="convention", value="label"),
    Column("Organisme", sort="organisme", value="partner__name"),
    Column("Caf", value="caf__name"),
    Column("Dernier jour", sort="fin", value="closes_on"),
]


def _who(row: dict[str, Any]) -> list[Cell]:
    agreement = reverse("habpps:agreement", args=[row["agreement__public_id"]])
    return [
        Link(_person(row), reverse("habpps:user", args=[row["public_id"]])),
        row["shown_email"],
        Link(row["agreement__label"], agreement, note=_partner_of(row)),
    ]


def never_used_row(row: dict[str, Any], actor: Actor) -> Row:
    person = _person(row)
    where = Agreement(pk=row["agreement_id"], caf_id=row["agreement__caf_id"])
    send = None
    if is_allowed(actor, MANAGE_USERS, where):
        send = Action("Renvoyer le lien", reverse("habpps:invitation_resend", args=[row["public_id"]]), about=person)
    state = EXPIRED if _lapsed(row) else WAITS
    cells = [*_who(row), short_date(clock.day(row["waits_since"])), States([state]), Actions(next=send, about=person)]
    return Row(cells, name=person)


def idle_row(row: dict[str, Any], actor: Actor) -> Row:
    return Row([*_who(row), moment(row["user__last_login"]) or "Jamais"], name=_person(row))


def _agreement(row: dict[str, Any]) -> list[Cell]:
    link = Link(row["label"], reverse("habpps:agreement", args=[row["public_id"]]))
    return [link, row["partner__name"], row["caf__name"]]


def short_row(row: dict[str, Any], actor: Actor) -> Row:
    said = "Aucun" if row["administrators"] == 0 else str(row["administrators"])
    return Row([*_agreement(row), said], name=row["label"])


def ending_row(row: dict[str, Any], actor: Actor) -> Row:
    last = Text(long_date(row["closes_on"]), note=days_left(row["closes_on"], actor.today))
    return Row([*_agreement(row), last], name=row["label"])
