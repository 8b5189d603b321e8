"""Entries of the left menu, for the partner's people and for the Caf."""

from django.http import HttpRequest

from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.ui import menu


def may_declare(request: HttpRequest) -> bool:
    """Members of « AFAS Déclarer », whether or not a role has been given to them yet."""
    return request.actor.has_role(Role.AFAS_DECLARANT, *AFAS_ROLES)


def may_handle(request: HttpRequest) -> bool:
    return request.actor.has_role(Role.CAF_AGENT)


def may_decide_owed(request: HttpRequest) -> bool:
    return request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT)


def may_follow(request: HttpRequest) -> bool:
    return request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT, Role.NATIONAL_ADMIN)


menu.register(
    menu.MenuEntry("Accueil AFAS", "afas:home", visible=may_declare, group=menu.AFAS, order=10),
    menu.MenuEntry("Mes déclarations", "afas:declarations", visible=may_declare, group=menu.AFAS, order=20),
    menu.MenuEntry("Déclarations à traiter", "afas:caf_inbox", visible=may_handle, group=menu.AFAS, order=30),
    menu.MenuEntry("Ouvertures et sans objet", "afas:caf_openings", visible=may_decide_owed, group=menu.AFAS, order=35),
    menu.MenuEntry("Avancement de la campagne", "afas:caf_progress", visible=may_follow, group=menu.AFAS, order=40),
    menu.MenuEntry("Catalogue des activités", "afas:caf_catalogue", visible=may_follow, group=menu.AFAS, order=50),
)
