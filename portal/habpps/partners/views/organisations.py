"""« Organismes partenaires »."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.models import Partner
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import is_allowed, require, require_decision
from portal.habpps.rights.holders import leads
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url
from portal.ui.tables import chosen_sort, page_of

from .. import facts, queries
from ..actions.organisations import change_partner, register_partner, reopen_partner
from ..forms import PartnerChangeForm, PartnerFilter, PartnerForm
from ..queries import decide_recording
from ..tables import organisations as tables
from ..tables import places
from ..tables.proposals import waiting_table

CRUMB = ("Organismes partenaires", "")
LINKED = (
    "Cet organisme était déjà connu du portail : il est rattaché à votre Caf tel qu'il est enregistré. Vérifiez sa fiche ; "
    "la Caf qui le pilote répond à vos propositions."
)
CLOSED = "Cet organisme, déjà connu, est clôturé. Proposez sa réouverture à la Caf qui le pilote."
WHOLE = Partner.objects.select_related("type", "lead_caf").prefetch_related("cafs")


@page("GET", "POST")
def partners(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW_PARTNERS)
    form = PartnerFilter(request.GET, types=queries.list_types())
    form.is_valid()
    sort = chosen_sort(request.GET, tables.COLUMNS, "name")
    found = queries.list_partners(
        request.actor,
        text=form.cleaned_data.get("texte", ""),
        type_id=form.cleaned_data.get("type", ""),
        status=form.cleaned_data.get("statut", ""),
        sort=tables.order(sort),
    )
    if request.method == "POST":
        return exported(request, "Organismes partenaires", tables.COLUMNS, found)
    context = {
        "filter_form": form,
        "table": tables.partners_table(page_of(request, found), sort, filtered=any(form.cleaned_data.values())),
        "may_register": is_allowed(request.actor, REGISTER_PARTNER),
        "crumbs": [CRUMB],
    }
    return render_page(request, "partners/partners", context)


@page("GET", "POST")
@once
def partner_register(request: PortalRequest) -> HttpResponse:
    require(request.actor, REGISTER_PARTNER)
    form = PartnerForm(request.POST if request.method == "POST" else None, types=queries.list_types())
    if request.method == "POST":
        partner = carry_out(form, lambda: register_partner(actor=request.actor, **form.cleaned_data))
        if partner is not None:
            notes = [CLOSED] if partner.closed_on else []
            text = "L'organisme est enregistré." if leads(request.actor, partner) else LINKED
            return redirect_done(request, text, "habpps:partner", notes=notes, public_id=partner.public_id)
    crumbs = [("Organismes partenaires", url("partners")), ("Enregistrer un organisme partenaire", "")]
    return render_page(
        request, "partners/partner_register", {"form": form, "crumbs": crumbs, "cancel_url": url("partners")}
    )


@page()
def partner(request: PortalRequest, public_id: str) -> HttpResponse:
    actor = request.actor
    found = get_or_404(actor, VIEW_PARTNERS, queries.with_lead_agreement(WHOLE, actor.today), public_id=public_id)
    may_register = is_allowed(actor, REGISTER_PARTNER, found)
    led = leads(actor, found)
    agreements = queries.list_agreements_of_partner(actor, found)
    may_take = may_register and not led and bool(queries.decide_taking_lead(actor, found, agreements))
    words = tables.lead_words(found, leads=led, shared=len(found.cafs.all()) > 1, may_take=may_take)
    context = {
        "partner": found,
        "rows": tables.partner_rows(found),
        "lead_words": words if may_register else [],
        "proposals": waiting_table(queries.waiting_proposals(found)) if may_register else None,
        "agreements": tables.agreements_table(agreements, actor.today),
        "sites": places.sites_table(queries.list_sites(found), found.siret, may_change=may_register, leads=led),
        "activities": places.activities_table(
            queries.list_activities(actor, found), actor.today, may_change=may_register
        ),
        "may_register": may_register,
        "may_record": may_register and bool(decide_recording(actor, found, agreements)),
        "actions": tables.partner_actions(found, leads=led, may_take=may_take) if may_register else [],
        "record_url": url("agreement_record", organisme=found.public_id),
        "activity_links": tables.activity_links(agreements) if may_register else [],
        "leads": led,
        "crumbs": [("Organismes partenaires", url("partners")), (found.name, "")],
    }
    return render_page(request, "partners/partner", context)


@page("GET", "POST")
@once
def partner_change(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, WHOLE, public_id=public_id)
    require_decision(queries.decide_shared_write(request.actor, found))
    typed = request.POST if request.method == "POST" else None
    form = PartnerChangeForm(typed, types=queries.list_types(), initial=facts.of_partner(found))
    if request.method == "POST":
        changed = carry_out(form, lambda: change_partner(actor=request.actor, partner=found, **form.cleaned_data))
        if changed is not None:
            return redirect_done(request, "L'organisme est modifié.", "habpps:partner", public_id=public_id)
    return render_page(
        request, "partners/partner_change", {"form": form, **partner_context(found, "Modifier l'organisme")}
    )


@page("POST")
@once
def partner_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, Partner, public_id=public_id)
    reopen_partner(actor=request.actor, partner=found)
    text = "L'organisme est ouvert. Ses conventions restent clôturées : enregistrez-en une nouvelle."
    return redirect_done(request, text, "habpps:partner", public_id=public_id)


def partner_context(partner: Partner, title: str) -> dict:
    here = url("partner", partner.public_id)
    crumbs = [("Organismes partenaires", url("partners")), (partner.name, here), (title, "")]
    return {"partner": partner, "heading": title, "crumbs": crumbs, "cancel_url": here}
