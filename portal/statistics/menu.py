"""The entries of the statistics in the left menu."""

from django.http import HttpRequest

from portal.habpps.rights.permissions import Permission
from portal.statistics.permissions import VIEW_CAF, VIEW_OWN
from portal.ui.menu import AFAS, SUPERVISION, MenuEntry, register


def _holds(request: HttpRequest, permission: Permission) -> bool:
    """From the grants in memory: a menu asks no query. No actor: the request was refused before it had one."""
    actor = getattr(request, "actor", None)
    return actor is not None and bool(actor.grants_for(permission))


def has_activities(request: HttpRequest) -> bool:
    return _holds(request, VIEW_OWN)


def works_for_a_caf(request: HttpRequest) -> bool:
    return _holds(request, VIEW_CAF)


register(
    MenuEntry("Statistiques", "statistics:home", visible=has_activities, group=AFAS, order=60),
    MenuEntry("Statistiques de la Caf", "statistics:caf", visible=works_for_a_caf, group=SUPERVISION, order=60),
)
