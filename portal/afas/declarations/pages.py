"""What the views of declarations share."""

from django.contrib import messages
from django.http import Http404, HttpRequest

from portal.afas.models import Declaration
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.habpps.rights.decisions import follow_organisation
from portal.habpps.rights.labels import tell_caf
from portal.habpps.rights.permissions import Permission

from .queries.loading import load_declaration, parts_reached, reached

LEVELS = {"info": messages.INFO, "success": messages.SUCCESS, "warning": messages.WARNING}


def declaration_or_404(request: HttpRequest, public_id: str, permission: Permission = VIEW_DECLARATIONS) -> Declaration:
    """The declaration with everything that a page reads of it; 404 outside the person's scope (see `get_or_404`)."""
    try:
        declaration = load_declaration(parts_reached.found(asked=reached(request.actor, permission, public_id)))
    except Declaration.DoesNotExist:
        raise Http404 from None
    follow_organisation(request.actor, permission, declaration)
    tell_caf(request.actor, declaration)
    return declaration


def add_notice(request: HttpRequest, text: str, level: str = "info") -> None:
    """Shown at the top of the next page."""
    messages.add_message(request, LEVELS[level], text)
