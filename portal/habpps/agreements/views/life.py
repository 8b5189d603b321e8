"""A convention changed, closed, deleted; and what happened to it."""

from django.http import HttpResponse

from portal.base.formats import short_date
from portal.base.once import once
from portal.habpps.models import Agreement
from portal.habpps.permissions import RECORD_AGREEMENT, VIEW_AGREEMENTS
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import (
    PortalRequest,
    agreement_crumbs,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
)

from .. import facts
from ..actions.changes import change_agreement, rights_that_end_with
from ..actions.ends import close_agreement, delete_agreement, people_concerned, why_not_deleted
from ..forms import AgreementChangeForm, ClosingForm
from ..tables import one as tables

WHOLE = Agreement.objects.select_related("partner", "caf", "contract")


@page("GET", "POST")
@once
def agreement_change(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    typed = request.POST if request.method == "POST" else None
    form = AgreementChangeForm(typed, initial=facts.of_agreement(found))
    if request.method == "POST":
        changed = carry_out(
            form,
            lambda: change_agreement(
                actor=request.actor, agreement=found, terms=form.terms(), seen=form.cleaned_data["seen"]
            ),
        )
        if changed is not None:
            return redirect_done(request, "La convention est modifiée.", "habpps:agreement", public_id=public_id)
    context = {
        "form": form,
        "agreement": found,
        "ending": rights_that_end_with(found),
        "submit_label": "Enregistrer",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(found, ("Modifier", "")),
    }
    return render_page(request, "agreements/agreement_change", context)


@page("GET", "POST")
@once
def agreement_close(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    today = request.actor.today
    typed = request.POST if request.method == "POST" else None
    form = ClosingForm(typed, initial={"closes_on": min(found.closes_on or today, today)})
    if request.method == "POST":
        closed = carry_out(form, lambda: close_agreement(actor=request.actor, agreement=found, **form.cleaned_data))
        if closed is not None:
            text = "La convention est clôturée."
            if closed.state != Agreement.State.CLOSED:
                text = f"La convention prendra fin le {short_date(closed.closes_on)} au soir. Elle reste validée jusque-là."
            return redirect_done(request, text, "habpps:agreement", public_id=public_id)
    context = {
        "form": form,
        "heading": "Clôturer la convention",
        "about": f"{found.shown_label}, {found.partner.name}.",
        "consequences": [
            *tables.consequences(found, people_concerned(found, today)),
            "Ce qui a été transmis reste lisible par la Caf.",
        ],
        "why_not": "",
        "submit_label": "Clôturer la convention",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(found, ("Clôturer", "")),
    }
    return render_page(request, "screens/closing", context)


@page("GET", "POST")
@once
def agreement_delete(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    if request.method == "POST":
        delete_agreement(actor=request.actor, agreement=found)
        return redirect_done(
            request, f"Le brouillon «\u00a0{found.shown_label}\u00a0» est supprimé.", "habpps:agreements"
        )
    context = {
        "agreement": found,
        "why_not": why_not_deleted(found),
        "submit_label": "Supprimer le brouillon",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(found, ("Supprimer", "")),
    }
    return render_page(request, "agreements/agreement_delete", context)
