"""Entries of the left menu for the partner's people."""

from django.http import HttpRequest

from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.ui import menu


def declares(request: HttpRequest) -> bool:
    """Members of « AFAS Déclarer », whether or not a role has been given to them yet."""
    return request.actor.has_role(Role.AFAS_DECLARANT, *AFAS_ROLES)


menu.register(
    menu.MenuEntry("Accueil AFAS", "afas:home", visible=declares, group=menu.AFAS, order=10),
    menu.MenuEntry("Mes déclarations", "afas:declarations", visible=declares, group=menu.AFAS, order=20),
)
