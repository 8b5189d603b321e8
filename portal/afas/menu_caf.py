"""Entries of the left menu for the Caf, and what it is asked to do on the home page."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from portal.base import formats
from portal.habpps.rights.roles import Role
from portal.ui import home, menu

from .queries.caf import waiting


def handles(request: HttpRequest) -> bool:
    return request.actor.has_role(Role.CAF_AGENT)


def follows(request: HttpRequest) -> bool:
    return request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN)


def todo(request: HttpRequest) -> Iterable[home.TodoCard]:
    """One card for what nobody has taken, one for what the person has in hand."""
    if not handles(request):
        return
    counts, inbox = waiting(request.actor), reverse("afas:caf_inbox")
    if counts["new"]:
        many = f"{formats.plural(counts['new'], 'déclaration')} à prendre en charge"
        yield home.TodoCard(many, "Transmises par les organismes de votre Caf.", f"{inbox}?etat=TRANSMITTED", "Traiter")
    if counts["mine"]:
        many = f"{formats.plural(counts['mine'], 'déclaration')} en traitement"
        yield home.TodoCard(many, "Vous les avez prises en charge.", f"{inbox}?suivi=me", "Continuer", tone="neutral")


menu.register(
    menu.MenuEntry("Déclarations à traiter", "afas:caf_inbox", visible=handles, group=menu.AFAS, order=30),
    menu.MenuEntry("Avancement de la campagne", "afas:caf_progress", visible=follows, group=menu.AFAS, order=40),
)
home.register(todo)
