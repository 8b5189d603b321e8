"""The search of the top bar."""

from django.http import HttpResponse

from portal.habpps.queries import search as queries
from portal.habpps.queries.users import VIEW
from portal.habpps.rights.decisions import require
from portal.habpps.tables import search as tables

from .common import PortalRequest, page, show

LONGEST = 100


@page()
def search(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW)
    text = " ".join(request.GET.get("q", "")[:LONGEST].split())
    found = queries.search(request.actor, text) if len(text) >= queries.SHORTEST else None
    context = {
        "text": text,
        "too_short": found is None,
        "sections": tables.sections(found, request.actor.today) if found else [],
        "most": queries.MOST,
        "crumbs": [("Rechercher", "")],
    }
    return show(request, "search", context)
