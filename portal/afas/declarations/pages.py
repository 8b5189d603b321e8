"""What the views of declarations share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.names.queries import load_past_names
from portal.afas.models import Declaration
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.base.errors import Refused
from portal.habpps.rights.decisions import follow_organisation
from portal.habpps.rights.labels import tell_caf
from portal.habpps.rights.permissions import Permission

from .queries.loading import load_declaration, parts_reached, reached

View = Callable[..., HttpResponse]
LEVELS = {"info": messages.INFO, "success": messages.SUCCESS, "warning": messages.WARNING}


def declaration_or_404(request: HttpRequest, public_id: str, permission: Permission = VIEW_DECLARATIONS) -> Declaration:
    """The declaration with everything that a page reads of it; 404 outside the person's scope (see `get_or_404`)."""
    try:
        declaration = load_declaration(parts_reached.found(asked=reached(request.actor, permission, public_id)))
    except Declaration.DoesNotExist:
        raise Http404 from None
    follow_organisation(request.actor, permission, declaration)
    tell_caf(request.actor, declaration)
    parts = declaration.parts_by_kind.values()
    load_past_names(person for part in parts for person in (part.provided_by, part.edited_by))
    return declaration


def refusal_as_notice(page: str) -> Callable[[View], View]:
    """For POSTs that carry no text: a refusal that comes from the declaration's state (somebody else was first, or
    it has moved on) is a message on its page of that name. A right that is missing stays a refusal."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, public_id, **kwargs)
            except Refused as refused:
                if request.method != "POST" or refused.decision.permission is not None:
                    raise
                add_notice(request, refused.decision.reason, "warning")
                return redirect(page, public_id)

        return wrapped

    return decorate


def keep_typed(form: Form, refused: Refused) -> None:
    """For a form with a text: what `refusal_as_notice` does, on the page that still shows what was typed."""
    if refused.decision.permission is not None:
        raise refused
    form.add_error(None, refused.decision.reason)


def add_notice(request: HttpRequest, text: str, level: str = "info") -> None:
    """Shown at the top of the next page."""
    messages.add_message(request, LEVELS[level], text)
