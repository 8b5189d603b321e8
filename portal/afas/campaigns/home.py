"""On the home page: what the Caf is asked to decide about, and years that open soon without an edition."""

from collections.abc import Iterable

from django.http import HttpRequest

from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.current import get_catalogue
from portal.catalogue.upcoming import list_missing_editions
from portal.habpps.rights.roles import Role
from portal.ui import home

from .queries import count_not_owed
from .tables import NOT_OWED, missing_lines


def todo(request: HttpRequest) -> Iterable[home.TodoCard]:
    """Declarations that were opened and are owed no more."""
    if not request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT):
        return
    count = count_not_owed(request.actor)
    if count:
        title = formats.plural(count, "déclaration ouverte n’est pas due", "déclarations ouvertes ne sont pas dues")
        address = f"{reverse('afas:caf_openings')}?vue={NOT_OWED}"
        yield home.TodoCard(title, "Dites-les sans objet, ou corrigez les dates.", address, "Décider", tone="neutral")


def missing_editions(request: HttpRequest) -> Iterable[home.TodoCard]:
    """For the national administrators, sixty days before the opening."""
    if not request.actor.has_role(Role.NATIONAL_ADMIN):
        return
    missing = list_missing_editions(get_catalogue(), request.actor.today)
    for each, line in zip(missing, missing_lines(missing), strict=True):
        detail = f"{line['detail']} Prévenez l’exploitant du portail."
        yield home.TodoCard(
            line["title"], detail, reverse("afas:caf_catalogue"), "Voir le catalogue", due=each.opening.opens_on
        )


home.register(todo)
home.register(missing_editions)
