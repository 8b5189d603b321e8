"""« Enregistrer une convention »: with which organisation, then the papers and the two administrators."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.invitations.forms import AdministratorForm
from portal.habpps.models import Agreement, Partner
from portal.habpps.partners.queries import decide_recording
from portal.habpps.partners.tables.organisations import choosing_table
from portal.habpps.permissions import RECORD_AGREEMENT, VIEW_PARTNERS
from portal.habpps.rights.decisions import require, require_decision
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.forms import ChoosingForm
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url
from portal.ui.tables import page_of

from ..actions.record import record_agreement
from ..forms import AgreementForm
from ..queries import partners_offered

PEOPLE = {"first": "Premier administrateur", "second": "Second administrateur"}
HEADING = "Enregistrer une convention"


@page("GET", "POST")
@once
def agreement_record(request: PortalRequest) -> HttpResponse:
    require(request.actor, RECORD_AGREEMENT)
    if not request.GET.get("organisme"):
        return _choose_partner(request)
    partner = get_allowed(request.actor, VIEW_PARTNERS, RECORD_AGREEMENT, Partner, public_id=request.GET["organisme"])
    if request.method == "GET":
        require_decision(decide_recording(request.actor, partner))
    today = request.actor.today
    initial = {
        "label": f"Convention {partner.name}",
        "opens_on": today,
        "contract_opens_on": today,
        "enrolment_opens_on": today,
    }
    form = AgreementForm(request.POST or None, initial=initial)
    people = [AdministratorForm(request.POST or None, prefix=prefix, part=part) for prefix, part in PEOPLE.items()]
    if request.method == "POST":
        agreement = carry_out(form, lambda: _record(request, partner, form, people), *people)
        if agreement is not None:
            text = "La convention est enregistrée. Les administrateurs ont reçu un mail ; il reste à la valider."
            return redirect_done(request, text, "habpps:agreement", public_id=agreement.public_id)
    context = {
        "form": form,
        "partner": partner,
        "people": people,
        "has_errors": form.errors or any(each.errors for each in people),
        "cancel_url": url("partner", partner.public_id),
        "crumbs": _crumbs((HEADING, url("agreement_record")), (partner.name, "")),
    }
    return render_page(request, "agreements/agreement_record", context)


def _choose_partner(request: PortalRequest) -> HttpResponse:
    form = ChoosingForm(request.GET)
    form.is_valid()
    text = form.cleaned_data.get("texte", "")
    found = page_of(request, partners_offered(request.actor, text))
    context = {
        "filter_form": form if text or found.has_other_pages() else None,
        "table": choosing_table(found, filtered=bool(text)),
        "heading": HEADING,
        "lead": "Choisissez d'abord l'organisme partenaire. Celui qui n'y est pas encore s'enregistre en premier.",
        "crumbs": _crumbs((HEADING, "")),
    }
    return render_page(request, "screens/choosing", context)


def _record(
    request: PortalRequest, partner: Partner, form: AgreementForm, people: list[AdministratorForm]
) -> Agreement:
    return record_agreement(
        actor=request.actor,
        partner=partner,
        label=form.cleaned_data["label"],
        terms=form.terms(),
        administrators=[each.identity() for each in people],
    )


def _crumbs(*last: tuple[str, str]) -> Crumbs:
    return [("Conventions", url("agreements")), *last]
