"""« Clôturer l'organisme »: what closes with it, then the last day."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.partners import queries
from portal.habpps.partners.forms import LastDayForm
from portal.habpps.partners.tables import organisations as tables
from portal.habpps.partners.views.organisations import WHOLE, partner_context
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import require_decision
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page

from ..actions.ends import people_concerned
from ..actions.partner_ends import close_partner, why_not_closed


@page("GET", "POST")
@once
def partner_close(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, WHOLE, public_id=public_id)
    require_decision(queries.decide_shared_write(request.actor, found))
    typed = request.POST if request.method == "POST" else None
    form = LastDayForm(typed, initial={"closes_on": request.actor.today})
    if request.method == "POST":
        closed = carry_out(form, lambda: close_partner(actor=request.actor, partner=found, **form.cleaned_data))
        if closed is not None:
            return redirect_done(request, "L'organisme est clôturé.", "habpps:partner", public_id=public_id)
    standing = queries.standing_agreements(request.actor, found)
    touched = [(each, people_concerned(each, request.actor.today)) for each in standing]
    context = {
        **partner_context(found, "Clôturer l'organisme"),
        "form": form,
        "about": found.name,
        "consequences": tables.consequences(touched),
        "why_not": why_not_closed(found, request.actor.today),
        "submit_label": "Clôturer l'organisme",
    }
    return render_page(request, "screens/closing", context)
