"""« Départ de l'organisme »: what ends, what stays without anybody, who takes over, in one confirmation."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse

from portal.accounts.models import User
from portal.base.formats import of, plural
from portal.base.once import once
from portal.habpps.grants.queries.ends import first_day_without
from portal.habpps.grants.tables import lost_cover_table
from portal.habpps.models import Grant
from portal.habpps.permissions import ASSIGN_ROLES
from portal.habpps.rights.decisions import is_allowed
from portal.habpps.screens.pages import (
    PortalRequest,
    carry_out,
    full_name,
    page,
    redirect_done,
    render_page,
    url,
    users_crumbs,
)

from ..actions.departures import Departure, record_departure
from ..forms import DepartureForm
from ..queries.departures import describe_departure, list_standing_accesses, name_agreements
from ..queries.users import list_people_present
from ..tables.departures import ending_text, seats_text
from .users import get_membership


@page("GET", "POST")
@once
def departure(request: PortalRequest, public_id: str) -> HttpResponse:
    membership = get_membership(request, public_id)
    people = list_people_present(membership.agreement, request.actor)
    person = next((vars(user)["called"] for user in people if user.pk == membership.user_id), "") or full_name(
        membership
    )
    looks = request.POST.get("act") == "show"
    form = _form(request, membership, people)
    if request.method == "POST" and not looks:
        outcome = carry_out(
            form, lambda: record_departure(actor=request.actor, membership=membership, **form.cleaned_data)
        )
        if outcome is not None:
            return redirect_done(
                request, _text(person, outcome), "habpps:user", public_id=public_id, notes=outcome.notes
            )
    last_day = _last_day(form, request.actor.today)
    accesses = list_standing_accesses(request.actor, membership)
    found = describe_departure(accesses, request.actor.today, last_day)
    context = {
        "form": form,
        "agreement": membership.agreement,
        "person": person,
        "ends": ending_text(found, list(name_agreements(accesses).values()) or [membership.agreement.label]),
        "others": found.others,
        "lost": lost_cover_table(found.lost),
        "first_day": first_day_without(request.actor.today, last_day),
        "seats": [seats_text(each) for each in found.seats],
        "cancel_url": url("user", public_id),
        "crumbs": users_crumbs(membership.agreement, (person, url("user", public_id)), ("Départ", "")),
    }
    return render_page(request, "people/departure", context, refused=not looks)


def _form(request: PortalRequest, membership: Grant, people: list[User]) -> DepartureForm:
    """What was typed; a successor is offered to who may give the roles."""
    may_assign = is_allowed(request.actor, ASSIGN_ROLES, membership.agreement)
    people = [user for user in people if may_assign and user.pk != membership.user_id]
    typed = request.POST if request.method == "POST" else None
    return DepartureForm(typed, people=people, initial={"last_day": request.actor.today})


def _last_day(form: DepartureForm, today: date) -> date:
    """The day that was typed, as far as it can be read."""
    if form.is_bound and form.is_valid():
        return max(form.cleaned_data["last_day"], today)
    return today


def _text(person: str, outcome: Departure) -> str:
    text = f"Le départ {of(person)} est enregistré : {plural(len(outcome.ended), 'droit prend fin', 'droits prennent fin')}."
    if outcome.given:
        text += f" {plural(len(outcome.given), 'rôle est repris', 'rôles sont repris')} par la personne choisie."
    return text
