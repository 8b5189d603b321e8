"""« Mails »: what left for the people of the Caf's conventions, and what did not."""

from functools import partial

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.permissions import RESEND_LETTERS, SUPERVISE
from portal.habpps.rights.decisions import require
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.exports import exported
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url
from portal.ui.tables import page_of

from ..actions import resend_letter
from ..forms import LetterFilter
from ..queries import letters as queries
from ..tables import letters as tables


@page("GET", "POST")
def letters(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, SUPERVISE)
    form = LetterFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = queries.list_messages(
        request.actor,
        state=asked.get("etat", ""),
        kind=asked.get("message", ""),
        person=asked.get("personne", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    if request.method == "POST":
        return exported(request, "Mails", tables.COLUMNS, found, partial(tables.exported_rows, actor=request.actor))
    shown = page_of(request, found)
    context = {
        "filter_form": form,
        "table": tables.letters_table(shown, request.actor, filtered=any(asked.values())),
        "crumbs": [("Supervision", url("supervision")), ("Mails", "")],
    }
    return render_page(request, "oversight/letters", context)


@page("GET", "POST")
@once
def letter_resend(request: PortalRequest, public_id: str) -> HttpResponse:
    letter = get_allowed(
        request.actor, SUPERVISE, RESEND_LETTERS, queries.read_messages(queries.of_caf()), public_id=public_id
    )
    name = tables.who(letter)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        sent = carry_out(form, lambda: resend_letter(actor=request.actor, letter=letter))
        if sent is not None:
            return redirect_done(request, f"Le mail repart vers {name} dans les prochaines minutes.", url("letters"))
    context = {
        "form": form,
        "heading": "Renvoyer le mail",
        "question": f"«\u00a0{queries.kind_label(letter.kind)}\u00a0» pour {name} : le même texte repart, à son adresse mail actuelle.",
        "submit_label": "Renvoyer",
        "harmless": False,
        "cancel_url": url("letters"),
        "crumbs": [("Supervision", url("supervision")), ("Mails", url("letters")), ("Renvoyer", "")],
    }
    return render_page(request, "screens/confirm", context)
