"""The places of an organisation."""

from django.contrib import messages
from django.http import HttpResponse

from portal.base.once import once
from portal.habpps.models import Partner, Site
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.decisions import require_decision
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import Crumbs, PortalRequest, carry_out, page, redirect_done, render_page, url

from .. import facts
from ..actions.sites import add_site, change_site, close_site, reopen_site
from ..forms import SiteChangeForm, SiteClosingForm, SiteForm
from ..queries import decide_shared_write, decide_site_closing, use_of_site
from ..rules import siren_warning
from ..tables.places import consequences_of_site

PLACES = Site.objects.select_related("partner__lead_caf")


@page("GET", "POST")
@once
def site_add(request: PortalRequest, public_id: str) -> HttpResponse:
    partner = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, Partner, public_id=public_id)
    form = SiteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        site = carry_out(form, lambda: add_site(actor=request.actor, partner=partner, **form.cleaned_data))
        if site is not None:
            return _saved(request, partner, site, "Le lieu d'implantation est ajouté.")
    return render_page(request, "partners/site", _context(form, partner, "Ajouter un lieu d'implantation"))


@page("GET", "POST")
@once
def site_change(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PLACES, public_id=public_id)
    require_decision(decide_shared_write(request.actor, site.partner))
    form = SiteChangeForm(request.POST if request.method == "POST" else None, initial=facts.of_site(site))
    if request.method == "POST":
        changed = carry_out(form, lambda: change_site(actor=request.actor, site=site, **form.cleaned_data))
        if changed is not None:
            return _saved(request, site.partner, changed, "Le lieu d'implantation est modifié.")
    return render_page(request, "partners/site", _context(form, site.partner, "Modifier un lieu d'implantation"))


@page("GET", "POST")
@once
def site_close(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PLACES, public_id=public_id)
    require_decision(decide_shared_write(request.actor, site.partner))
    form = SiteClosingForm(
        request.POST if request.method == "POST" else None, initial={"closed_on": request.actor.today}
    )
    if request.method == "POST":
        closed = carry_out(form, lambda: close_site(actor=request.actor, site=site, **form.cleaned_data))
        if closed is not None:
            return redirect_done(request, "Le lieu est fermé.", url("partner", site.partner.public_id))
    context = {
        **_context(form, site.partner, "Fermer un lieu d'implantation"),
        "about": site.name,
        "consequences": consequences_of_site(use_of_site(request.actor, site)),
        "why_not": decide_site_closing(site, request.actor.today).reason,
        "submit_label": "Fermer le lieu",
    }
    return render_page(request, "screens/closing", context)


@page("POST")
@once
def site_reopen(request: PortalRequest, public_id: str) -> HttpResponse:
    site = get_allowed(request.actor, VIEW_PARTNERS, REGISTER_PARTNER, PLACES, public_id=public_id)
    reopen_site(actor=request.actor, site=site)
    return redirect_done(request, "Le lieu est ouvert.", url("partner", site.partner.public_id))


def _saved(request: PortalRequest, partner: Partner, site: Site, text: str) -> HttpResponse:
    if warning := siren_warning(partner.siret, site.siret):
        messages.warning(request, warning)
    return redirect_done(request, text, url("partner", partner.public_id))


def _context(form: SiteForm | SiteClosingForm, partner: Partner, title: str) -> dict:
    here = url("partner", partner.public_id)
    crumbs: Crumbs = [("Organismes partenaires", url("partners")), (partner.name, here), (title, "")]
    return {"form": form, "partner": partner, "heading": title, "crumbs": crumbs, "cancel_url": here}
