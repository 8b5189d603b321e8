"""Places and activities of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.base.formats import plural, short_date, siret
from portal.base.urls import reverse
from portal.habpps.extensions import Use
from portal.habpps.models import Activity, Agreement, Site
from portal.habpps.screens.places import nature_label, type_label
from portal.habpps.screens.states import COMING, dates_state
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, Cell, Column, Row, States, Table, Text

from ..queries import SiteUse
from ..rules import siren_warning

OPEN, CLOSED = State("Ouvert", "success"), State("Fermé", "neutral", "lock")
ACTIVITY_OPEN, ACTIVITY_CLOSED = State("Ouverte", "success"), State("Fermée", "neutral", "lock")


def columns(labels: Iterable[str], *, may_change: bool) -> list[Column]:
    return [*map(Column, labels), *([Column("Modifier/Fermer")] if may_change else [])]


def sites_table(sites: list[Site], partner_siret: str, *, may_change: bool, leads: bool) -> Table:
    """`leads`: the reader's Caf changes the places itself; any other one proposes it."""
    return Table(
        caption="Lieux d'implantation",
        columns=columns(["Nom", "SIRET de l'établissement", "Adresse", "Commune", "Statut"], may_change=may_change),
        rows=[_site(site, partner_siret, may_change, leads) for site in sites],
        id="lieux",
        noun=("lieu", "lieux"),
        empty="Aucun lieu d'implantation n'est encore enregistré.",
    )


def _site(site: Site, partner_siret: str, may_change: bool, leads: bool) -> Row:
    other = "SIREN différent de celui de l'organisme" if siren_warning(partner_siret, site.siret) else ""
    cells: list[Cell] = [
        site.name,
        Text(siret(site.siret), note=other, tone="attention"),
        site.address,
        f"{site.postcode} {site.town}".strip(),
        Text(CLOSED.label, note=f"le {short_date(site.closed_on)}") if site.closed_on else States([OPEN]),
    ]
    if may_change:
        cells.append(Actions(others=(_site_actions if leads else _site_proposals)(site), about=site.name))
    return Row(cells, name=site.name, muted=site.closed_on is not None)


def _site_actions(site: Site) -> list[Action]:
    change = Action("Modifier", reverse("habpps:site_change", args=[site.public_id]), "pencil")
    if site.closed_on is not None:
        return [change, Action("Rouvrir", reverse("habpps:site_reopen", args=[site.public_id]), "return", "post")]
    return [change, Action("Fermer", reverse("habpps:site_close", args=[site.public_id]), "lock", danger=True)]


def _site_proposals(site: Site) -> list[Action]:
    key = site.public_id
    change = Action("Proposer une modification", reverse("habpps:site_proposal_change", args=[key]), "pencil")
    if site.closed_on is not None:
        return [change, Action("Proposer la réouverture", reverse("habpps:site_proposal_reopen", args=[key]), "return")]
    return [change, Action("Proposer la fermeture", reverse("habpps:site_proposal_close", args=[key]), "lock")]


def consequences_of_site(use: SiteUse) -> list[str]:
    held = plural(use.people, "personne tient un rôle", "personnes tiennent un rôle", "Personne ne tient de rôle")
    placed = plural(use.activities, "activité a", "activités ont", "Aucune activité n'a")
    return [
        f"{placed} lieu ici{' : elles restent ouvertes' if use.activities else ''}.",
        f"{held} sur ce lieu{' : ces rôles suivent leurs propres dates' if use.people else ''}.",
        "Le lieu n'est plus proposé pour de nouveaux rôles ni de nouvelles activités.",
    ]


def activities_table(activities: list[Activity], today: date, *, may_change: bool) -> Table:
    labels = ["Nom", "Type et nature", "Lieux d'implantation", "Date d'ouverture", "Date de clôture", "Statut"]
    return Table(
        caption="Activités",
        columns=columns([*labels, "Convention"], may_change=may_change),
        rows=[_activity(each, today, may_change) for each in activities],
        id="activites",
        noun=("activité", "activités"),
        empty="Aucune activité n'est encore enregistrée.",
    )


def _activity(activity: Activity, today: date, may_change: bool) -> Row:
    state = dates_state(activity.opens_on, activity.closes_on, today)
    shown = state if state is COMING else ACTIVITY_OPEN if state.tone == "success" else ACTIVITY_CLOSED
    cells: list[Cell] = [
        activity.name,
        Text(type_label(activity.type_code), note=nature_label(activity.type_code, activity.nature_code)),
        ", ".join(site.name for site in activity.sites.all()),
        short_date(activity.opens_on),
        short_date(activity.closes_on),
        States([shown]),
        activity.agreement.shown_label,
    ]
    if may_change:
        closed = activity.agreement.state == Agreement.State.CLOSED
        cells.append(Actions(others=[] if closed else _activity_actions(activity), about=activity.name))
    return Row(cells, name=activity.name, muted=shown is ACTIVITY_CLOSED)


def _activity_actions(activity: Activity) -> list[Action]:
    key = activity.public_id
    found = [
        Action("Modifier", reverse("habpps:activity_change", args=[key]), "pencil"),
        Action("Fermer", reverse("habpps:activity_close", args=[key]), "lock", danger=True),
    ]
    if activity.closes_on is not None:
        found.append(Action("Rouvrir", reverse("habpps:activity_reopen", args=[key]), "return", "post"))
    return found


def consequences_of_activity(use: Use) -> list[str]:
    left = plural(use.unfinished, "déclaration n'est pas validée", "déclarations ne sont pas validées")
    found = [f"{left} : les déclarations déjà ouvertes restent à terminer."] if use.unfinished else []
    if use.years:
        found.append(
            f"Une déclaration de l'exercice {max(use.years)} est commencée : pas de fermeture avant cet exercice."
        )
    return [*found, "Aucune déclaration n'est ouverte pour les exercices suivants."]
