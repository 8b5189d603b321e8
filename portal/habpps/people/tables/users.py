"""« Liste des utilisateurs »."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.account_help.tables import HelpPages
from portal.habpps.models import Agreement
from portal.habpps.rights.lives import ending_of_row, late_start_of_row
from portal.habpps.screens.amendments import removal_by_amendment
from portal.habpps.screens.states import row_is_over, row_states, words
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Link, Row, Table, Text

COLUMNS = [
    Column("Identifiant", sort="identifiant", value="shown_username"),
    Column("Nom", sort="nom", value="shown_last_name"),
    Column("Prénom", sort="prenom", value="shown_first_name"),
    Column("Adresse mail", sort="adresse", value="shown_email"),
    Column("Téléphone", sort="telephone", value="shown_phone"),
    Column("Date d'ouverture", sort="ouverture", value="valid_from"),
    Column("Date de clôture", sort="cloture", value="ends"),
    Column("Statut", value="status"),
    Column("Modifier/Supprimer"),
    Column("Autres actions"),
]
INVITED = "Invité"
PAGES = HelpPages(
    "invitation_resend", "invitation_address", "password_reset", "sessions_end", "sign_in_unlock", "factor_reset"
)


def users_table(
    page: Page,
    sort: str,
    agreement: Agreement,
    today: date,
    *,
    may_manage: bool,
    own: int | None,
    kept: Collection[int],
    filtered: bool,
) -> Table:
    """`own`: the id of who looks, whose own access offers nothing to change; `kept`: those of the people whose access
    an avenant alone ends."""
    key = agreement.public_id
    create = Action("Créer un utilisateur", reverse("habpps:user_create", args=[key]), "plus")
    selected = [
        Action("Ajouter à un groupe", reverse("habpps:users_group", args=[key]), "plus"),
        Action("Renvoyer l'invitation", reverse("habpps:users_invite", args=[key]), "mail"),
        Action("Clôturer l'accès", reverse("habpps:users_close", args=[key]), "lock"),
    ]
    return Table(
        caption="Utilisateurs de la convention",
        columns=COLUMNS,
        rows=[
            _row(key, row, today, may_manage=may_manage and row["user_id"] != own, kept=row["user_id"] in kept)
            for row in page
        ],
        page=page,
        sort=sort,
        noun=("utilisateur trouvé", "utilisateurs trouvés"),
        filtered=filtered,
        exports=True,
        bulk=selected if may_manage else (),
        empty="Personne n'a encore accès à cette convention.",
        empty_action=create if may_manage else None,
    )


def exported_rows(rows: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """The same rows with « Statut » in words, and the real end."""
    for row in rows:
        ended = ending_of_row(row, today)
        yield {**row, "status": words(row_states(row, today)), "ends": ended.day if ended else row["valid_until"]}


def _row(agreement: str, row: dict[str, Any], today: date, *, may_manage: bool, kept: bool) -> Row:
    key = row["public_id"]
    name = f"{row['shown_first_name']} {row['shown_last_name']}"
    over, ended = row_is_over(row, today), ending_of_row(row, today)
    here = reverse("habpps:user", args=[key])
    # Without icons: two menus a row, and a page of a hundred rows, weigh.
    services = Action("Gérer / rapporter les services de l'utilisateur", here)
    return Row(
        [
            Link(row["shown_username"] or INVITED, here),
            row["shown_last_name"],
            row["shown_first_name"],
            row["shown_email"],
            row["shown_phone"],
            Text(short_date(row["valid_from"]), note=late_start_of_row(row)),
            Text(short_date(ended.day), note=ended.note) if ended else short_date(row["valid_until"]),
            row_states(row, today),
            Actions(others=_changes(agreement, key, over=over, kept=kept), about=name, menu_label="Modifier")
            if may_manage
            else "",
            Actions(others=[services, *(_others(row, key, over=over) if may_manage else [])], about=name),
        ],
        key=key if may_manage and not over else "",
        name=name,
        muted=over,
    )


def _changes(agreement: str, key: str, *, over: bool, kept: bool) -> list[Action]:
    if over:
        return [Action("Rouvrir l'accès", reverse("habpps:user_reopen", args=[key]))]
    contact = Action("Modifier", reverse("habpps:user_contact", args=[key]))
    if kept:
        return [contact, removal_by_amendment(agreement, key)]
    return [
        contact,
        Action("Modifier les dates d'accès", reverse("habpps:grant_change", args=[key])),
        Action("Supprimer", reverse("habpps:user_close", args=[key]), danger=True),
    ]


def _others(row: dict[str, Any], key: str, *, over: bool) -> list[Action]:
    if over:
        return []
    link = PAGES.link(key, row["shown_invited_at"], row["user__state"])
    return [Action("Ajouter à un groupe", reverse("habpps:group_add", args=[key])), link]
