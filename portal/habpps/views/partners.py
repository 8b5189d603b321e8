"""« Organismes partenaires »."""

from django.http import HttpResponse

from portal.base.once import once
from portal.habpps import actions
from portal.habpps.access import get_allowed, get_or_404
from portal.habpps.forms.partners import ActivityForm, PartnerFilter, PartnerForm, SiteForm
from portal.habpps.models import Agreement, Partner
from portal.habpps.queries import partners as queries
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.tables import partners as tables
from portal.ui.tables import chosen_sort, page_of

from .common import PortalRequest, carry_out, done, page, show, url
from .exports import exported

VIEW, REGISTER = "habpps.view_partners", "habpps.register_partner"
CRUMB = ("Organismes partenaires", "")


@page()
def partner_types(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW)
    context = {"table": tables.types_table(queries.partner_types(request.actor)), "crumbs": [CRUMB]}
    return show(request, "partner_types", context)


@page("GET", "POST")
def partners(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW)
    form = PartnerFilter(request.GET, types=queries.types())
    form.is_valid()
    sort = chosen_sort(request.GET, tables.COLUMNS, "name")
    found = queries.partners(
        request.actor,
        text=form.cleaned_data.get("texte", ""),
        type_id=form.cleaned_data.get("type", ""),
        sort=tables.order(sort),
    )
    if request.method == "POST":
        return exported(request, "Organismes partenaires", tables.COLUMNS, found)
    context = {
        "filter_form": form,
        "table": tables.partners_table(page_of(request, found), sort, filtered=any(form.cleaned_data.values())),
        "may_register": is_allowed(request.actor, REGISTER),
        "crumbs": [CRUMB],
    }
    return show(request, "partners", context)


@page("GET", "POST")
@once
def partner_register(request: PortalRequest) -> HttpResponse:
    require(request.actor, REGISTER)
    form = PartnerForm(request.POST or None, types=queries.types())
    if request.method == "POST":
        partner = carry_out(form, lambda: actions.register_partner(actor=request.actor, **form.cleaned_data))
        if partner is not None:
            return done(request, "L'organisme est enregistré.", "habpps:partner", public_id=partner.public_id)
    crumbs = [("Organismes partenaires", url("partners")), ("Enregistrer un organisme partenaire", "")]
    return show(request, "partner_register", {"form": form, "crumbs": crumbs, "cancel_url": url("partners")})


@page()
def partner(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW, Partner.objects.select_related("type"), public_id=public_id)
    may_register = is_allowed(request.actor, REGISTER, found)
    agreements = queries.agreements(request.actor, found)
    context = {
        "partner": found,
        "rows": tables.partner_rows(found),
        "agreements": tables.agreements_table(agreements, request.actor.today),
        "sites": tables.sites_table(queries.sites(found)),
        "activities": tables.activities_table(queries.activities(request.actor, found)),
        "may_register": may_register,
        "record_url": url("agreement_record", organisme=found.public_id),
        "activity_links": tables.activity_links(agreements) if may_register else [],
        "crumbs": [("Organismes partenaires", url("partners")), (found.name, "")],
    }
    return show(request, "partner", context)


@page("GET", "POST")
@once
def site_add(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW, REGISTER, Partner, public_id=public_id)
    form = SiteForm(request.POST or None)
    if request.method == "POST":
        site = carry_out(form, lambda: actions.add_site(actor=request.actor, partner=found, **form.cleaned_data))
        if site is not None:
            return done(request, "Le lieu d'implantation est ajouté.", "habpps:partner", public_id=public_id)
    here = url("partner", public_id)
    crumbs = [("Organismes partenaires", url("partners")), (found.name, here), ("Ajouter un lieu d'implantation", "")]
    return show(request, "site_add", {"form": form, "partner": found, "crumbs": crumbs, "cancel_url": here})


@page("GET", "POST")
@once
def activity_add(request: PortalRequest, public_id: str) -> HttpResponse:
    agreements = Agreement.objects.select_related("partner", "caf")
    agreement = get_allowed(request.actor, "habpps.view_agreements", REGISTER, agreements, public_id=public_id)
    sites = list(agreement.partner.sites.order_by("name"))
    form = ActivityForm(request.POST or None, sites=sites, initial={"opens_on": agreement.opens_on})
    if request.method == "POST":
        activity = carry_out(
            form, lambda: actions.add_activity(actor=request.actor, agreement=agreement, **form.values())
        )
        if activity is not None:
            partner_id = agreement.partner.public_id
            return done(request, "L'activité est ajoutée.", "habpps:partner", public_id=partner_id)
    here = url("partner", agreement.partner.public_id)
    crumbs = [("Organismes partenaires", url("partners")), (agreement.partner.name, here), ("Ajouter une activité", "")]
    return show(request, "activity_add", {"form": form, "agreement": agreement, "crumbs": crumbs, "cancel_url": here})
