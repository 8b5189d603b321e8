"""« Qui fait quoi »: the three roles of each activity."""

from functools import partial

from django.http import HttpResponse

from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, page, render_page, url
from portal.ui.tables import page_of

from ..forms import CoverageFilter
from ..queries import coverage as queries
from ..tables import coverage as tables
from ..tables.assignments import view_tabs
from .assignments import HEADING


@page("GET", "POST")
def coverage(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, VIEW_ASSIGNMENTS)
    form = CoverageFilter(request.GET, actor=request.actor)
    filters = form.filters()
    found = queries.list_covered_activities(request.actor, filters, form.cover)
    read = partial(queries.read_coverage, actor=request.actor)
    if request.method == "POST":
        return exported(request, "Qui fait quoi", tables.EXPORTED, found, read)
    shown = page_of(request, found)
    filtered = any(form.cleaned_data.values())
    may_assign = is_allowed(request.actor, ASSIGN_ROLES)
    rows = list(read(shown))
    context = {
        "filter_form": form,
        "table": tables.coverage_table(shown, rows, filtered=filtered, may_assign=may_assign),
        "may_assign": may_assign,
        "assign_url": url("assign", convention=filters.agreement) if filters.agreement else url("assign"),
        "tabs": view_tabs(request.GET, ""),
        "crumbs": [(HEADING, url("assignments")), ("Qui fait quoi", "")],
    }
    return render_page(request, "assignments/coverage", context)
