"""« Supervision »: what the Caf watches over."""

from django.http import HttpResponse

from portal.habpps.officials import queries as officials
from portal.habpps.officials.rules import cafs_warning
from portal.habpps.permissions import MANAGE_OFFICIALS, SUPERVISE
from portal.habpps.rights.decisions import require
from portal.habpps.screens.pages import PortalRequest, page, render_page, url

from ..queries import watches as queries
from ..tables.watches import overview_sections


@page()
def supervision(request: PortalRequest) -> HttpResponse:
    require(request.actor, SUPERVISE)
    context = {
        "sections": overview_sections(queries.overview(request.actor)),
        "warning": cafs_warning(officials.short_cafs(request.actor, SUPERVISE)),
        "officials_url": url("officials") if request.actor.may(MANAGE_OFFICIALS) else "",
        "crumbs": [("Supervision", "")],
    }
    return render_page(request, "oversight/supervision", context)
