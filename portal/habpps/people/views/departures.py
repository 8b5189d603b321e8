"""« Départ de l'organisme »: what ends, what stays without anybody, who takes over, in one confirmation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from portal.base.formats import of, plural
from portal.base.once import once
from portal.habpps.grants.queries.ends import first_day_without
from portal.habpps.grants.tables import lost_cover_table
from portal.habpps.models import Grant
from portal.habpps.permissions import ASSIGN_ROLES
from portal.habpps.rights.candidates import Candidates
from portal.habpps.rights.decisions import is_allowed
from portal.habpps.rights.rules import WHATEVER_THE_DAY
from portal.habpps.rights.shown import shown_person
from portal.habpps.screens.amendments import url_of_amendment
from portal.habpps.screens.pages import (
    PortalRequest,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
    users_crumbs,
)
from portal.habpps.screens.picker.forms import SEARCH, PersonInput
from portal.habpps.screens.picker.views import search_url
from portal.ui.forms import DateField

from ..actions.access import why_not_closed
from ..actions.departures import Departure, record_departure
from ..forms import DepartureForm
from ..queries.departures import describe_departure, list_standing_accesses, name_agreements
from ..tables.departures import ending_text, seats_text
from .users import get_membership


@page("GET", "POST")
@once
def departure(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    shown = shown_person(membership)
    person = shown.full_name
    looks = request.POST.get("act") in ("show", SEARCH)
    form = _form(request, membership)
    if request.method == "POST" and not looks:
        outcome = carry_out(form, lambda: _record(request, membership, form))
        if outcome is not None:
            return redirect_done(
                request, _text(person, outcome), "habpps:user", public_id=public_id, notes=outcome.notes
            )
    last_day = _last_day(request)
    accesses = list_standing_accesses(request.actor, membership)
    found = describe_departure(accesses, request.actor.today, last_day)
    why_not, leads_to = _refusal(request, accesses, last_day)
    context = {
        "form": form,
        "agreement": membership.agreement,
        "person": shown.identified_name,
        "why_not": why_not,
        "never": why_not in WHATEVER_THE_DAY,
        "amendment_url": leads_to,
        "ends": ending_text(found, list(name_agreements(accesses).values()) or [membership.agreement.label]),
        "others": found.others,
        "lost": lost_cover_table(found.lost),
        "first_day": first_day_without(request.actor.today, last_day),
        "seats": [seats_text(each) for each in found.seats],
        "cancel_url": url("user", public_id),
        "crumbs": users_crumbs(membership.agreement, (person, url("user", public_id)), ("Départ", "")),
    }
    return render_page(request, "people/departure", context, refused=not looks)


def _form(request: PortalRequest, membership: Grant) -> DepartureForm:
    """What was typed; a successor is offered to who may give the roles."""
    people, people_url = None, ""
    if is_allowed(request.actor, ASSIGN_ROLES, membership.agreement):
        people = Candidates(
            membership.agreement,
            request.actor.today,
            chooser=request.actor.id,
            leaving=membership.user.public_id,
        )
        people_url = search_url(people)
    offered: dict[str, Any] = {"people": people, "people_url": people_url}
    if request.method != "POST":
        return DepartureForm(initial={"last_day": request.actor.today}, **offered)
    if request.POST.get("act") != SEARCH:
        return DepartureForm(request.POST, **offered)
    typed = {name: request.POST.get(name, "") for name in ("last_day", "reason")}
    return DepartureForm(
        initial={**typed, "successor": PersonInput().value_from_datadict(request.POST, None, "successor")}, **offered
    )


def _record(request: PortalRequest, membership: Grant, form: DepartureForm) -> Departure:
    chosen = form.cleaned_data.get("successor")
    given = {**form.cleaned_data, "successor": chosen.load_user() if chosen else None}
    return record_departure(actor=request.actor, membership=membership, **given)


def _refusal(request: PortalRequest, accesses: list[Grant], last_day: date) -> tuple[str, str]:
    """Why one of the accesses cannot end after that day, and the avenant that would end it; said before it is asked."""
    for access in accesses:
        if why_not := why_not_closed(request.actor, access, last_day):
            return why_not, url_of_amendment(why_not, access.agreement.public_id, access.public_id)
    return "", ""


def _last_day(request: PortalRequest) -> date:
    """The day that was typed, as far as it can be read."""
    today = request.actor.today
    try:
        return max(DateField(required=False).clean(request.POST.get("last_day", "")) or today, today)
    except ValidationError:
        return today


def _text(person: str, outcome: Departure) -> str:
    text = f"Le départ {of(person)} est enregistré : {plural(len(outcome.ended), 'droit prend fin', 'droits prennent fin')}."
    if outcome.given:
        text += f" {plural(len(outcome.given), 'rôle est repris', 'rôles sont repris')} par la personne choisie."
    return text
