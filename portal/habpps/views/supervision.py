"""« Supervision »: what the Caf watches over."""

from django.http import HttpResponse

from portal.habpps.rights.decisions import require

from .common import PortalRequest, page, show

SUPERVISE = "habpps.supervise"


@page()
def supervision(request: PortalRequest) -> HttpResponse:
    require(request.actor, SUPERVISE)
    return show(request, "supervision", {"crumbs": [("Supervision", "")]})
