"""« Supervision »: what the Caf watches over."""

from django.http import HttpResponse

from portal.habpps.queries import officials
from portal.habpps.queries import supervision as queries
from portal.habpps.rights.decisions import require
from portal.habpps.rules.officials import cafs_warning
from portal.habpps.tables.supervision import overview_sections

from .common import PortalRequest, page, show, url


@page()
def supervision(request: PortalRequest) -> HttpResponse:
    require(request.actor, queries.VIEW)
    context = {
        "sections": overview_sections(queries.overview(request.actor)),
        "warning": cafs_warning(officials.short_cafs(request.actor, queries.VIEW)),
        "officials_url": url("officials") if request.actor.may(officials.MANAGE) else "",
        "crumbs": [("Supervision", "")],
    }
    return show(request, "supervision", context)
