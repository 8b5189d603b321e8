"""« Administration des profils »: who holds which role, and who is given one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.agreements.queries import open_activities
from portal.habpps.grants.actions.locking import GrantOutcome
from portal.habpps.models import Agreement
from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.candidates import Among, Candidates
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.screens import places as screen_places
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url
from portal.habpps.screens.picker.forms import PersonInput
from portal.habpps.screens.picker.views import search_url
from portal.ui.tables import page_of

from ..actions import assign_roles
from ..forms import AssignForm, AssignmentFilter, ChoosingForm, ScopeForm
from ..queries import assignments as queries
from ..queries.vacancies import count_vacancies, read_vacancies, vacancies
from ..tables import assignments as tables

ACTIVITIES, SITES = screen_places.ACTIVITIES.over, screen_places.SITES.over
WHOLE = Agreement.objects.select_related("partner")
HEADING = "Habilitations d'action sociale"


@page("GET", "POST")
def assignments(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, VIEW_ASSIGNMENTS)
    # The list shows at once, of the roles that count today.
    data = request.GET if "etat" in request.GET else {**request.GET.dict(), "etat": queries.AssignmentState.ACTIVE}
    form = AssignmentFilter(data, actor=request.actor)
    filters = form.filters()
    if request.method == "POST":
        return _exported(request, filters)
    may_assign = is_allowed(request.actor, ASSIGN_ROLES)
    if filters.state == queries.AssignmentState.VACANT:
        shown = page_of(request, vacancies(request.actor, filters), tables.VACANT_SIZES)
        vacant = read_vacancies(shown, filters, request.actor)
        table = tables.vacancies_table(shown, vacant, filters, may_assign=may_assign)
    else:
        table = tables.assignments_table(
            page_of(request, queries.list_assignments(request.actor, filters)),
            filters,
            request.actor,
            may_assign=may_assign,
        )
    context = {
        "filter_form": form,
        "table": table,
        "may_assign": may_assign,
        "assign_url": url("assign", convention=filters.agreement) if filters.agreement else url("assign"),
        "tabs": tables.view_tabs(request.GET, filters.state),
        "crumbs": [("Administration des profils", "")],
    }
    return render_page(request, "assignments/assignments", context)


def _exported(request: PortalRequest, filters: queries.Filters) -> HttpResponse:
    actor, title = request.actor, f"Habilitations ({queries.AssignmentState(filters.state).label})"
    if filters.state != queries.AssignmentState.VACANT:
        read = partial(tables.exported_rows, filters=filters, actor=actor)
        return exported(request, title, tables.EXPORTED, queries.list_assignments(actor, filters), read)
    return exported(
        request,
        title,
        tables.EXPORTED,
        vacancies(actor, filters),
        lambda rows: tables.exported_vacancies(read_vacancies(rows, filters, actor)),
        count=count_vacancies(actor, filters),
    )


@dataclass
class Choice:
    """What the three steps offer for one convention, and what the last button asked."""

    agreement: Agreement
    scope: ScopeForm
    over: str
    form: AssignForm
    shown: list[Any]


@page("GET", "POST")
@once
def assign(request: PortalRequest) -> HttpResponse:
    require(request.actor, ASSIGN_ROLES)
    asked = request.POST.get("convention") or request.GET.get("convention", "") or _only_agreement(request)
    if not asked:
        return _choose_agreement(request)
    agreement = get_allowed(request.actor, VIEW_ASSIGNMENTS, ASSIGN_ROLES, WHOLE, public_id=asked)
    act = request.POST.get("act", "")
    choice = _choice(request, agreement, act)
    if request.method == "POST" and act in ("save", "quit"):
        outcome = carry_out(choice.form, lambda: _assign(request, choice))
        if outcome is not None:
            return _saved(request, choice, outcome, stay=act == "save")
        return render_page(request, "assignments/assign", _context(request, choice))
    response = render_page(request, "assignments/assign", _context(request, choice))
    response.status_code = 200
    return response


def _only_agreement(request: PortalRequest) -> str:
    """The public id of the convention when there is but one to choose."""
    first = queries.assignable_agreements(request.actor, ASSIGN_ROLES)[:2]
    return first[0]["public_id"] if len(first) == 1 else ""


def _choose_agreement(request: PortalRequest) -> HttpResponse:
    form = ChoosingForm(request.GET)
    form.is_valid()
    text = form.cleaned_data.get("partenaire", "")
    found = page_of(request, queries.assignable_agreements(request.actor, ASSIGN_ROLES, text=text))
    context = {
        "filter_form": form if text or found.has_other_pages() else None,
        "table": tables.choosing_table(found, request.actor, filtered=bool(text)),
        "heading": "HABILITER UN UTILISATEUR",
        "lead": "Choisissez d'abord le partenaire.",
        "crumbs": _crumbs(),
    }
    return render_page(request, "screens/choosing", context)


def _choice(request: PortalRequest, agreement: Agreement, act: str) -> Choice:
    """The forms, with what the list buttons (« Afficher », « Sélectionner toutes ») change in them."""
    typed = request.POST if request.method == "POST" else None
    sites_too = SITES if request.GET.get("lieu") else ACTIVITIES
    over = act if act in (ACTIVITIES, SITES) else (typed or {}).get("over", sites_too)
    scope = ScopeForm(typed if typed is not None else request.GET)
    activities = open_activities(agreement, request.actor.today)
    sites = list(agreement.partner.sites.filter(closed_on=None).order_by("name", "id"))
    shown = sites if over == SITES else scope.narrow(activities)
    people = Candidates(agreement, request.actor.today, Among.DECLARANTS, request.actor.id)
    offered: dict[str, Any] = {
        "people": people,
        "people_url": search_url(people),
        "activities": [] if over == SITES else activities,
        "sites": sites if over == SITES else [],
    }
    keys = [each.public_id for each in shown]
    if act in ("save", "quit"):
        form = AssignForm(typed, **offered)
    else:
        form = AssignForm(initial=_initial(request, over, keys if act == "all" else None), **offered)
    return Choice(agreement, scope, over, form, shown)


def _initial(request: PortalRequest, over: str, keys: list[str] | None) -> dict[str, Any]:
    """What was typed so far, or what the link that leads here has chosen."""
    given = request.POST if request.method == "POST" else request.GET
    names = ("roles", "valid_from", "valid_until") if request.method == "POST" else ()
    ticked = given.getlist("sites" if over == SITES else "activities")
    if request.method == "GET":
        ticked = given.getlist("lieu" if over == SITES else "activite_id")
    return {
        "roles": given.getlist("role"),
        "valid_from": request.actor.today,
        "user": PersonInput().value_from_datadict(given, None, "user"),
        **{name: given.getlist(name) if name == "roles" else given.get(name, "") for name in names},
        "sites" if over == SITES else "activities": ticked if keys is None else keys,
    }


def _assign(request: PortalRequest, choice: Choice) -> GrantOutcome:
    chosen = {**choice.form.cleaned_data, "user": choice.form.cleaned_data["user"].load_user()}
    return assign_roles(actor=request.actor, agreement=choice.agreement, **chosen)


def _saved(request: PortalRequest, choice: Choice, outcome: GrantOutcome, *, stay: bool) -> HttpResponse:
    text = tables.saved_text(len(outcome.grants), choice.form.cleaned_data["user"]) if outcome.grants else ""
    key = choice.agreement.public_id
    sites = {"lieux": "oui"} if choice.over == SITES else {}
    state = queries.state_of(outcome.grants, request.actor.today)
    back = url("assign", convention=key) if stay else url("assignments", partenaire=key, etat=state, **sites)
    return redirect_done(request, text, back, notes=outcome.notes)


def _context(request: PortalRequest, choice: Choice) -> dict[str, Any]:
    over_sites = choice.over == SITES
    places = choice.form["sites" if over_sites else "activities"]
    return {
        "form": choice.form,
        "act": request.POST.get("act", ""),
        "scope": choice.scope,
        "agreement": choice.agreement,
        "over": choice.over,
        "over_sites": over_sites,
        "words": screen_places.SITES if over_sites else screen_places.ACTIVITIES,
        "kinds": (screen_places.ACTIVITIES, screen_places.SITES),
        "places": screen_places.place_boxes(places, choice.shown),
        "none_ticked": not places.value(),
        "places_errors": list(places.errors),
        "nobody": not choice.form.fields["user"].candidates.any(),
        "cancel_url": url("assignments", partenaire=choice.agreement.public_id, etat="ACTIVE"),
        "crumbs": _crumbs(),
    }


def _crumbs() -> list[tuple[str, str]]:
    return [(HEADING, url("assignments")), ("Habiliter un utilisateur", "")]
