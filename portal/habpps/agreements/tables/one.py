"""One convention: its facts, how far it is, who administers it, what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.base import clock
from portal.base.formats import long_date, plural, short_date
from portal.base.urls import reverse
from portal.habpps.extensions import list_consequences_of_closing
from portal.habpps.models import AccessGroup, Agreement, Enrolment
from portal.habpps.permissions import (
    RECORD_AGREEMENT,
    TAKE_MEASURES,
    VIEW_AGREEMENTS,
    VIEW_ASSIGNMENTS,
    VIEW_PARTNERS,
    VIEW_USERS,
)
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import is_allowed
from portal.habpps.rights.lives import say_late_start
from portal.habpps.rights.rules import TWO_ADMINISTRATORS, ends_by_amendment
from portal.habpps.screens.amendments import removal_by_amendment
from portal.habpps.screens.states import agreement_state, agreement_status, dates_state, words
from portal.ui.pieces import Action, State, SummaryRow, Task
from portal.ui.tables import Actions, Cell, Column, Row, States, Table, Text

from ..queries import Administrator
from ..rules.life import missing_for_validation

WHY_STATUS = {Agreement.State.DRAFT: "à la validation", Agreement.State.CLOSED: "par décision de la Caf"}
DONE, TO_DO = State("Fait", "success"), State("À faire", "attention")


def agreement_rows(agreement: Agreement, today: date) -> list[SummaryRow]:
    contract = getattr(agreement, "contract", None)
    suspended = agreement.suspended_at is not None
    status = agreement_status(agreement.state, agreement.opens_on, agreement.closes_on, today)
    why = WHY_STATUS.get(agreement.state, "selon les dates")
    managed = "Déléguée à l'organisme" if contract and contract.delegated else "Assurée par la Caf"
    return [
        SummaryRow("Organisme partenaire", agreement.partner.name),
        SummaryRow("Caf", agreement.caf.name),
        SummaryRow("Statut", f"{words(status)} ({why})"),
        SummaryRow("État", [words(agreement_state(agreement.state, suspended=suspended)), *_decided(agreement)]),
        SummaryRow("Date d'ouverture", long_date(agreement.opens_on)),
        SummaryRow("Date de clôture", long_date(agreement.closes_on) or "Sans date de fin"),
        SummaryRow("Gestion des habilitations", [managed, _dates(contract)] if contract else managed),
        SummaryRow("Approbateur distinct", "Demandé" if agreement.separate_approver else "Conseillé, sans être exigé"),
    ]


def _decided(agreement: Agreement) -> list[str]:
    """When the Caf decided what « État » says."""
    found = []
    if agreement.validated_at:
        found.append(f"Validée le {long_date(clock.day(agreement.validated_at))}")
    if agreement.suspended_at:
        found.append(f"Suspendue par précaution le {long_date(clock.day(agreement.suspended_at))}")
    return found


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


def lacking(
    agreement: Agreement, services: list[dict[str, Any]], groups: list[AccessGroup], people: list[Administrator]
) -> list[str]:
    """What a draft lacks before it can be validated, in French. `services`: see `services_with_dates`."""
    return missing_for_validation(
        has_contract=hasattr(agreement, "contract"),
        enrolments=sum(each["opens_on"] is not None for each in services),
        groups=len(groups),
        administrators=len({each.user_id for each in people if not each.closed}),
    )


def _done(reached: bool) -> State:
    return DONE if reached else TO_DO


def _dates(dated: Any) -> str:
    until = f" au {long_date(dated.closes_on)}" if dated.closes_on else ""
    return f"{'Du' if until else 'Depuis le'} {long_date(dated.opens_on)}{until}"


def administrators_table(agreement: Agreement, people: list[Administrator], actor: Actor, *, may_end: bool) -> Table:
    rows = [
        Row(
            [
                each.name,
                each.account_state,
                short_date(each.valid_from),
                short_date(each.valid_until),
                each.why_not[:1].upper() + each.why_not[1:],
                Actions(
                    next=_ending(agreement, each) if may_end and each.user_id != actor.id else None, about=each.name
                ),
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


def _ending(agreement: Agreement, person: Administrator) -> Action:
    """By an avenant once the convention is validated; before, its papers are corrected."""
    if ends_by_amendment(agreement.state, named_by_actor=True):
        return removal_by_amendment(agreement.public_id, person.public_id, "trash")
    return Action("Supprimer", reverse("habpps:grant_end", args=[person.public_id]), "trash", danger=True)


def enrolments_table(
    agreement: Agreement, services: Iterable[dict[str, Any]], today: date, *, may_change: bool
) -> Table:
    """`services`: see `services_with_dates`; those that the convention has joined, or has left, are shown."""
    may_change = may_change and agreement.state != Agreement.State.CLOSED
    labels = ["Service", "Date d'ouverture", "Date de clôture", "Statut"]
    rows = []
    for each in services:
        service, opens_on, closes_on = each["label"], each["opens_on"], each["closes_on"]
        if opens_on is None:
            continue
        cells: list[Cell] = [
            service,
            Text(
                short_date(opens_on),
                note=say_late_start(
                    each["late_reason"], each["late_at"], f"{each['late_first_name']} {each['late_last_name']}"
                ),
            ),
            short_date(closes_on),
            States([dates_state(opens_on, closes_on, today)]),
        ]
        if may_change:
            address = reverse("habpps:enrolment_end", args=[agreement.public_id, each["code"]])
            label = "Mettre fin" if closes_on is None else "Modifier la fin"
            ending = Action(label, address, "lock", about=service, danger=closes_on is None)
            over = closes_on is not None and closes_on < today
            cells.append(Actions(next=None if over else ending, about=service))
        rows.append(Row(cells, name=service))
    return Table(
        caption="Bulletins d'adhésion",
        columns=[Column(label) for label in [*labels, *(["Modifier"] if may_change else [])]],
        rows=rows,
        id="bulletins",
        noun=("service", "services"),
        empty="La convention n'adhère encore à aucun service.",
    )


# Who may see each page that the convention's own leads to.
LINKS = (
    (VIEW_USERS, "Gérer les utilisateurs", "users", "people"),
    (VIEW_USERS, "Gérer les groupes", "groups", "settings"),
    (VIEW_AGREEMENTS, "Avenants", "amendments", "swap"),
    (VIEW_AGREEMENTS, "Historique", "agreement_history", "history"),
)


def links(agreement: Agreement, actor: Actor) -> list[Action]:
    """The pages of the convention."""
    found = [
        Action(label, reverse(f"habpps:{name}", args=[agreement.public_id]), icon)
        for permission, label, name, icon in LINKS
        if is_allowed(actor, permission, agreement)
    ]
    if is_allowed(actor, VIEW_PARTNERS, agreement):
        partner = reverse("habpps:partner", args=[agreement.partner.public_id])
        found.append(Action("Organisme, lieux et activités", partner, "building"))
    if is_allowed(actor, VIEW_ASSIGNMENTS, agreement):
        address = f"{reverse('habpps:assignments')}?partenaire={agreement.public_id}"
        found.append(Action("Habilitations d'action sociale", address, "key"))
    return found


def decisions(agreement: Agreement, actor: Actor) -> list[Action]:
    """What the Caf can decide of the convention in the state that it is in."""
    found: list[tuple[str, str, str]] = []
    validated = agreement.state == Agreement.State.VALIDATED
    if is_allowed(actor, TAKE_MEASURES, agreement) and validated:
        contract = getattr(agreement, "contract", None)
        if contract is not None and contract.delegated:
            found.append(("Retirer la gestion déléguée", "delegation_withdraw", "return"))
        if agreement.suspended_at is None:
            found.append(("Suspendre la convention", "agreement_suspend", "lock"))
    if is_allowed(actor, RECORD_AGREEMENT, agreement):
        if validated:
            found.append(("Clôturer la convention", "agreement_close", "lock"))
        elif agreement.state == Agreement.State.DRAFT:
            found.append(("Supprimer le brouillon", "agreement_delete", "trash"))
    return [
        Action(label, reverse(f"habpps:{name}", args=[agreement.public_id]), icon, danger=True)
        for label, name, icon in found
    ]


def consequences(agreement: Agreement, people: int) -> list[str]:
    """What closing touches, for the page that asks for it."""
    lost = plural(people, "personne perd son accès", "personnes perdent leur accès", "Personne ne perd d'accès")
    when = "à l'instant si la date est passée ou d'aujourd'hui, sinon ce jour-là au soir"
    return [f"{lost} : {when}." if people else f"{lost}.", *list_consequences_of_closing(agreement)]


def consequences_of_leaving(enrolment: Enrolment, people: int) -> list[str]:
    lost = plural(people, "personne perd son accès", "personnes perdent leur accès", "Personne ne perd d'accès")
    return [
        f"{lost} au service «\u00a0{enrolment.service.label}\u00a0» après ce jour.",
        "Les groupes du service ferment le même jour. Une nouvelle adhésion les rouvre.",
        *list_consequences_of_closing(enrolment.agreement),
    ]
