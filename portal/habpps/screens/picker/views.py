"""The lines under the box in which somebody is searched. Asked by POST: what is typed stays out of addresses and logs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from portal.habpps.models import Agreement
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS, VIEW_ASSIGNMENTS
from portal.habpps.rights.candidates import Among, Candidates
from portal.habpps.rights.decisions import require

from ..access import get_allowed
from ..pages import PortalRequest, page, url
from .forms import read_option
from .texts import count_text


def search_url(candidates: Candidates) -> str:
    """Where these people are searched."""
    query = {"sauf": candidates.leaving} if candidates.leaving else {}
    return url("person_options", candidates.agreement.public_id, candidates.among.value, **query)


@page("POST")
def person_options(request: PortalRequest, public_id: str, among: str) -> HttpResponse:
    """Those who choose people for roles may search; successors, those who manage the users too."""
    if among not in Among.values:
        raise Http404
    agreement = get_allowed(request.actor, VIEW_ASSIGNMENTS, ASSIGN_ROLES, Agreement, public_id=public_id)
    if among == Among.SUCCESSORS:
        require(request.actor, MANAGE_USERS, agreement)
    people = Candidates(
        agreement, request.actor.today, Among(among), request.actor.id, leaving=request.GET.get("sauf", "")
    )
    found = people.search(request.POST.get("q", ""))
    context = {"options": [read_option(each) for each in found.people], "said": count_text(found)}
    return render(request, "habpps/screens/person_options.html", context)
