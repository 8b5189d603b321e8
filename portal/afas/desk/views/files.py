"""The Caf's screens: what waits for it, one file, what it decides, how far the campaign is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal.afas.campaigns.rules import may_restore, may_waive
from portal.afas.declarations.pages import add_notice, declaration_or_404, refusal_as_notice
from portal.afas.declarations.queries.versions import history_of, version_history
from portal.afas.declarations.rules import may_take, may_validate
from portal.afas.declarations.tables.hub import waived_message
from portal.afas.declarations.wording import declaration_name
from portal.afas.entry.queries import load_references
from portal.afas.permissions import FOLLOW, HANDLE
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.rights.decisions import is_allowed, require
from portal.ui.tables import chosen_sort, page_of

from .. import actions
from ..forms import InboxFilters, ProgressFilters
from ..queries import campaign_progress, followed_years, inbox_declarations, late_declarations
from ..tables import file
from ..tables import lists as caf

INBOX = ("Déclarations à traiter", "afas:caf_inbox")
PROGRESS = ("Avancement de la campagne", "afas:caf_progress")


@login_required
def inbox_page(request: HttpRequest) -> HttpResponse:
    require(request.actor, HANDLE)
    form = InboxFilters(request.GET, years=followed_years(request.actor))
    sort = chosen_sort(request.GET, caf.INBOX_COLUMNS, "recue")
    page = page_of(request, inbox_declarations(request.actor, form.wanted(), sort))
    filtered = any(request.GET.get(name) for name in form.fields)
    table = caf.inbox_table(request.actor, page, sort=sort, filtered=filtered)
    context = {"filter_form": form, "table": table, "crumbs": [(INBOX[0], "")]}
    return render(request, "afas/desk/inbox.html", context)


@login_required
def file_page(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    actor, versions, happened = request.actor, version_history(declaration), history_of(declaration)
    content = versions[0].content if versions else None
    where = INBOX if is_allowed(actor, HANDLE, declaration) else PROGRESS
    context = {
        "declaration": declaration,
        "campaign_label": str(declaration.campaign),
        "crumbs": [(where[0], reverse(where[1])), (declaration_name(declaration), "")],
        "state": caf.caf_state_mark(declaration.state),
        "take_url": caf.take_url(declaration) if may_take(actor, declaration) else "",
        "may_decide": bool(may_validate(actor, declaration)),
        "may_waive": bool(may_waive(actor, declaration)),
        "may_restore": bool(may_restore(actor, declaration)),
        "waived": waived_message(declaration),
        "identity": file.identity_rows(actor, declaration, happened),
        "correcting": bool(declaration.version) and declaration.state in ("RETURNED", "IN_PROGRESS", "TO_APPROVE"),
        "timeline": file.history_events(happened),
        "versions": list(file.version_lines(declaration, versions)),
        "content": content,
    }
    if content:
        context |= {
            "figures": file.figure_tables(declaration, content, load_references(declaration)),
            "totals": file.total_rows(content),
            "steps": file.calculation_rows(content),
            "controls": file.failed_controls(content),
        }
    return render(request, "afas/desk/file.html", context)


@login_required
@require_POST
@once
@refusal_as_notice("afas:caf_file")
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    shown = request.GET.get(caf.HOLDER, "")
    actions.take_declaration(actor=request.actor, declaration=declaration, shown_holder=shown)
    add_notice(request, "Vous avez pris cette déclaration en charge.", "success")
    return redirect("afas:caf_file", public_id)


@login_required
def progress_page(request: HttpRequest) -> HttpResponse:
    require(request.actor, FOLLOW)
    actor = request.actor
    progress = campaign_progress(actor, actor.today)
    years = sorted({each.campaign.fiscal_year for each in progress}, reverse=True)
    asked = request.GET.get("exercice", "")
    year = int(asked) if asked in {str(each) for each in years} else None
    if year:
        progress = [each for each in progress if each.campaign.fiscal_year == year]
    campaigns = [(each.campaign.public_id, caf.campaign_label(each.campaign)) for each in progress]
    form = ProgressFilters(request.GET, years=years, campaigns=campaigns)
    campaign = request.GET.get("campagne", "")
    late = late_declarations(actor, fiscal_year=year, campaign=campaign, today=actor.today)
    context = {
        "filter_form": form,
        "counts": caf.progress_table(progress),
        "received": caf.received_bars(progress),
        "late": caf.late_table(actor, page_of(request, late), filtered=bool(year or campaign)),
        "crumbs": [(PROGRESS[0], "")],
    }
    return render(request, "afas/desk/progress.html", context)
