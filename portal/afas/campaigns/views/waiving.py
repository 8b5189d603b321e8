"""« Sans objet »: one declaration, or those ticked in the list; and back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal.afas.declarations.pages import add_notice, declaration_or_404
from portal.afas.declarations.wording import declaration_name
from portal.afas.models import Declaration
from portal.afas.permissions import DECIDE_OWED, FOLLOW
from portal.base.formats import plural
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.rights.decisions import require, require_decision
from portal.habpps.screens.pages import carry_out

from .. import queries, tables
from ..actions import restore_declaration, waive_declarations
from ..forms import WaivingForm
from ..rules import may_waive
from .openings import HEADING

CONFIRMED = "confirmed"


@login_required
@once
def waive(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    require(request.actor, DECIDE_OWED, declaration)
    if request.method != "POST":
        require_decision(may_waive(request.actor, declaration))
    back = tables.file_url(declaration)
    return _ask(request, [declaration], back, confirmed=request.method == "POST")


@login_required
@require_POST
@once
def waive_ticked(request: HttpRequest) -> HttpResponse:
    require(request.actor, DECIDE_OWED)
    back = f"{reverse('afas:caf_openings')}?vue={tables.STRANDED}"
    declarations = queries.find_ticked(request.actor, request.POST.getlist("selection"))
    if not declarations:
        add_notice(request, "Cochez au moins une déclaration de la liste.", "warning")
        return redirect(back)
    return _ask(request, declarations, back, confirmed=CONFIRMED in request.POST)


def _ask(request: HttpRequest, declarations: list[Declaration], back: str, *, confirmed: bool) -> HttpResponse:
    """The reason, then back to where they were chosen."""
    form = WaivingForm(request.POST if confirmed else None)
    if confirmed:
        acted = {"actor": request.actor, "declarations": declarations}
        count = carry_out(form, lambda: waive_declarations(**acted, **form.cleaned_data))
        if count is not None:
            done = plural(count, "déclaration est sans objet", "déclarations sont sans objet")
            add_notice(request, f"{done}. Les personnes de l’organisme sont prévenues.", "success")
            return redirect(back)
    names = [(each.public_id, each.activity.agreement.partner.name, declaration_name(each)) for each in declarations]
    context = {
        "form": form,
        "names": names,
        "crumbs": [(HEADING, reverse("afas:caf_openings")), ("Sans objet", "")],
        "cancel_url": back,
    }
    return render(request, "afas/campaigns/waive.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@once
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id, FOLLOW)
    restore_declaration(actor=request.actor, declaration=declaration)
    add_notice(request, "La déclaration est rétablie. Les personnes de l’organisme sont prévenues.", "success")
    return redirect(tables.file_url(declaration))
