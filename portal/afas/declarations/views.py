"""« Accueil AFAS », « MES DÉCLARATIONS » and a declaration's own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.afas.models.declarations import OPEN_STATES
from portal.afas.permissions import USE
from portal.base.urls import reverse
from portal.habpps.rights.decisions import require
from portal.ui.tables import chosen_sort, page_of

from .forms import BoardFilters
from .pages import declaration_or_404
from .queries.board import board_declarations, open_declarations, years_and_kinds
from .queries.people import names_by_role
from .queries.versions import history_of, transmissions
from .tables import board as presented
from .tables import hub
from .tables.states import state_mark
from .tables.steps import crumbs, describe_due_date, next_steps, recap_url
from .tables.todo import todo_cards


@login_required
def home(request: HttpRequest) -> HttpResponse:
    require(request.actor, USE)
    work = todo_cards(request.actor, open_declarations(request.actor, request.actor.today))
    context = {
        "todos": work[:5],
        "more": max(0, len(work) - 5),
    }
    return render(request, "afas/declarations/home.html", context)


@login_required
def declarations(request: HttpRequest) -> HttpResponse:
    require(request.actor, USE)
    form = BoardFilters(request.GET, present=years_and_kinds(request.actor))
    sort = chosen_sort(request.GET, presented.COLUMNS, "")
    page = page_of(request, board_declarations(request.actor, form.chosen(), sort))
    filtered = any(request.GET.get(name) for name in form.fields)
    table = presented.board_table(request.actor, page, today=request.actor.today, sort=sort, filtered=filtered)
    trail = [("Accueil AFAS", reverse("afas:home")), ("Mes déclarations", "")]
    return render(
        request, "afas/declarations/declarations.html", {"filter_form": form, "table": table, "crumbs": trail}
    )


@login_required
def declaration(request: HttpRequest, public_id: str) -> HttpResponse:
    shown = declaration_or_404(request, public_id)
    actor, happened = request.actor, history_of(shown)
    sent = transmissions(shown) if shown.version else []
    named = names_by_role(actor, shown)
    names = named.holding
    steps = next_steps(actor, shown, actor.today)
    context = {
        "declaration": shown,
        "campaign_label": str(shown.campaign),
        "crumbs": crumbs(shown),
        "state": state_mark(shown.state),
        "due": describe_due_date(shown, actor.today),
        "next_step": steps[0] if steps else None,
        "recap_url": recap_url(shown),
        "path": hub.progress_steps(shown),
        "part_tasks": hub.part_tasks(actor, shown, names),
        "approval": hub.approval_task(actor, shown, names),
        "people": hub.people_rows(named),
        "landmarks": hub.landmark_rows(shown, actor.today),
        "message": hub.caf_message(shown, happened),
        "waived": hub.waived_message(shown),
        "not_owed": shown.state in OPEN_STATES and not shown.owed,
        "timeline": hub.history_events(shown, happened),
        "versions": hub.sent_versions(shown, sent),
    }
    return render(request, "afas/declarations/declaration.html", context)
