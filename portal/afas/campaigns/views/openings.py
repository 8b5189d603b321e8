"""« Ouvertures et sans objet »: what the Caf may ask of an activity, and what is owed no more."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.afas.declarations.pages import add_notice
from portal.afas.models import Campaign
from portal.afas.permissions import DECIDE_OWED
from portal.base.formats import plural
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.permissions import VIEW_PARTNERS
from portal.habpps.rights.decisions import require
from portal.habpps.screens.access import get_allowed
from portal.habpps.screens.pages import carry_out
from portal.ui.tables import page_of

from .. import queries, tables
from ..actions import open_offered
from ..forms import OpeningForm
from ..rules import usual_due_date

HEADING = "Ouvertures et sans objet"


@login_required
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(actor, DECIDE_OWED)
    asked = request.GET.get("vue", "")
    chosen = asked if asked in tables.VIEWS else tables.OPEN
    if chosen == tables.STRANDED:
        table = tables.stranded_table(page_of(request, queries.stranded_declarations(actor)))
    elif chosen == tables.WAIVED:
        table = tables.waived_table(page_of(request, queries.waived_declarations(actor)))
    else:
        page = page_of(request, queries.offered_activities(actor))
        table = tables.offers_table(page, queries.list_unopened_of(page, actor.today))
    context = {"tabs": tables.tabs(chosen), "chosen": chosen, "table": table, "crumbs": [(HEADING, "")]}
    return render(request, "afas/campaigns/openings.html", context)


@login_required
@once
def open_for_activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """One activity: its days, what it has been asked for, and what it may still be asked for."""
    actor = request.actor
    activity = get_allowed(actor, VIEW_PARTNERS, DECIDE_OWED, queries.WITH_PAPERS, public_id=public_id)
    offered = queries.list_unopened_of([activity], actor.today)[activity.pk]
    typed = request.POST if request.method == "POST" else None
    due_on = usual_due_date((each.campaign for each in offered), actor.today)
    form = OpeningForm(typed, offered=offered, initial={"due_on": due_on})
    if typed is not None:
        opened = carry_out(form, lambda: open_offered(actor=actor, activity=activity, **_asked(form, offered)))
        if opened is not None:
            count = plural(len(opened), "déclaration ouverte", "déclarations ouvertes")
            add_notice(request, f"{count}. Les personnes de l’organisme sont prévenues.", "success")
            return redirect("afas:caf_openings")
    context = {
        "form": form if offered else None,
        "activity": activity,
        "rows": tables.activity_rows(activity),
        "table": tables.opened_table(queries.declarations_of(activity)),
        "crumbs": [(HEADING, reverse("afas:caf_openings")), (activity.name, "")],
    }
    return render(request, "afas/campaigns/open.html", context, status=422 if form.errors else 200)


def _asked(form: OpeningForm, offered: list[queries.Unopened]) -> dict:
    chosen = set(form.cleaned_data["campaigns"])
    campaigns: list[Campaign] = [each.campaign for each in offered if each.campaign.public_id in chosen]
    return {"campaigns": campaigns, "due_on": form.cleaned_data["due_on"]}
