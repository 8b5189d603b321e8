"""« Conventions »: list, the convention's own page."""

from functools import partial

from django.http import HttpResponse

from portal.base.formats import long_date
from portal.base.once import once
from portal.habpps.models import Agreement
from portal.habpps.partners.queries import list_types
from portal.habpps.permissions import NAME_ADMINISTRATORS, RECORD_AGREEMENT, VIEW_AGREEMENTS, VIEW_MEASURES
from portal.habpps.rights.decisions import is_allowed, require
from portal.habpps.rights.precautions import in_force_over
from portal.habpps.rights.rules import administrators_warning
from portal.habpps.rights.shown import shown_names
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.exports import exported
from portal.habpps.screens.namesakes import namesakes_of_typed
from portal.habpps.screens.pages import (
    PortalRequest,
    agreement_crumbs,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
)
from portal.habpps.screens.precautions import in_force_table
from portal.ui.tables import chosen_sort, page_of

from .. import queries
from ..actions.record import name_administrator, validate_agreement
from ..forms import AgreementFilter, NamedAdministratorForm
from ..queries import documents_of
from ..tables import listing as tables
from ..tables import one as shown
from ..tables.papers import documents_table

WHOLE = Agreement.objects.select_related("partner", "caf", "contract")


@page("GET", "POST")
def agreements(request: PortalRequest) -> HttpResponse:
    require(request.actor, VIEW_AGREEMENTS)
    form = AgreementFilter(request.GET, types=list_types())
    form.is_valid()
    asked = form.cleaned_data
    sort = chosen_sort(request.GET, tables.COLUMNS, "label")
    found = queries.list_agreements(
        request.actor,
        label=asked.get("libelle", ""),
        partner=asked.get("partenaire", ""),
        type_id=asked.get("type", ""),
        status=asked.get("statut", ""),
        sort=sort,
    )
    if request.method == "POST":
        read = partial(tables.exported_rows, today=request.actor.today)
        return exported(request, "Conventions", tables.COLUMNS, found, read)
    context = {
        "filter_form": form,
        "table": tables.agreements_table(page_of(request, found), sort, request.actor, filtered=any(asked.values())),
        "may_record": is_allowed(request.actor, RECORD_AGREEMENT),
        "crumbs": [("Conventions", "")],
    }
    return render_page(request, "agreements/agreements", context)


@page()
def agreement(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_or_404(request.actor, VIEW_AGREEMENTS, WHOLE, public_id=public_id)
    today = request.actor.today
    people = queries.administrators_of(found, today)
    groups = queries.groups_of(found)
    services = queries.services_with_dates(found)
    draft, closed = found.state == Agreement.State.DRAFT, found.state == Agreement.State.CLOSED
    may_record = is_allowed(request.actor, RECORD_AGREEMENT, found)
    may_name = is_allowed(request.actor, NAME_ADMINISTRATORS, found)
    may_see_measures = is_allowed(request.actor, VIEW_MEASURES, found)
    lacking = shown.lacking(found, services, groups, people) if draft else []
    context = {
        "agreement": found,
        "rows": shown.agreement_rows(found, today),
        "tasks": shown.steps(found, groups, people),
        "lacking": ", ".join(lacking),
        "may_validate": may_record and draft and not lacking,
        "may_change": may_record and not closed,
        "may_name": may_name and not closed,
        "administrators": shown.administrators_table(found, people, request.actor, may_end=may_name),
        "warning": administrators_warning(len(people)) if found.state == Agreement.State.VALIDATED else "",
        "measures": in_force_table(in_force_over(found), request.actor) if may_see_measures else None,
        "links": shown.links(found, request.actor),
        "decisions": shown.decisions(found, request.actor),
        "services": shown.enrolments_table(found, services, today, may_change=may_record),
        "papers": documents_table(documents_of(found), may_withdraw=may_record),
        "may_attach": may_record,
        "may_enrol": may_record and not closed and any(queries.is_offered(each, today) for each in services),
        "crumbs": [*agreement_crumbs(found)[:1], (found.shown_label, "")],
    }
    return render_page(request, "agreements/agreement", context)


@page("POST")
@once
def agreement_validate(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, Agreement, public_id=public_id)
    validated = validate_agreement(actor=request.actor, agreement=found)
    opened = "les accès sont ouverts"
    if validated.opens_on > request.actor.today:
        opened = f"les accès s'ouvriront le {long_date(validated.opens_on)}"
    text = f"La convention est validée : {opened}. Ses administrateurs en sont avertis par e-mail."
    return redirect_done(request, text, "habpps:agreement", public_id=public_id)


@page("GET", "POST")
@once
def administrator_name(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, NAME_ADMINISTRATORS, WHOLE, public_id=public_id)
    form = NamedAdministratorForm(request.POST or None, initial={"valid_from": request.actor.today})
    if request.method == "POST":
        user = carry_out(form, lambda: _name(request, found, form))
        if user is not None:
            text = f"{shown_names(found.pk, [user])[user.pk]} est administrateur de la convention."
            return redirect_done(request, text, "habpps:agreement", public_id=public_id)
    context = {
        "form": form,
        "agreement": found,
        "namesakes": namesakes_of_typed(found, request.POST),
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(found, ("Désigner un administrateur", "")),
    }
    return render_page(request, "agreements/administrator_name", context)


def _name(request: PortalRequest, agreement: Agreement, form: NamedAdministratorForm):
    return name_administrator(
        actor=request.actor,
        agreement=agreement,
        identity=form.identity(),
        valid_from=form.cleaned_data["valid_from"],
        late_reason=form.cleaned_data["late_reason"],
    )
