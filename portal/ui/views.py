"""Pages that belong to no room: error pages, the pages that the law asks for, health, the style guide."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from portal.base.ids import new_public_id

from . import style_guide
from .context import Frame

log = logging.getLogger("portal.errors")


def _error(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"ui/errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Says why (`exception.decision.reason`) and who can help (`decision.help`), when the refusal knows."""
    decision = getattr(exception, "decision", None)
    return _error(request, 403, reason=getattr(decision, "reason", ""), help=getattr(decision, "help", ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same body whether the object does not exist or is somebody else's (norm 7)."""
    return _error(request, 404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A reference for the person, the detail under the same reference in the log. Needs no database."""
    reference = new_public_id()
    log.error("unexpected error", extra={"reference": reference, "path": request.path}, exc_info=sys.exc_info())
    frame = Frame(request)
    page = get_template("ui/errors/500.html").render({"reference": reference, "instance": frame.instance})
    return HttpResponse(page, status=500)


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database: 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/legal.html")


def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/personal_data.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration that article 47 of law 2005-102 asks for, in its imposed order; no rate without an audit."""
    statement = {**ACCESSIBILITY, **settings.INSTANCE.get("accessibility", {})}
    return render(request, "ui/pages/accessibility.html", {"statement": statement})


def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/pages/contact.html")


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that this person may open from a menu."""
    return render(request, "ui/pages/sitemap.html", {"groups": Frame(request).groups})


def components(request: HttpRequest) -> HttpResponse:
    """The style guide: every component in every state (demonstration and tests only)."""
    return render(request, "ui/pages/style_guide.html", style_guide.context(request))


ACCESSIBILITY: dict[str, Any] = {
    "date": "",
    "auditor": "",
    "failures": [],
    "exemptions": [],
    "third_party": [],
    "technologies": ["HTML5", "CSS", "SVG", "JavaScript"],
    "environment": [],
    "tools": [],
    "pages": [],
}
