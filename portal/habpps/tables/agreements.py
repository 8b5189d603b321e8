from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.urls import reverse

from portal.habpps.models import AccessGroup, Agreement
from portal.habpps.queries.agreements import Administrator, Member
from portal.habpps.registries import consequences_of_closing
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles, is_allowed
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.habpps.rules import TWO_ADMINISTRATORS
from portal.ui.formats import long_date, plural, short_date
from portal.ui.pieces import Action, State, SummaryRow, Task
from portal.ui.tables import Actions, Column, Link, Row, RowGroup, Table

from .states import agreement_state, agreement_status, words

COLUMNS = [
    Column("Libellé", sort="label", value="label"),
    Column("Caf pilote", sort="caf__name", value="caf__name"),
    Column("Partenaire", sort="partner__name", value="partner__name"),
    Column("Date d'ouverture", sort="opens_on", value="opens_on"),
    Column("Date de clôture", sort="closes_on", value="closes_on"),
    Column("Statut", value="status"),
    Column("État", sort="state", value="state_label"),
    Column("Autres actions"),
]
DONE, TO_DO = State("Fait", "success"), State("À faire", "attention")


def agreements_table(page: Page, sort: str, actor: Actor, *, filtered: bool) -> Table:
    records = {grant.caf_id for grant in actor.grants if grant.role is Role.CAF_ADMIN}
    return Table(
        caption="Conventions",
        columns=COLUMNS,
        rows=[_row(row, actor.today, may_record=row["caf_id"] in records) for row in page],
        page=page,
        sort=sort,
        noun=("convention trouvée", "conventions trouvées"),
        filtered=filtered,
        exports=True,
        empty="Aucune convention n'est encore enregistrée.",
    )


def exported_rows(rows: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """The same rows with « Statut » and « État » in words."""
    for row in rows:
        status = agreement_status(row["state"], row["opens_on"], row["closes_on"], today)
        yield {**row, "status": words(status), "state_label": words(agreement_state(row["state"]))}


def _row(row: dict[str, Any], today: date, *, may_record: bool) -> Row:
    key, label = row["public_id"], row["label"]
    others = [
        Action("Gérer les utilisateurs", reverse("habpps:users", args=[key]), "people"),
        Action("Gérer les groupes", reverse("habpps:groups", args=[key]), "settings"),
    ]
    if may_record and row["state"] == Agreement.State.VALIDATED:
        others.append(Action("Clôturer", reverse("habpps:agreement_close", args=[key]), "lock"))
    return Row(
        [
            Link(label, reverse("habpps:agreement", args=[key])),
            row["caf__name"],
            row["partner__name"],
            short_date(row["opens_on"]),
            short_date(row["closes_on"]),
            agreement_status(row["state"], row["opens_on"], row["closes_on"], today),
            agreement_state(row["state"]),
            Actions(others=others, about=label),
        ],
        name=label,
    )


def agreement_rows(agreement: Agreement, today: date) -> list[SummaryRow]:
    contract = getattr(agreement, "contract", None)
    managed = "Déléguée à l'organisme" if contract and contract.delegated else "Assurée par la Caf"
    return [
        SummaryRow("Organisme partenaire", agreement.partner.name),
        SummaryRow("Caf pilote", agreement.caf.name),
        SummaryRow("État", agreement.get_state_display()),
        SummaryRow("Date d'ouverture", long_date(agreement.opens_on)),
        SummaryRow("Date de clôture", long_date(agreement.closes_on)),
        SummaryRow("Gestion des habilitations", managed),
    ]


def steps(agreement: Agreement, groups: list[AccessGroup], people: list[Administrator]) -> list[Task]:
    """The convention as a list of tasks: what is done, what remains."""
    contract = getattr(agreement, "contract", None)
    names = ", ".join(str(group) for group in groups)
    named = ", ".join(each.name for each in people)
    return [
        Task("Contrat de service", _done(contract is not None), hint=_dates(contract) if contract else ""),
        Task("Bulletin d'adhésion au service AFAS", _done(bool(groups)), hint=_dates(groups[0]) if groups else ""),
        Task("Groupes «\u00a0AFAS Habiliter\u00a0» et «\u00a0AFAS Déclarer\u00a0»", _done(len(groups) > 1), hint=names),
        Task("Deux administrateurs", _done(len(people) >= TWO_ADMINISTRATORS), hint=named),
        Task("Validation", _done(agreement.state != Agreement.State.DRAFT), hint="Elle ouvre les accès."),
    ]


def _done(reached: bool) -> State:
    return DONE if reached else TO_DO


def _dates(dated: Any) -> str:
    until = f" au {long_date(dated.closes_on)}" if dated.closes_on else ""
    return f"{'Du' if until else 'Depuis le'} {long_date(dated.opens_on)}{until}"


def administrators_table(people: list[Administrator], actor: Actor, *, may_end: bool) -> Table:
    rows = [
        Row(
            [
                each.name,
                each.account_state,
                short_date(each.valid_from),
                short_date(each.valid_until),
                each.why_not[:1].upper() + each.why_not[1:],
                Actions(next=_ending(each) if may_end and each.user_id != actor.id else None, about=each.name),
            ],
            name=each.name,
        )
        for each in people
    ]
    labels = ["Administrateur", "Compte", "Depuis", "Jusqu'au", "Ce qui manque", "Modifier/Supprimer"]
    return Table(
        caption="Administrateurs",
        columns=[Column(label) for label in labels],
        rows=rows,
        id="administrateurs",
        noun=("administrateur", "administrateurs"),
        empty="La convention n'a aucun administrateur.",
    )


def _ending(person: Administrator) -> Action:
    return Action("Supprimer", reverse("habpps:grant_end", args=[person.public_id]), "trash", danger=True)


def links(agreement: Agreement, actor: Actor) -> list[Action]:
    """What can be done from the convention's page."""
    found = []
    if is_allowed(actor, "habpps.view_users", agreement):
        found.append(Action("Gérer les utilisateurs", reverse("habpps:users", args=[agreement.public_id]), "people"))
        found.append(Action("Gérer les groupes", reverse("habpps:groups", args=[agreement.public_id]), "settings"))
    if is_allowed(actor, "habpps.view_assignments", agreement):
        address = f"{reverse('habpps:assignments')}?partenaire={agreement.public_id}"
        found.append(Action("Habilitations d'action sociale", address, "key"))
    return found


def consequences(agreement: Agreement, people: int) -> list[str]:
    """What closing touches, said before it is done."""
    found = [f"{plural(people, 'personne perd', 'personnes perdent')} leur accès à l'instant."]
    return found + consequences_of_closing(agreement)


def groups_table(
    agreement: Agreement, groups: list[AccessGroup], members: dict[int, list[Member]], actor: Actor
) -> Table:
    """Who is in which group, with what the actor may change of it."""
    mine = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    columns = [Column("Utilisateur"), Column("Depuis"), Column("Jusqu'au"), Column("Modifier/Supprimer")]
    shown = []
    for group in groups:
        may_change = GROUP_ROLES[group.kind] in mine
        rows = [
            Row(
                [
                    each.name,
                    short_date(each.valid_from),
                    short_date(each.valid_until),
                    Actions(
                        others=_changes(each.public_id) if may_change and each.user_id != actor.id else (),
                        about=each.name,
                    ),
                ],
                name=each.name,
            )
            for each in members[group.pk]
        ]
        shown.append(RowGroup(str(group), rows, "" if rows else "Personne n'est encore dans ce groupe."))
    return Table(
        caption="Groupes d'habilitation",
        columns=columns,
        groups=shown,
        count=sum(len(group.rows) for group in shown) or 1,
        noun=("appartenance", "appartenances"),
    )


def _changes(public_id: str) -> list[Action]:
    return [
        Action("Modifier", reverse("habpps:grant_change", args=[public_id]), "pencil"),
        Action("Supprimer", reverse("habpps:grant_end", args=[public_id]), "trash", danger=True),
    ]
