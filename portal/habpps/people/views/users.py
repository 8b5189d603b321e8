"""« Liste des utilisateurs » of a convention: found, created, looked at one by one."""

from functools import partial
from typing import Any

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.agreements.queries import groups_of, open_activities
from portal.habpps.grants.actions.locking import GrantOutcome
from portal.habpps.models import Agreement, Grant
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS, TAKE_MEASURES, VIEW_MEASURES, VIEW_USERS
from portal.habpps.rights.decisions import can, grantable_roles, is_allowed
from portal.habpps.rights.holders import administrators_kept_by_amendment
from portal.habpps.rights.lives import ENDING_RELATED
from portal.habpps.rights.precautions import suspension_of
from portal.habpps.rights.roles import Role
from portal.habpps.rights.rules import ends_by_amendment, may_be_chosen
from portal.habpps.rights.shown import ShownPerson, shown_person
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.exports import exported
from portal.habpps.screens.namesakes import namesakes_of_typed
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
from portal.habpps.screens.places import ACTIVITIES, place_boxes
from portal.habpps.screens.precautions import decisions_over
from portal.ui.tables import chosen_sort, page_of

from ..actions.care import AGREEMENTS
from ..actions.users import create_user
from ..forms import UserFilter, UserForm
from ..queries import users as queries
from ..queries.groups import list_groups_to_give
from ..tables import one
from ..tables import users as tables

WHOLE = Agreement.objects.select_related("partner", "caf")
MEMBERSHIPS = Grant.objects.select_related("user", "agreement__partner", "agreement__caf", *ENDING_RELATED)


def get_membership(request: PortalRequest, public_id: str) -> Grant:
    """Somebody's access, for who manages it."""
    return get_allowed(
        request.actor, VIEW_USERS, MANAGE_USERS, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER
    )


@page("GET", "POST")
def users(request: PortalRequest, public_id: str) -> HttpResponse:
    """A POST asks for the list as a file."""
    agreement = get_or_404(request.actor, VIEW_USERS, WHOLE, public_id=public_id)
    form = UserFilter(request.GET, groups=groups_of(agreement))
    search = form.search(chosen_sort(request.GET, tables.COLUMNS, "nom"))
    found = queries.list_users(request.actor, agreement, search)
    today = request.actor.today
    if request.method == "POST":
        title = f"Utilisateurs {agreement.label}"
        read = partial(tables.exported_rows, today=today)
        return exported(request, title, tables.COLUMNS, found, read, agreement=agreement)
    may_manage = is_allowed(request.actor, MANAGE_USERS, agreement)
    context = {
        "agreement": agreement,
        "filter_form": form,
        "table": tables.users_table(
            page_of(request, found),
            search.sort,
            agreement,
            today,
            may_manage=may_manage,
            own=request.actor.id,
            kept=administrators_kept_by_amendment(request.actor, agreement) if may_manage else (),
            filtered=any(form.cleaned_data.values()),
        ),
        "may_manage": may_manage,
        "why_not": "" if may_manage else can(request.actor, MANAGE_USERS, agreement).reason,
        "crumbs": [*users_crumbs(agreement)[:-1], ("Liste des utilisateurs", "")],
    }
    return render_page(request, "people/users", context)


@page("GET", "POST")
@once
def user_create(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, public_id=public_id)
    activities = open_activities(agreement, request.actor.today) if _may_assign(request, agreement) else []
    looks = request.POST.get("act") == "look"
    posted = request.POST if request.method == "POST" and not looks else None
    initial: dict[str, Any] = {"valid_from": request.actor.today}
    groups = list_groups_to_give(request.actor, agreement)
    initial["somebody_else"] = bool(request.POST.get("somebody_else"))
    form = UserForm(posted, groups=groups, activities=activities, initial=initial)
    if posted is not None:
        outcome = carry_out(form, lambda: _create(request, agreement, form))
        if outcome is not None:
            text = "L'accès est créé : la personne reçoit son invitation par e-mail."
            return redirect_done(request, text, "habpps:users", public_id=public_id, notes=outcome.notes)
    known = queries.find_access_by_email(agreement, request.POST.get("email", "").strip(), request.actor.today)
    context = {
        "form": form,
        "agreement": agreement,
        "known": known,
        "known_name": full_name(known) if known else "",
        "namesakes": namesakes_of_typed(agreement, request.POST),
        "places": place_boxes(form["activities"], activities) if activities else [],
        "place_words": ACTIVITIES,
        "cancel_url": url("users", public_id),
        "crumbs": users_crumbs(agreement, ("Créer un utilisateur partenaire", "")),
    }
    return render_page(request, "people/user_create", context, refused=not looks)


def _may_be_chosen(membership: Grant, person: ShownPerson) -> bool:
    return bool(
        may_be_chosen(
            waits=person.invited_at is not None,
            account=membership.user.state,
            suspended=membership.suspended_at is not None,
            must_act=False,
        )
    )


def _may_assign(request: PortalRequest, agreement: Agreement) -> bool:
    return is_allowed(request.actor, ASSIGN_ROLES, agreement)


def _create(request: PortalRequest, agreement: Agreement, form: UserForm) -> GrantOutcome:
    return create_user(actor=request.actor, agreement=agreement, identity=form.identity(), **form.rights())


@page()
def user(request: PortalRequest, public_id: str) -> HttpResponse:
    """One person in one convention: « Gérer / rapporter les services de l'utilisateur »."""
    membership = get_or_404(request.actor, VIEW_USERS, MEMBERSHIPS, public_id=public_id, role=Role.PARTNER_USER)
    agreement, person = membership.agreement, shown_person(membership)
    own = membership.user_id == request.actor.id
    over = membership.is_over(request.actor.today)
    may_manage = is_allowed(request.actor, MANAGE_USERS, membership) and not own
    context: dict[str, Any] = {
        "membership": membership,
        "agreement": agreement,
        "person": person.full_name,
        "table": one.rights_table(
            page_of(request, queries.rights_under(membership, request.actor.today)),
            request.actor,
            agreement,
            waits=person.invited_at is not None,
        ),
        "own": own,
        "reopen_url": url("user_reopen", public_id) if may_manage and over else "",
        "services": [],
        "helps": [],
        "why_not": "",
        "ends": [],
        "decisions": [],
        "suspension": None,
        "lift_url": "",
        "crumbs": users_crumbs(agreement, (person.full_name, "")),
        **_offered(request, membership, person, may_manage=may_manage and not over),
    }
    if is_allowed(request.actor, VIEW_MEASURES, membership):
        context["suspension"] = suspension_of(membership)
    if is_allowed(request.actor, TAKE_MEASURES, membership) and not own and not over:
        context["decisions"], context["lift_url"] = decisions_over(membership, context["suspension"])
    return render_page(request, "people/user", context)


def _offered(request: PortalRequest, membership: Grant, person: ShownPerson, *, may_manage: bool) -> dict[str, Any]:
    """The facts of an access and, beside them, what may be done to it."""
    actor, today = request.actor, request.actor.today
    if not may_manage:
        return {"rows": one.user_rows(membership, person, today, may_touch=False, may_date=False)}
    roles = queries.standing_roles(membership, today)
    mine = grantable_roles(actor, caf_id=membership.agreement.caf_id, agreement_id=membership.agreement_id)
    names = Role.PARTNER_ADMIN in mine
    administers = Role.PARTNER_ADMIN in roles
    by_amendment = administers and ends_by_amendment(membership.agreement.state, named_by_actor=names)
    may_touch = AGREEMENTS.decide(actor, membership, invited=person.invited_at is not None)
    return {
        "rows": one.user_rows(membership, person, today, may_touch=bool(may_touch), may_date=names or not administers),
        "services": one.service_actions(
            membership,
            declares=Role.AFAS_DECLARANT in roles,
            may_assign=_may_assign(request, membership.agreement) and _may_be_chosen(membership, person),
        ),
        "helps": one.user_help(membership, person, may_touch=bool(may_touch)),
        "why_not": may_touch.reason,
        "ends": one.user_ends(membership, by_amendment=by_amendment),
    }
