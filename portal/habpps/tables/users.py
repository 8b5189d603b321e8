from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.paginator import Page
from django.urls import reverse

from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.effective import why_not_effective
from portal.habpps.rights.roles import Role
from portal.ui.formats import long_date, short_date
from portal.ui.pieces import Action, State, SummaryRow
from portal.ui.tables import Actions, Column, Link, Row, States, Table, Text

from .states import user_states

COLUMNS = [
    Column("Identifiant", sort="user__username"),
    Column("Nom", sort="user__last_name"),
    Column("Prénom", sort="user__first_name"),
    Column("Adresse mail, téléphone", sort="user__email"),
    Column("Date d'ouverture, date de clôture", sort="valid_from"),
    Column("Statut"),
    Column("Autres actions"),
]


def users_table(
    page: Page, sort: str, actor: Actor, agreement: Agreement, *, may_manage: bool, filtered: bool
) -> Table:
    create = Action("Créer un utilisateur", reverse("habpps:user_create", args=[agreement.public_id]), "plus")
    return Table(
        caption="Utilisateurs de la convention",
        columns=COLUMNS,
        rows=[_row(row, actor.today, may_manage=may_manage) for row in page],
        page=page,
        sort=sort,
        noun=("utilisateur trouvé", "utilisateurs trouvés"),
        filtered=filtered,
        empty="Personne n'a encore accès à cette convention.",
        empty_action=create if may_manage else None,
    )


def _row(row: dict, today: date, *, may_manage: bool) -> Row:
    key = row["public_id"]
    name = f"{row['user__first_name']} {row['user__last_name']}"
    open_ = row["revoked_at"] is None
    change = [
        Action("Modifier", reverse("habpps:user_contact", args=[key]), "pencil"),
        Action("Supprimer", reverse("habpps:grant_end", args=[key]), "trash", danger=True),
    ]
    others = [
        Action("Gérer / rapporter les services de l'utilisateur", reverse("habpps:user", args=[key]), "settings"),
        Action("Ajouter à un groupe", reverse("habpps:group_add", args=[key]), "plus"),
        Action("Réinitialiser le mot de passe", reverse("habpps:password_reset", args=[key]), "key"),
    ]
    return Row(
        [
            Link(row["user__username"], reverse("habpps:user", args=[key])),
            row["user__last_name"],
            row["user__first_name"],
            Text(row["user__email"], note=row["user__phone"]),
            Text(
                short_date(row["valid_from"]), note=f"au {short_date(row['valid_until'])}" if row["valid_until"] else ""
            ),
            user_states(row["user__state"], row["valid_from"], row["valid_until"], revoked=not open_, today=today),
            Actions(others=[*others, *change] if may_manage and open_ else others[:1], about=name),
        ],
        name=name,
        muted=not open_,
    )


def user_rows(membership: Grant, today: date) -> list[SummaryRow]:
    person = membership.user
    return [
        SummaryRow("Identifiant", person.username),
        SummaryRow("Adresse mail", person.email),
        SummaryRow("Téléphone", person.phone),
        SummaryRow("Poste de travail", person.get_mobility_display()),
        SummaryRow("Compte", person.get_state_display()),
        SummaryRow("Date d'ouverture", long_date(membership.valid_from)),
        SummaryRow("Date de clôture", long_date(membership.valid_until)),
    ]


def user_actions(membership: Grant) -> list[Action]:
    key = membership.public_id
    return [
        Action("Ajouter à un groupe", reverse("habpps:group_add", args=[key]), "plus"),
        Action("Modifier les coordonnées", reverse("habpps:user_contact", args=[key]), "pencil"),
        Action("Modifier les dates d'accès", reverse("habpps:grant_change", args=[key]), "calendar"),
        Action("Réinitialiser le mot de passe", reverse("habpps:password_reset", args=[key]), "key"),
        Action("Fermer les sessions ouvertes", reverse("habpps:sessions_end", args=[key]), "signout"),
        Action("Retirer l'accès à la convention", reverse("habpps:grant_end", args=[key]), "trash", danger=True),
    ]


def rights_table(rights: Iterable[Grant], actor: Actor, agreement: Agreement) -> Table:
    """Groups and roles of one person in a convention; why those that do not count do not."""
    mine = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    return Table(
        caption="Groupes et rôles",
        columns=[
            Column("Groupe ou rôle"),
            Column("Sur"),
            Column("Début"),
            Column("Fin"),
            Column("Donné par"),
            Column("État"),
            Column("Modifier/Supprimer"),
        ],
        rows=[_right(grant, actor, frozenset(mine)) for grant in rights],
        noun=("habilitation", "habilitations"),
        empty="Cette personne n'est encore dans aucun groupe.",
    )


def _right(grant: Grant, actor: Actor, mine: frozenset[Role]) -> Row:
    why_not = why_not_effective(grant, actor.today)
    role = Role(grant.role)
    others = []
    if grant.revoked_at is None and role in mine and grant.user_id != actor.id:
        others = [
            Action("Modifier", reverse("habpps:grant_change", args=[grant.public_id]), "pencil"),
            Action("Supprimer", reverse("habpps:grant_end", args=[grant.public_id]), "trash", danger=True),
        ]
    return Row(
        [
            Text(role.label, note=f"{why_not[:1].upper()}{why_not[1:]}." if why_not else ""),
            str(grant.activity or grant.site or "la convention"),
            short_date(grant.valid_from),
            short_date(grant.valid_until),
            grant.given_by.get_full_name() if grant.given_by else "Le portail",
            States([State("Inactif", "neutral") if why_not else State("Actif", "success")]),
            Actions(others=others, about=role.label),
        ],
        name=role.label,
        muted=bool(why_not),
    )
