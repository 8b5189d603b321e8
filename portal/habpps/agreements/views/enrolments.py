"""« Bulletins d'adhésion » of a convention."""

from django.http import Http404, HttpResponse

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

from .. import queries
from ..actions.enrolments import add_enrolment, end_enrolment
from ..forms import EnrolmentEndForm, EnrolmentForm
from ..tables.one import consequences_of_leaving

WHOLE = Agreement.objects.select_related("partner", "caf", "contract")


@page("GET", "POST")
@once
def enrolment_add(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    services = queries.services_offered(agreement, request.actor.today)
    typed = request.POST if request.method == "POST" else None
    form = EnrolmentForm(typed, services=services, initial={"opens_on": request.actor.today})
    if request.method == "POST":
        added = carry_out(form, lambda: add_enrolment(actor=request.actor, agreement=agreement, **form.values()))
        if added is not None:
            text = f"La convention adhère au service «\u00a0{added.service.label}\u00a0»."
            return redirect_done(request, text, "habpps:agreement", public_id=public_id)
    context = {
        "form": form,
        "agreement": agreement,
        "services": services,
        "submit_label": "Enregistrer",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(agreement, ("Ajouter un bulletin d'adhésion", "")),
    }
    return render_page(request, "agreements/enrolment_add", context)


@page("GET", "POST")
@once
def enrolment_end(request: PortalRequest, public_id: str, code: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    enrolment = next((each for each in queries.enrolments_of(agreement) if each.service_id == code), None)
    if enrolment is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    planned = enrolment.closes_on is not None
    initial = {"closes_on": enrolment.closes_on or request.actor.today}
    form = EnrolmentEndForm(typed, initial=initial, may_stay=planned)
    if request.method == "POST":
        ended = carry_out(form, lambda: end_enrolment(actor=request.actor, enrolment=enrolment, **form.cleaned_data))
        if ended is not None:
            text = "L'adhésion continue, sans fin prévue."
            if ended.closes_on is not None:
                text = f"L'adhésion prend fin le {short_date(ended.closes_on)} au soir."
            return redirect_done(request, text, "habpps:agreement", public_id=public_id)
    context = {
        "form": form,
        "heading": "Modifier la fin d'une adhésion" if planned else "Mettre fin à une adhésion",
        "about": f"{agreement.shown_label}, {agreement.partner.name}.",
        "consequences": consequences_of_leaving(enrolment, queries.members_count(enrolment, request.actor.today)),
        "why_not": "",
        "submit_label": "Enregistrer la fin" if planned else "Mettre fin à l'adhésion",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(agreement, ("Mettre fin à une adhésion", "")),
    }
    return render_page(request, "screens/closing", context)
