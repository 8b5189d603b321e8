"""« Mails »: what left for the people of the Caf's conventions, and what did not."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps import actions
from portal.habpps.access import get_allowed
from portal.habpps.actions.letters import RESEND
from portal.habpps.forms.supervision import LetterFilter
from portal.habpps.forms.users import ConfirmForm
from portal.habpps.queries import letters as queries
from portal.habpps.rights.decisions import require
from portal.habpps.tables import letters as tables
from portal.ui.tables import page_of

from .common import PortalRequest, carry_out, done, page, show, url
from .exports import exported


@page("GET", "POST")
def letters(request: PortalRequest) -> HttpResponse:
    """A POST asks for the list as a file."""
    require(request.actor, queries.VIEW)
    form = LetterFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = queries.letters(
        request.actor,
        state=asked.get("etat", ""),
        kind=asked.get("message", ""),
        person=asked.get("personne", ""),
        start=asked.get("du"),
        end=asked.get("au"),
    )
    if request.method == "POST":
        return exported(request, "Mails", tables.COLUMNS, queries.read(found), tables.exported_rows)
    shown = page_of(request, queries.read(found))
    context = {
        "filter_form": form,
        "table": tables.letters_table(shown, request.actor, filtered=any(asked.values())),
        "crumbs": [("Supervision", url("supervision")), ("Mails", "")],
    }
    return show(request, "letters", context)


@page("GET", "POST")
@once
def letter_resend(request: PortalRequest, public_id: str) -> HttpResponse:
    letter = get_allowed(request.actor, queries.VIEW, RESEND, queries.read(queries.of_caf()), public_id=public_id)
    name = tables.who(letter)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        sent = carry_out(form, lambda: actions.resend_letter(actor=request.actor, letter=letter))
        if sent is not None:
            return done(request, f"Le mail repart vers {name} dans les prochaines minutes.", url("letters"))
    context = {
        "form": form,
        "heading": "Renvoyer le mail",
        "question": f"«\u00a0{queries.label_of(letter.kind)}\u00a0» pour {name} : le même texte repart, à son adresse mail actuelle.",
        "submit_label": "Renvoyer",
        "cancel_url": url("letters"),
        "crumbs": [("Supervision", url("supervision")), ("Mails", url("letters")), ("Renvoyer", "")],
    }
    return show(request, "confirm", context)
