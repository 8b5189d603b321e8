"""What a Caf proposes to the one that leads the organisation: a form for each kind of proposal."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.models import Partner, Proposal, Site
from portal.habpps.partners import facts
from portal.habpps.partners.queries import list_types
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import require_decision
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url

from ..actions import propose_closing, propose_partner_change, propose_reopening, propose_site_change
from ..forms import ClosingProposalForm, PartnerProposalForm, ReopeningProposalForm, SiteProposalForm
from ..queries import decide_proposing

PARTNERS = Partner.objects.select_related("type", "lead_caf")
SITES = Site.objects.select_related("partner__lead_caf")
CHANGE, CLOSE, REOPEN = Proposal.Kind.CHANGE, Proposal.Kind.CLOSE, Proposal.Kind.REOPEN


@page("GET", "POST")
@once
def proposal_change(request: PortalRequest, public_id: str) -> HttpResponse:
    partner = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PARTNERS, public_id=public_id)
    form = PartnerProposalForm(_typed(request), types=list_types(), initial=facts.of_partner(partner))
    return _page(
        request,
        partner,
        CHANGE,
        form,
        lambda: propose_partner_change(actor=request.actor, partner=partner, **form.cleaned_data),
        "Proposer une modification de la fiche",
    )


@page("GET", "POST")
@once
def proposal_close(request: PortalRequest, public_id: str) -> HttpResponse:
    partner = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PARTNERS, public_id=public_id)
    form = ClosingProposalForm(
        _typed(request), label="Date de clôture", initial={"closed_on": partner.closed_on or request.actor.today}
    )
    return _page(
        request,
        partner,
        CLOSE,
        form,
        lambda: propose_closing(actor=request.actor, target=partner, **form.cleaned_data),
        "Proposer la clôture de l'organisme",
    )


@page("GET", "POST")
@once
def proposal_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    partner = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PARTNERS, public_id=public_id)
    form = ReopeningProposalForm(_typed(request))
    return _page(
        request,
        partner,
        REOPEN,
        form,
        lambda: propose_reopening(actor=request.actor, target=partner, **form.cleaned_data),
        "Proposer la réouverture de l'organisme",
    )


@page("GET", "POST")
@once
def site_proposal_change(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, SITES, public_id=public_id)
    form = SiteProposalForm(_typed(request), initial=facts.of_site(site))
    return _page(
        request,
        site,
        CHANGE,
        form,
        lambda: propose_site_change(actor=request.actor, site=site, **form.cleaned_data),
        "Proposer une modification du lieu",
    )


@page("GET", "POST")
@once
def site_proposal_close(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, SITES, public_id=public_id)
    form = ClosingProposalForm(
        _typed(request), label="Date de fermeture", initial={"closed_on": site.closed_on or request.actor.today}
    )
    return _page(
        request,
        site,
        CLOSE,
        form,
        lambda: propose_closing(actor=request.actor, target=site, **form.cleaned_data),
        "Proposer la fermeture du lieu",
    )


@page("GET", "POST")
@once
def site_proposal_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, SITES, public_id=public_id)
    form = ReopeningProposalForm(_typed(request))
    return _page(
        request,
        site,
        REOPEN,
        form,
        lambda: propose_reopening(actor=request.actor, target=site, **form.cleaned_data),
        "Proposer la réouverture du lieu",
    )


def _typed(request: PortalRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(
    request: PortalRequest,
    target: Partner | Site,
    kind: str,
    form: forms.Form,
    propose: Callable[[], Proposal],
    heading: str,
) -> HttpResponse:
    partner = target if isinstance(target, Partner) else target.partner
    require_decision(decide_proposing(request.actor, target, kind))
    if request.method == "POST":
        made = carry_out(form, propose)
        if made is not None:
            lead = made.partner.lead_caf
            text = f"Votre proposition est envoyée à la {lead.name if lead else 'Caf pilote'}."
            return redirect_done(request, text, "habpps:proposal", public_id=made.public_id)
    here = url("partner", partner.public_id)
    context = {
        "form": form,
        "partner": partner,
        "site": target if isinstance(target, Site) else None,
        "heading": heading,
        "cancel_url": here,
        "crumbs": [("Organismes partenaires", url("partners")), (partner.name, here), (heading, "")],
    }
    return render_page(request, "proposals/proposing", context)
