"""The page of a link that may not be used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

REASONS = {
    "used": "Ce lien a déjà servi",
    "revoked": "Ce lien a été remplacé par un autre",
    "expired": "Ce lien n'est plus valable",
    "unknown": "Ce lien n'est pas complet",
}


def refused_page(request: HttpRequest, reason: str, purpose: str) -> HttpResponse:
    context = {"heading": REASONS[reason], "reason": reason, "purpose": purpose}
    return render(request, "accounts/links/link_refused.html", context, status=410)
