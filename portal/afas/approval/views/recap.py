"""The recap, and the one click that transmits."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.afas.declarations.pages import declaration_or_404, refusal_as_notice
from portal.afas.declarations.rules import approval_warning, may_send_back_part, may_transmit, part_of
from portal.afas.declarations.tables.states import DATA, SLUGS, short_label, state_mark
from portal.afas.declarations.tables.steps import crumbs, describe_due_date, hub_url, receipt_url
from portal.afas.entry.tables.summary import estimated_right
from portal.afas.models import Declaration
from portal.afas.permissions import APPROVE
from portal.base import formats
from portal.base.errors import ActionError, Stale
from portal.base.once import once
from portal.base.urls import reverse
from portal.habpps.rights.decisions import require

from ..actions import transmit_declaration
from ..forms import AttestationForm
from ..tables import recap as presented


@login_required
@once
@refusal_as_notice("afas:declaration")
def recap(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = declaration_or_404(request, public_id)
    if request.method != "POST":
        return _page(request, declaration, AttestationForm())
    require(request.actor, APPROVE, declaration)
    form = AttestationForm(request.POST)
    if not form.is_valid():
        return _page(request, declaration, form, status=422)
    try:
        sent = transmit_declaration(actor=request.actor, declaration=declaration, edits=_edits(request))
    except Stale:
        return _page(request, declaration_or_404(request, public_id), AttestationForm(), status=409, stale=True)
    except ActionError as error:
        for messages in error.errors.values():
            form.add_error(None, messages)
        return _page(request, declaration, form, status=422)
    return redirect(receipt_url(declaration, sent.version))


def _edits(request: HttpRequest) -> dict[str, int]:
    """The counters of what the approver has read; -1, which is stale, for anything else."""
    texts = {kind: request.POST.get(f"edits_{kind}", "") for kind in SLUGS}
    return {
        kind: int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1 for kind, text in texts.items()
    }


def _page(
    request: HttpRequest, declaration: Declaration, form: AttestationForm, *, status: int = 200, stale: bool = False
) -> HttpResponse:
    actor = request.actor
    decision = may_transmit(actor, declaration, actor.today)
    totals = presented.account_totals(declaration)
    context = {
        "declaration": declaration,
        "campaign_label": str(declaration.campaign),
        "column_label": short_label(declaration.campaign),
        "crumbs": crumbs(declaration, "Récapitulatif"),
        "state": state_mark(declaration.state),
        "due": describe_due_date(declaration, actor.today),
        "parts": presented.recap_parts(actor, declaration),
        "right": estimated_right(declaration),
        "purpose": presented.transmission_purpose(declaration),
        "totals": [
            ("Total des charges", formats.euros(totals.charges)),
            ("Total des produits", formats.euros(totals.produits)),
            (totals.label.capitalize(), formats.euros(abs(totals.balance))),
        ],
        "edits": [(kind, part_of(declaration, kind).edits) for kind in SLUGS],
        "form": form,
        "stale": stale,
        "may_transmit": bool(decision),
        "refusal": "" if decision else decision.reason,
        "gone": declaration.is_received,
        "warning": approval_warning(actor, declaration) if decision else "",
        "hub_url": hub_url(declaration),
        "send_back": [
            (f"Renvoyer {DATA[kind]}", reverse("afas:send_back", args=[declaration.public_id, slug]))
            for kind, slug in SLUGS.items()
            if may_send_back_part(actor, declaration, kind, actor.today)
        ],
    }
    return render(request, "afas/approval/recap.html", context, status=status)
