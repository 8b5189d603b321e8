from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

from portal.base.formats import plural, short_date
from portal.base.urls import reverse
from portal.habpps.models.agreements import with_caf
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.candidates import Candidate
from portal.habpps.rights.dormant import why_dormant
from portal.habpps.rights.labels import tell_rows
from portal.habpps.rights.lives import ending_of_row, late_start_of_row
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import identifier_of_row, name_of_row
from portal.ui.pieces import Action, State, Tab
from portal.ui.tables import SIZES, Actions, Column, Link, Row, RowGroup, States, Table, Text, address

from ..queries.assignments import AssignmentState, Filters
from ..queries.vacancies import Vacancy

COLUMNS = [
    Column("Rôle"),
    Column("Utilisateur"),
    Column("Début d'habilitation"),
    Column("Fin d'habilitation"),
    Column("Action"),
]
# In a file each row says its place, which on the screen is a heading above several.
EXPORTED = [
    Column("Partenaire", value="partner"),
    Column("Activité ou lieu", value="place"),
    Column("Rôle", value="role"),
    Column("Utilisateur", value="person"),
    Column("Début d'habilitation", value="valid_from"),
    Column("Fin d'habilitation", value="valid_until"),
    Column("Fin réelle", value="ended_on"),
    Column("Comment", value="how"),
]
VACANT_SIZES = SIZES[:1]  # of activities: each has up to three rows, one for each role that nobody holds
NOBODY = State("Non attribué", "attention")
NOT_YET = State("Attribué, sans effet aujourd'hui", "info", "calendar")


def choosing_table(page: Page, actor: Actor, *, filtered: bool) -> Table:
    """Under which convention to give a role: the first cell leads on."""
    rows = [
        Row(
            [
                Link(
                    with_caf(each["partner__name"], each["told_caf"]),
                    f"{reverse('habpps:assign')}?convention={each['public_id']}",
                ),
                each["label"],
                each["partner__town"],
            ],
            name=with_caf(each["partner__name"], each["told_caf"]),
        )
        for each in tell_rows(actor, page, "pk")
    ]
    return Table(
        caption="Partenaires",
        columns=[Column("Partenaire"), Column("Convention"), Column("Commune")],
        rows=rows,
        page=page,
        noun=("convention en cours", "conventions en cours"),
        filtered=filtered,
        empty="Aucune convention ouverte ne vous permet d'habiliter un utilisateur.",
    )


def assignments_table(page: Page, filters: Filters, actor: Actor, *, may_assign: bool) -> Table:
    """Held roles, grouped by activity (or by place)."""
    place = "site" if filters.sites else "activity"
    changeable = may_assign and filters.state != AssignmentState.HISTORY
    groups = []
    for _, rows in groupby(tell_rows(actor, page), key=lambda row: (_partner(row), row[f"{place}_id"])):
        held = list(rows)
        shown = [_held(row, actor.today, changeable=changeable and row["user_id"] != actor.id) for row in held]
        groups.append(RowGroup(held[0][f"{place}__name"], shown, note=_partner(held[0])))
    return Table(
        caption=f"Habilitations : {AssignmentState(filters.state).label}",
        columns=COLUMNS,
        groups=groups,
        page=page,
        noun=("habilitation trouvée", "habilitations trouvées"),
        filtered=filters != Filters(),
        exports=True,
        empty="Aucun rôle n'est encore attribué. Commencez par «\u00a0Habiliter un utilisateur\u00a0».",
    )


def _partner(row: dict[str, Any]) -> str:
    return with_caf(row["agreement__partner__name"], row["told_caf"])


def _held(row: dict[str, Any], today: date, *, changeable: bool) -> Row:
    role, identifier = Role(row["role"]).label, identifier_of_row(row)
    name = f"{name_of_row(row)} ({identifier})"
    about = f"{role}, {name}"
    others = []
    ended = ending_of_row(row, today)
    if changeable and ended is None:
        others = [
            Action("Modifier", reverse("habpps:grant_change", args=[row["public_id"]]), "pencil"),
            Action("Supprimer", reverse("habpps:grant_end", args=[row["public_id"]]), "trash", danger=True),
        ]
    return Row(
        [
            role,
            Text(name_of_row(row), note=". ".join(filter(None, (identifier, _sentence(_why_not(row, today)))))),
            Text(short_date(row["valid_from"]), note=late_start_of_row(row)),
            Text(short_date(ended.day), note=ended.note) if ended else short_date(row["valid_until"]),
            Actions(others=others, about=about),
        ],
        name=about,
        muted=ended is not None,
    )


def _why_not(row: dict[str, Any], today: date) -> str:
    """Why a right that is not over does not count today; only rows of « Inactif » have what it takes to tell."""
    return why_dormant(row, today) if "shown_invited_at" in row and ending_of_row(row, today) is None else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def vacancies_table(page: Page, vacancies: Iterable[Vacancy], filters: Filters, *, may_assign: bool) -> Table:
    """« Non attribué »: each expected role without a holder is a row. `vacancies`: those of the page."""
    groups = []
    for vacancy in vacancies:
        rows = [_vacant(vacancy, role, filters, may_assign=may_assign) for role in vacancy.roles]
        groups.append(RowGroup(vacancy.place, rows, note=vacancy.partner))
    nouns = (
        ("lieu sans titulaire", "lieux sans titulaire")
        if filters.sites
        else ("activité concernée", "activités concernées")
    )
    return Table(
        caption="Habilitations : Non attribué",
        columns=COLUMNS,
        groups=groups,
        page=page,
        noun=nouns,
        filtered=True,
        exports=True,
        no_result="Chaque rôle a un titulaire.",
    )


def _vacant(vacancy: Vacancy, role: Role, filters: Filters, *, may_assign: bool) -> Row:
    place = "lieu" if filters.sites else "activite_id"
    link = f"{reverse('habpps:assign')}?convention={vacancy.agreement_id}&{place}={vacancy.place_id}&role={role.value}"
    give = Action("Affecter un rôle à un utilisateur habilité", link, "plus", about=f"{role.label}, {vacancy.place}")
    cells = [role.label, States([NOBODY]), "", "", Actions(next=give if may_assign else None)]
    return Row(cells, name=role.label)


def exported_rows(rows: Iterable[dict[str, Any]], filters: Filters, actor: Actor) -> Iterator[dict[str, Any]]:
    """One for each role held: how it ended, why it does not count, that its beginning was entered later."""
    place = "site" if filters.sites else "activity"
    for row in tell_rows(actor, rows):
        ended = ending_of_row(row, actor.today)
        yield {
            **row,
            "ended_on": ended.day if ended else None,
            "how": " ; ".join(
                filter(None, [ended.note if ended else _sentence(_why_not(row, actor.today)), late_start_of_row(row)])
            ),
            "partner": _partner(row),
            "place": row[f"{place}__name"],
            "role": Role(row["role"]).label,
            "person": f"{name_of_row(row)} ({identifier_of_row(row)})",
        }


def exported_vacancies(vacancies: Iterable[Vacancy]) -> Iterator[dict[str, Any]]:
    """One for each role that nobody holds."""
    dates = dict.fromkeys(("valid_from", "valid_until", "ended_on", "how"))
    for vacancy in vacancies:
        place = {"partner": vacancy.partner, "place": vacancy.place, "person": NOBODY.label, **dates}
        yield from ({**place, "role": role.label} for role in vacancy.roles)


def view_tabs(query: QueryDict, state: str) -> list[Tab]:
    """« Qui fait quoi » (no `state`), and the four states; each keeps the filters."""
    overview = Tab("Qui fait quoi", reverse("habpps:coverage") + address(query, etat="", page=""), not state)
    here = reverse("habpps:assignments")
    return [
        overview,
        *(
            Tab(each.label, here + address(query, etat=each.value, roles="", page=""), each.value == state)
            for each in AssignmentState
        ),
    ]


def saved_text(count: int, person: Candidate) -> str:
    """An invitation that waits reads alike, whatever the account."""
    given = f"{plural(count, 'habilitation enregistrée', 'habilitations enregistrées')} pour {person.label}."
    waits = " Elle comptera" if count == 1 else " Elles compteront"
    return f"{given}{waits} dès l'activation de son compte." if person.waits else given
