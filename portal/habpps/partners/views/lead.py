"""« Transférer le pilotage » and « Reprendre le pilotage » of an organisation."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import require_decision
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.forms import ConfirmForm
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page

from ..actions.lead import take_lead, transfer_lead
from ..forms import LeadTransferForm
from ..queries import (
    cafs_that_may_lead,
    decide_shared_write,
    decide_taking_lead,
    list_agreements_of_partner,
    with_lead_agreement,
)
from .organisations import WHOLE, partner_context


@page("GET", "POST")
@once
def partner_lead_transfer(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, WHOLE, public_id=public_id)
    require_decision(decide_shared_write(request.actor, found))
    others = cafs_that_may_lead(found)
    form = LeadTransferForm(request.POST if request.method == "POST" else None, cafs=others)
    if request.method == "POST":
        moved = carry_out(form, lambda: transfer_lead(actor=request.actor, partner=found, **form.cleaned_data))
        if moved is not None and moved.lead_caf is not None:
            text = f"La {moved.lead_caf.name} pilote désormais cet organisme. Elle en est avertie par e-mail."
            return redirect_done(request, text, "habpps:partner", public_id=public_id)
    context = {
        **partner_context(found, "Transférer le pilotage"),
        "form": form,
        "about": f"{found.name}. Seules les Caf qui ont enregistré l'organisme sont proposées.",
        "consequences": [
            "La Caf choisie tient désormais la fiche et les lieux de l'organisme, et répond aux propositions en attente.",
            "Vos conventions et vos activités ne changent pas.",
            "Seule cette Caf pourra vous rendre le pilotage, tant qu'elle a une convention avec l'organisme.",
        ],
        "why_not": "" if others else "Aucune autre Caf n'a enregistré cet organisme.",
        "submit_label": "Transférer le pilotage",
    }
    return render_page(request, "screens/closing", context)


@page("GET", "POST")
@once
def partner_lead_take(request: PortalRequest, public_id: str) -> HttpResponse:
    whole = with_lead_agreement(WHOLE, request.actor.today)
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, whole, public_id=public_id)
    if request.method == "GET":
        agreements = list_agreements_of_partner(request.actor, found)
        require_decision(decide_taking_lead(request.actor, found, agreements))
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        taken = carry_out(form, lambda: take_lead(actor=request.actor, partner=found))
        if taken is not None:
            text = "Votre Caf pilote désormais cet organisme."
            return redirect_done(request, text, "habpps:partner", public_id=public_id)
    was = f" La {found.lead_caf.name}, qui le pilotait, en est avertie." if found.lead_caf else ""
    context = {
        **partner_context(found, "Reprendre le pilotage"),
        "form": form,
        "question": f"Votre Caf tiendra la fiche et les lieux de {found.name}, pour toutes les Caf, et répondra à leurs "
        f"propositions.{was}",
        "submit_label": "Reprendre le pilotage",
        "harmless": True,
    }
    return render_page(request, "screens/confirm", context)
