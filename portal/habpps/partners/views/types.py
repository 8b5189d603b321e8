"""Types of organisations: consulted by the Cafs, written by the national administrator."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from portal.base.once import once
from portal.habpps.permissions import MANAGE_PARTNER_TYPES, VIEW_PARTNERS
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.screens.exports import exported
from portal.habpps.screens.pages import PortalRequest, carry_out, page, redirect_done, render_page, url

from .. import queries
from ..actions.types import create_partner_type, rename_partner_type
from ..forms import PartnerTypeForm
from ..tables import types as tables

TITLE = "Types d'organismes partenaires"


@page("GET", "POST")
def partner_types(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW_PARTNERS)
    types = queries.partner_types(request.actor)
    if request.method == "POST":
        return exported(request, TITLE, tables.COLUMNS, types)
    may_manage = is_allowed(request.actor, MANAGE_PARTNER_TYPES)
    context = {
        "table": tables.types_table(types, may_manage=may_manage),
        "may_manage": may_manage,
        "crumbs": [("Organismes partenaires", url("partners")), (TITLE, "")],
    }
    return render_page(request, "partners/partner_types", context)


@page("GET", "POST")
@once
def partner_type_create(request: PortalRequest) -> HttpResponse:
    require(request.actor, MANAGE_PARTNER_TYPES)
    form = PartnerTypeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        created = carry_out(form, lambda: create_partner_type(actor=request.actor, **form.cleaned_data))
        if created is not None:
            return redirect_done(request, f"Le type «\u00a0{created.name}\u00a0» est créé.", "habpps:partner_types")
    return render_page(request, "partners/partner_type", _context(form, "Créer un type d'organisme"))


@page("GET", "POST")
@once
def partner_type_rename(request: PortalRequest, public_id: str) -> HttpResponse:
    require(request.actor, MANAGE_PARTNER_TYPES)
    found = get_object_or_404(queries.every_type(), public_id=public_id)
    form = PartnerTypeForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if request.method == "POST":
        renamed = carry_out(
            form, lambda: rename_partner_type(actor=request.actor, partner_type=found, **form.cleaned_data)
        )
        if renamed is not None:
            return redirect_done(request, "Le type est renommé. Ses organismes le suivent.", "habpps:partner_types")
    context = {**_context(form, "Renommer un type d'organisme"), "about": found.name}
    return render_page(request, "partners/partner_type", context)


def _context(form: PartnerTypeForm, title: str) -> dict:
    crumbs = [("Organismes partenaires", url("partners")), (TITLE, url("partner_types")), (title, "")]
    return {"form": form, "heading": title, "cancel_url": url("partner_types"), "crumbs": crumbs}
