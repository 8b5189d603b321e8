"""« Connexions »: who of the Caf's conventions signs in, and what was refused."""

from django.http import HttpResponse

from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.decisions import require
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, page, render_page, url
from portal.ui.tables import page_of

from ..forms import ConnectionFilter
from ..queries import connections as queries
from ..tables import connections as tables


@page("GET", "POST")
def connections(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, SUPERVISE)
    form = ConnectionFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = queries.found_connections(
        request.actor,
        outcome=asked.get("issue", ""),
        person=asked.get("personne", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    if request.method == "POST":
        return exported(request, "Connexions", tables.COLUMNS, found)
    context = {
        "chart": tables.month_chart(queries.by_day(request.actor)),
        "filter_form": form,
        "table": tables.connections_table(page_of(request, found), filtered=any(asked.values())),
        "crumbs": [("Supervision", url("supervision")), ("Connexions", "")],
    }
    return render_page(request, "oversight/connections", context)
