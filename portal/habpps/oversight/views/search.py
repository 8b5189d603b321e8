"""The search of the top bar."""

from django.http import HttpResponse

from portal.habpps.permissions import VIEW_USERS
from portal.habpps.rights.decisions import require
from portal.habpps.screens.pages import PortalRequest, page, render_page

from ..queries import search as queries
from ..tables import search as tables

LONGEST = 100


@page()
def search(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW_USERS)
    text = " ".join(request.GET.get("q", "")[:LONGEST].split())
    found = queries.search_everywhere(request.actor, text) if len(text) >= queries.SHORTEST else None
    context = {
        "text": text,
        "too_short": found is None,
        "sections": tables.found_sections(found, request.actor.today) if found else [],
        "most": queries.MOST,
        "crumbs": [("Rechercher", "")],
    }
    return render_page(request, "oversight/search", context)
