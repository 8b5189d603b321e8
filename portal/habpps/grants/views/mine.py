"""« Mes droits », and the organisation in which one works."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from portal.base.urls import reverse
from portal.habpps.rights.actor import ORGANISATION
from portal.habpps.screens.pages import PortalRequest, page, render_page

from .. import tables
from ..queries import mine as rights


@page("POST")
def organisation(request: PortalRequest) -> HttpResponse:
    """The person works in one of their organisations now, or in all of them: a preference, kept in the session."""
    key = request.POST.get("organisme", "")
    request.session[ORGANISATION] = key if key in request.actor.organisations else ""
    return HttpResponseRedirect(_back(request.POST.get("next", "")))


def _back(asked: str) -> str:
    """The same list in the other organisation; from the page of an object, which lies in the first, home."""
    try:
        own = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if own and not resolve(asked).kwargs else reverse("home")
    except Resolver404:
        return reverse("home")


@page()
def my_rights(request: PortalRequest) -> HttpResponse:
    held = rights.list_rights(request.user.pk, request.actor.today)
    context = {
        "effective": tables.rights_table([right for right in held if not right.why_not]),
        "others": tables.dormant_table([right for right in held if right.why_not]),
        "crumbs": [("Mon compte", reverse("account_details")), ("Mes droits", "")],
    }
    return render_page(request, "grants/my_rights", context)
