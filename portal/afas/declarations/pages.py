"""What the partner's views share."""

from django.contrib import messages
from django.http import HttpRequest

from portal.afas.models import Declaration
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.habpps.screens.access import get_or_404

from .queries.board import joined

LEVELS = {"info": messages.INFO, "success": messages.SUCCESS, "warning": messages.WARNING}


def found(request: HttpRequest, public_id: str) -> Declaration:
    """The declaration with all that a page reads of it; 404 outside the person's scope."""
    return get_or_404(request.actor, VIEW_DECLARATIONS, joined(), public_id=public_id)


def notice(request: HttpRequest, text: str, level: str = "info") -> None:
    """Said at the top of the next page."""
    messages.add_message(request, LEVELS[level], text)
