"""« Qui fait quoi »: the three roles of each activity."""

from functools import partial

from django.http import HttpResponse

from portal.habpps.forms.assignments import CoverageFilter
from portal.habpps.queries import coverage as queries
from portal.habpps.queries.assignments import VIEW, assignable_agreements
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.tables import coverage as tables
from portal.habpps.tables.assignments import view_tabs
from portal.ui.tables import page_of

from .assignments import ASSIGN, HEADING
from .common import PortalRequest, page, show, url
from .exports import exported


@page("GET", "POST")
def coverage(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, VIEW)
    form = CoverageFilter(request.GET, agreements=assignable_agreements(request.actor))
    filters = form.filters()
    found = queries.activities(request.actor, filters, vacant=form.vacant)
    read = partial(queries.read, today=request.actor.today)
    if request.method == "POST":
        return exported(request, "Qui fait quoi", tables.EXPORTED, found, read)
    shown = page_of(request, found)
    filtered = any(form.cleaned_data.values())
    may_assign = is_allowed(request.actor, ASSIGN)
    rows = list(read(shown))
    context = {
        "filter_form": form,
        "table": tables.coverage_table(shown, rows, request.actor.today, filtered=filtered, may_assign=may_assign),
        "may_assign": may_assign,
        "assign_url": url("assign", convention=filters.agreement) if filters.agreement else url("assign"),
        "tabs": view_tabs(request.GET, ""),
        "crumbs": [(HEADING, url("assignments")), ("Qui fait quoi", "")],
    }
    return show(request, "coverage", context)
