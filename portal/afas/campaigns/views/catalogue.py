"""« Catalogue des activités »: which years can be declared, and which amounts are confirmed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.afas.permissions import FOLLOW
from portal.catalogue.current import get_catalogue
from portal.catalogue.upcoming import list_missing_editions
from portal.habpps.rights.decisions import require

from .. import tables

HEADING = "Catalogue des activités"


@login_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    require(request.actor, FOLLOW)
    known, today = get_catalogue(), request.actor.today
    context = {
        "missing": tables.missing_lines(list_missing_editions(known, today)),
        "table": tables.catalogue_table(known, today),
        "crumbs": [(HEADING, "")],
    }
    return render(request, "afas/campaigns/catalogue.html", context)
