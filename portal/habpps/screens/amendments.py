"""What only an avenant does, as other pages lead to it."""

from __future__ import annotations

from portal.base.urls import reverse
from portal.habpps.rights.rules import BY_AMENDMENT
from portal.ui.pieces import Action


def removal_by_amendment(agreement: str, grant: str, icon: str = "") -> Action:
    """« Supprimer » an administrator. `agreement`: the convention's public id; `grant`: that of the person's function,
    or of their access."""
    return Action("Supprimer", amendment_url(agreement, grant), icon, danger=True)


def amendment_url(agreement: str, grant: str) -> str:
    return f"{reverse('habpps:amendment_request', args=[agreement])}?depart={grant}"


def url_of_amendment(reason: str, agreement: str, grant: str) -> str:
    """Where a refusal (`reason`) leads on: to the avenant, when that is what it asks for; "" otherwise."""
    return amendment_url(agreement, grant) if reason == BY_AMENDMENT else ""
