"""On the home page: what the Caf is asked to decide about, and years that open soon without an edition."""

from collections.abc import Iterable

from django.http import HttpRequest

from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.current import get_catalogue
from portal.catalogue.upcoming import list_missing_editions
from portal.habpps.rights.roles import Role
from portal.ui import home

from .queries import count_stranded
from .tables import STRANDED, missing_lines


def todo(request: HttpRequest) -> Iterable[home.TodoCard]:
    """Declarations that were opened, and are not owed or cannot be filled in."""
    if not request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT):
        return
    count = count_stranded(request.actor)
    if count:
        title = formats.plural(count, "déclaration ouverte à écarter", "déclarations ouvertes à écarter")
        address = f"{reverse('afas:caf_openings')}?vue={STRANDED}"
        yield home.TodoCard(
            title, "Elles ne sont pas dues, ou plus personne ne peut les saisir.", address, "Décider", tone="neutral"
        )


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
