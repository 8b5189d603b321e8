"""The page of a link that may not be used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.base.delays import WORDS

# Heading and lead of each reason.
REASONS = {
    "used": ("Ce lien a déjà servi", "Chaque lien ne sert qu'une fois."),
    "revoked": ("Ce lien a été remplacé par un autre", "Seul le lien du mail le plus récent peut servir."),
    "expired": ("Ce lien n'est plus valable", f"Un lien est valable {WORDS.link}."),
    "unknown": ("Ce lien n'est pas complet", "L'adresse a peut-être été coupée par votre messagerie."),
}


def refused_page(request: HttpRequest, reason: str, purpose: str) -> HttpResponse:
    heading, lead = REASONS[reason]
    context = {"heading": heading, "lead": lead, "reason": reason, "purpose": purpose}
    return render(request, "accounts/links/link_refused.html", context, status=410)
