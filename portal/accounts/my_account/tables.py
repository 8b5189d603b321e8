"""Rows of « Mon compte », as plain strings."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.models import Session
from portal.accounts.second_factor.events import FACTOR_DELAYED, FACTOR_FAILED
from portal.accounts.sessions.events import SESSION_LAPSED, SIGNED_OUT
from portal.accounts.sign_in.events import SIGNED_IN
from portal.accounts.tries.events import SIGN_IN_DELAYED, SIGN_IN_FAILED
from portal.base import formats
from portal.base.urls import reverse
from portal.journal.models import Entry
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, Column, Row, States, Table

EVENTS = {
    SIGNED_IN.name: State("Connexion", "success"),
    SIGNED_OUT.name: State("Déconnexion"),
    SESSION_LAPSED.name: State("Session terminée d'elle-même"),
    SIGN_IN_FAILED.name: State("Mot de passe refusé", "attention"),
    SIGN_IN_DELAYED.name: State("Essai trop rapproché, non examiné", "attention"),
    FACTOR_FAILED.name: State("Second facteur refusé", "attention"),
    FACTOR_DELAYED.name: State("Second facteur trop rapproché, non examiné", "attention"),
}


def sessions_table(sessions: Iterable[Session], here: str | None) -> Table:
    """`here`: the key of the session that shows the page."""
    rows = []
    for each in sessions:
        url = reverse("account_end_session", args=[each.public_id])
        began, browser = formats.moment(each.started_at), each.browser or "Navigateur"
        end = Actions(next=Action("Fermer", url, icon="cross"), about=f"{browser}, {began}")
        current = States([State("Cette session", "success")])
        rows.append(Row([browser, began, formats.moment(each.seen_at), current if each.session_key == here else end]))
    columns = [Column("Navigateur"), Column("Début"), Column("Dernière activité"), Column("Action")]
    return Table(caption="Mes sessions ouvertes", columns=columns, rows=rows, noun=("session", "sessions"))


def connections_table(page: Any) -> Table:
    """`page`: a page of `Entry` rows."""
    entries: Iterable[Entry] = page
    rows = [Row([formats.moment(each.at), States([EVENTS[each.kind]])]) for each in entries]
    return Table(
        caption="Mes connexions depuis douze mois",
        columns=[Column("Date"), Column("Ce qui s'est passé")],
        rows=rows,
        page=page,
        noun=("événement", "événements"),
        empty="Aucune connexion depuis douze mois.",
    )
