"""« Mes droits » and the journal."""

from django.http import HttpResponse

from portal.habpps.forms.journal import JournalFilter
from portal.habpps.queries import journal, rights
from portal.habpps.rights.decisions import require
from portal.habpps.tables import rights as tables
from portal.ui.tables import page_of

from .common import PortalRequest, page, show


@page()
def my_rights(request: PortalRequest) -> HttpResponse:
    held = rights.rights_of(request.user.pk, request.actor.today)
    context = {
        "effective": tables.rights_table([right for right in held if not right.why_not]),
        "others": tables.dormant_table([right for right in held if right.why_not]),
        "crumbs": [("Mes droits", "")],
    }
    return show(request, "my_rights", context)


@page()
def journal_entries(request: PortalRequest) -> HttpResponse:
    require(request.actor, journal.VIEW)
    form = JournalFilter(request.GET, kinds=tables.journal_kinds())
    form.is_valid()
    asked = form.cleaned_data
    found = journal.entries(
        request.actor,
        kind=asked.get("evenement", ""),
        person=asked.get("personne", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    shown = page_of(request, found)
    context = {
        "filter_form": form,
        "table": tables.journal_table(shown, journal.read(shown), filtered=any(asked.values())),
        "crumbs": [("Supervision", ""), ("Consulter le journal", "")],
    }
    return show(request, "journal", context)
