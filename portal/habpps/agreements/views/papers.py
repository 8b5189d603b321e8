"""The papers attached to a convention: read by both parties, written by the Caf."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.base.once import once
from portal.habpps.models import Agreement, Document
from portal.habpps.permissions import RECORD_AGREEMENT, VIEW_AGREEMENTS
from portal.habpps.screens.access import get_allowed, get_or_404
from portal.habpps.screens.pages import (
    PortalRequest,
    agreement_crumbs,
    carry_out,
    page,
    redirect_done,
    render_page,
    url,
)

from ..actions.papers import add_document, withdraw_document
from ..forms import DocumentForm, WithdrawalForm
from ..queries import content_of

WHOLE = Agreement.objects.select_related("partner", "caf")
PAPERS = Document.objects.select_related("agreement__partner", "agreement__caf")


@page("GET", "POST")
@once
def document_add(request: PortalRequest, public_id: str) -> HttpResponse:
    agreement = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, WHOLE, public_id=public_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        added = carry_out(form, lambda: _add(request, agreement, form))
        if added is not None:
            return redirect_done(
                request, f"La pièce «\u00a0{added.title}\u00a0» est jointe.", "habpps:agreement", public_id=public_id
            )
    context = {
        "form": form,
        "agreement": agreement,
        "submit_label": "Joindre",
        "cancel_url": url("agreement", public_id),
        "crumbs": agreement_crumbs(agreement, ("Joindre une pièce", "")),
    }
    return render_page(request, "agreements/document_add", context)


def _add(request: PortalRequest, agreement: Agreement, form: DocumentForm) -> Document:
    asked = form.cleaned_data
    file = asked["file"]
    return add_document(
        actor=request.actor,
        agreement=agreement,
        kind=asked["kind"],
        title=asked["title"],
        content=file.read(),
        name=file.name or "",
    )


@page()
def document(request: PortalRequest, public_id: str) -> HttpResponse:
    """The PDF, to save: never shown inside the portal's own pages."""
    found = get_or_404(request.actor, VIEW_AGREEMENTS, Document, public_id=public_id)
    if found.withdrawn_at is not None:
        raise Http404
    response = HttpResponse(content_of(found), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{found.title}.pdf")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@page("GET", "POST")
@once
def document_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    found = get_allowed(request.actor, VIEW_AGREEMENTS, RECORD_AGREEMENT, PAPERS, public_id=public_id)
    back = url("agreement", found.agreement.public_id)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST":
        withdrawn = carry_out(form, lambda: withdraw_document(actor=request.actor, document=found, **form.cleaned_data))
        if withdrawn is not None:
            return redirect_done(request, "La pièce est retirée.", back)
    context = {
        "form": form,
        "document": found,
        "submit_label": "Retirer la pièce",
        "cancel_url": back,
        "crumbs": agreement_crumbs(found.agreement, ("Retirer une pièce", "")),
    }
    return render_page(request, "agreements/document_withdraw", context)
