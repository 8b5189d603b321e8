"""The demonstration's mailbox (`/demo/courriels`): every mail with its links, and previews of each kind."""

import base64
import hashlib
import re

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.base.folding import fold

from .examples import Example
from .forms import RecipientForm
from .kinds import REGISTRY, MailKind
from .outbox import render_mail
from .queries import list_letters

PAGE_SIZE = 25
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def _as_sent(html: str) -> HttpResponse:
    """A mail's HTML, whose style block the content security policy allows by its digest."""
    digests = [base64.b64encode(hashlib.sha256(css.encode()).digest()).decode() for css in STYLE.findall(html)]
    allow = csp_update({"style-src": [f"'sha256-{digest}'" for digest in digests]})
    return allow(HttpResponse)(html)


def _label(name: str) -> str:
    return REGISTRY[name].label if name in REGISTRY else name


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = RecipientForm(request.GET)
    wanted = form.cleaned_data["destinataire"] if form.is_valid() else ""
    page = Paginator(list_letters(wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "public_id": letter.public_id,
            "subject": letter.email.subject,
            "to": ", ".join(letter.email.to),
            "at": letter.queued_at,
            "state": "Envoyé" if letter.is_sent else "En attente d'envoi",
        }
        for letter in page
    ]
    context = {"form": form, "page": page, "rows": rows, "wanted": wanted}
    return render(request, "mail_pages/listing.html", context)


@login_not_required
def reading(request: HttpRequest, public_id: str) -> HttpResponse:
    letter = get_object_or_404(list_letters(), public_id=public_id)
    context = {
        "heading": letter.email.subject,
        "letter": letter,
        "to": ", ".join(letter.email.to),
        "kind": _label(letter.kind),
        "text": letter.email.message,
    }
    return render(request, "mail_pages/reading.html", context)


@login_not_required
def reading_html(request: HttpRequest, public_id: str) -> HttpResponse:
    return _as_sent(get_object_or_404(list_letters(), public_id=public_id).email.html_message)


def _example(name: str) -> tuple[MailKind, tuple[str, str, str]]:
    if name not in REGISTRY:
        raise Http404
    kind = REGISTRY[name]
    return kind, render_mail(name, {"recipient": Example(), **kind.example()})


@login_not_required
def examples(request: HttpRequest) -> HttpResponse:
    """Every kind of mail, with its subject."""
    kinds = [
        {"name": kind.name, "label": kind.label, "subject": _example(kind.name)[1][0]}
        for kind in sorted(REGISTRY.values(), key=lambda kind: fold(kind.label))
    ]
    return render(request, "mail_pages/examples.html", {"kinds": kinds})


@login_not_required
def example(request: HttpRequest, name: str) -> HttpResponse:
    kind, (subject, text, _) = _example(name)
    return render(request, "mail_pages/example.html", {"heading": subject, "kind": kind, "text": text})


@login_not_required
def example_html(request: HttpRequest, name: str) -> HttpResponse:
    return _as_sent(_example(name)[1][2])
