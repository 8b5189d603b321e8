"""« Supervision »: what the Caf watches over."""

from django.http import HttpResponse

from portal.habpps.queries import supervision as queries
from portal.habpps.rights.decisions import require
from portal.habpps.tables.supervision import overview_sections

from .common import PortalRequest, page, show


@page()
def supervision(request: PortalRequest) -> HttpResponse:
    require(request.actor, queries.VIEW)
    sections = overview_sections(queries.overview(request.actor))
    return show(request, "supervision", {"sections": sections, "crumbs": [("Supervision", "")]})
