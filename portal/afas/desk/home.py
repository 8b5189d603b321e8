"""What the Caf's case workers are asked to do, on the home page."""

from collections.abc import Iterable

from django.http import HttpRequest

from portal.base import formats
from portal.base.urls import reverse
from portal.habpps.rights.roles import Role
from portal.ui import home

from .queries import count_inbox


def todo(request: HttpRequest) -> Iterable[home.TodoCard]:
    """One card for what nobody has taken, one for what the person has in hand."""
    if not request.actor.has_role(Role.CAF_AGENT):
        return
    counts, inbox = count_inbox(request.actor), reverse("afas:caf_inbox")
    if counts["new"]:
        many = f"{formats.plural(counts['new'], 'déclaration')} à prendre en charge"
        yield home.TodoCard(many, "Transmises par les organismes de votre Caf.", f"{inbox}?etat=TRANSMITTED", "Traiter")
    if counts["mine"]:
        many = f"{formats.plural(counts['mine'], 'déclaration')} en traitement"
        back = formats.plural(counts["back"], "est revenue corrigée", "sont revenues corrigées")
        detail = (
            f"Vous les avez prises en charge\u00a0; {back}." if counts["back"] else "Vous les avez prises en charge."
        )
        tone = "attention" if counts["back"] else "neutral"
        yield home.TodoCard(many, detail, f"{inbox}?suivi=me", "Continuer", tone=tone)


home.register(todo)
