"""« Mes droits », the organisation in which one works, and the journal."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.habpps.forms.journal import JournalFilter
from portal.habpps.queries import journal, rights
from portal.habpps.rights.actor import ORGANISATION
from portal.habpps.rights.decisions import require
from portal.habpps.tables import rights as tables
from portal.ui.tables import page_of

from .common import Crumbs, PortalRequest, page, show, url
from .exports import exported


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
    held = rights.rights_of(request.user.pk, request.actor.today)
    context = {
        "effective": tables.rights_table([right for right in held if not right.why_not]),
        "others": tables.dormant_table([right for right in held if right.why_not]),
        "crumbs": [("Mon compte", reverse("account_details")), ("Mes droits", "")],
    }
    return show(request, "my_rights", context)


@page("GET", "POST")
def journal_entries(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, journal.VIEW)
    form = JournalFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = journal.entries(
        request.actor,
        family=asked.get("evenement", ""),
        person=asked.get("personne", ""),
        about=asked.get("convention", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    if request.method == "POST":
        return exported(request, "Journal", tables.JOURNAL, found, journal.read)
    shown = page_of(request, found)
    context = {
        "filter_form": form,
        "table": tables.journal_table(shown, journal.read(shown), filtered=any(asked.values())),
        "crumbs": [*_above(request), ("Consulter le journal", "")],
    }
    return show(request, "journal", context)


def _above(request: PortalRequest) -> Crumbs:
    """Supervision is the Caf's; a partner's administrator reads the journal alone."""
    return [("Supervision", url("supervision"))] if request.actor.may("habpps.supervise") else []
