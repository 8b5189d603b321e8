"""Statistics pages. The addresses without an identifier show the first object, or the one chosen in the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.base.urls import reverse
from portal.habpps.models import Caf
from portal.habpps.rights.decisions import require
from portal.habpps.screens.access import get_or_404
from portal.statistics.permissions import VIEW_CAF, VIEW_OWN

from . import queries, tables
from .forms import ChoiceForm


def _chosen(request: HttpRequest, keys: list[str]) -> str:
    asked = request.GET.get("choix", "")
    return asked if asked in keys else keys[0]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the chosen activity, or to the first that the person declares."""
    require(request.actor, VIEW_OWN)
    found = queries.own_activities(request.actor)
    if not found:
        return render(request, "statistics/no_activity.html")
    return redirect("statistics:activity", public_id=_chosen(request, [key for key, _, _ in found]))


@require_safe
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """One activity over the years, beside the medians of its Caf and of the country."""
    shown = get_or_404(request.actor, VIEW_OWN, queries.activities(), public_id=public_id)
    years = queries.own_years(shown)
    choices = [(key, f"{name} ({partner})") for key, name, partner in queries.own_activities(request.actor)]
    context = {
        "activity": shown,
        "type": tables.type_label(shown.type_code),
        "form": ChoiceForm(choices, "Activité", public_id) if len(choices) > 1 else None,
        "charts": [tables.figure_chart(code, each) for code, each in years.items() if each],
        "hidden": tables.is_hidden(years),
        "crumbs": [("Accueil AFAS", reverse("afas:home")), ("Statistiques", "")],
    }
    return render(request, "statistics/activity.html", context)


@require_safe
def caf(request: HttpRequest) -> HttpResponse:
    """To the chosen Caf, or to the first that the person works for."""
    require(request.actor, VIEW_CAF)
    found = queries.cafs(request.actor)
    return redirect("statistics:caf_campaigns", public_id=_chosen(request, [key for key, _ in found]))


@require_safe
def caf_campaigns(request: HttpRequest, public_id: str) -> HttpResponse:
    """The declarations of one Caf by campaign and state."""
    shown = get_or_404(request.actor, VIEW_CAF, Caf, public_id=public_id)
    counts = queries.campaigns_of(shown)
    choices = queries.cafs(request.actor)
    context = {
        "caf": shown,
        "form": ChoiceForm(choices, "Caf", public_id) if len(choices) > 1 else None,
        "table": tables.campaigns_table(counts),
        "chart": tables.campaigns_chart(counts) if counts else None,
        "crumbs": [("Accueil", reverse("home")), ("Statistiques de la Caf", "")],
    }
    return render(request, "statistics/caf.html", context)
