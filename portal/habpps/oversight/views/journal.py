"""« Consulter le journal », and the history of one convention."""

from functools import partial

from django.http import HttpResponse

from portal.habpps.agreements.views.life import WHOLE
from portal.habpps.permissions import SUPERVISE, VIEW_AGREEMENTS, VIEW_JOURNAL
from portal.habpps.rights.decisions import require
from portal.habpps.screens.access import get_or_404
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import Crumbs, PortalRequest, agreement_crumbs, page, render_page, url
from portal.ui.tables import page_of

from ..forms import JournalFilter
from ..queries import journal
from ..queries.history import history_of
from ..tables import journal as tables


@page("GET", "POST")
def journal_entries(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, VIEW_JOURNAL)
    form = JournalFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = journal.list_entries(
        request.actor,
        family=asked.get("evenement", ""),
        person=asked.get("personne", ""),
        about=asked.get("convention", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    if request.method == "POST":
        read = partial(journal.read_entries, actor=request.actor)
        return exported(request, "Journal", tables.JOURNAL, journal.freeze_entries(found), read)
    shown = page_of(request, found)
    context = {
        "filter_form": form,
        "table": tables.journal_table(shown, journal.read_entries(shown, request.actor), filtered=any(asked.values())),
        "crumbs": [*_above(request), ("Consulter le journal", "")],
    }
    return render_page(request, "oversight/journal", context)


def _above(request: PortalRequest) -> Crumbs:
    """Supervision is the Caf's; a partner's administrator reads the journal alone."""
    return [("Supervision", url("supervision"))] if request.actor.may(SUPERVISE) else []


@page()
def agreement_history(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW_AGREEMENTS, WHOLE, public_id=public_id)
    require(request.actor, VIEW_JOURNAL, found)
    shown = page_of(request, history_of(request.actor, found))
    context = {
        "agreement": found,
        "events": tables.events(journal.read_entries(shown, request.actor)),
        "page": shown,
        "crumbs": agreement_crumbs(found, ("Historique", "")),
    }
    return render_page(request, "oversight/agreement_history", context)
