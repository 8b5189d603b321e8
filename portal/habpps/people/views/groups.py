"""« Gérer les groupes »: who is in « AFAS Habiliter » and « AFAS Déclarer », and who goes out of them."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.agreements.queries import groups_of
from portal.habpps.grants.actions.ending import decide_grant_end
from portal.habpps.grants.forms import EndingForm
from portal.habpps.permissions import MANAGE_USERS, VIEW_USERS
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, agreement_crumbs, page, render_page
from portal.ui.tables import chosen_sort, page_of

from ..actions.selection import leave_groups
from ..forms import GroupFilter
from ..queries import groups as queries
from ..tables import groups as tables
from .selection import CONFIRMED, ask, nobody_ticked
from .users import WHOLE


@page("GET", "POST")
def groups(request: PortalRequest, public_id: str) -> HttpResponse:
    """A POST asks for the list as a file."""
    agreement = get_or_404(request.actor, VIEW_USERS, WHOLE, public_id=public_id)
    form = GroupFilter(request.GET, groups=groups_of(agreement))
    search = form.search(chosen_sort(request.GET, tables.COLUMNS, "nom"))
    found = queries.list_members(request.actor, agreement, search)
    if request.method == "POST":
        return exported(request, f"Groupes {agreement.label}", tables.COLUMNS, found, agreement=agreement)
    shown = page_of(request, found)
    filtered = any(form.cleaned_data.values())
    context = {
        "agreement": agreement,
        "filter_form": form,
        "table": tables.groups_table(shown, search.sort, agreement, request.actor, filtered=filtered),
        "crumbs": agreement_crumbs(agreement, ("Groupes", "")),
    }
    return render_page(request, "people/groups", context)


@page("POST")
@once
def groups_leave(request: PortalRequest, public_id: str) -> HttpResponse:
    """The ticked memberships end at once, or on a day, once the person has confirmed."""
    agreement = get_allowed(request.actor, VIEW_USERS, MANAGE_USERS, WHOLE, public_id=public_id)
    ticked = queries.find_ticked_memberships(request.actor, agreement, request.POST.getlist("selection"))
    if not ticked:
        return nobody_ticked(request, agreement, back="groups")
    form = EndingForm(request.POST if CONFIRMED in request.POST else None)
    words = {
        "heading": "Retirer du groupe",
        "submit_label": "Retirer du groupe",
        "done": "hors du groupe",
        "note": "Chacun en est averti par e-mail.",
    }
    return ask(
        request,
        agreement,
        ticked,
        form,
        leave_groups,
        words,
        back="groups",
        refused=lambda each: decide_grant_end(request.actor, agreement, each).reason,
    )
