"""What an end changes, on every page that asks for it to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.habpps.models import Grant
from portal.habpps.screens.pages import PortalRequest

from ..forms import EndingForm
from ..queries.ends import describe_ends, first_day_without
from ..tables import ending_lines, lost_cover_table

LOOK = "show"  # the button that shows what another last day would change


def ending_context(request: PortalRequest, form: EndingForm, grants: Sequence[Grant]) -> dict[str, Any]:
    """For `habpps/screens/ends.html`."""
    today = request.actor.today
    last_day = form.asked_day(today)
    effects = describe_ends(grants, today, last_day)
    return {
        "effects": ending_lines(effects),
        "lost": lost_cover_table(effects.lost),
        "first_day": first_day_without(today, last_day),
    }
