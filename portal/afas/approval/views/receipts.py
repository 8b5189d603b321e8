"""What left for the Caf: the acknowledgement to keep, its PDF, and the data of each version."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.afas.declarations.pages import declaration_or_404
from portal.afas.declarations.queries.versions import version_and_before
from portal.afas.declarations.tables.steps import crumbs
from portal.afas.models import Declaration, Transmission

from ..pdf import receipt_pdf
from ..tables.receipt import receipt_context, version_context


def _sent(request: HttpRequest, public_id: str, version: int) -> tuple[Declaration, Transmission, Transmission | None]:
    declaration = declaration_or_404(request, public_id)
    sent, before = version_and_before(declaration, version)
    if sent is None:
        raise Http404
    return declaration, sent, before


@login_required
def receipt(request: HttpRequest, public_id: str, version: int) -> HttpResponse:
    declaration, sent, _ = _sent(request, public_id, version)
    context = {"crumbs": crumbs(declaration, "Accusé de réception"), **receipt_context(declaration, sent)}
    return render(request, "afas/approval/receipt.html", context)


@login_required
def pdf(request: HttpRequest, public_id: str, version: int) -> HttpResponse:
    _, sent, _ = _sent(request, public_id, version)
    response = HttpResponse(receipt_pdf(sent), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="accuse-{sent.receipt_number}.pdf"'
    return response


@login_required
def version(request: HttpRequest, public_id: str, version: int) -> HttpResponse:
    declaration, sent, before = _sent(request, public_id, version)
    context = {"crumbs": crumbs(declaration, f"Version {version}"), **version_context(declaration, sent, before)}
    return render(request, "afas/approval/version.html", context)
