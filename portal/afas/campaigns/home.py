"""What the Caf is asked to decide about, on the home page."""

from collections.abc import Iterable

from django.http import HttpRequest

from portal.base import formats
from portal.base.urls import reverse
from portal.habpps.rights.roles import Role
from portal.ui import home

from .queries import count_not_owed
from .tables import NOT_OWED


def todo(request: HttpRequest) -> Iterable[home.TodoCard]:
    """Declarations that were opened and are owed no more."""
    if not request.actor.has_role(Role.CAF_ADMIN, Role.CAF_AGENT):
        return
    count = count_not_owed(request.actor)
    if count:
        title = formats.plural(count, "déclaration ouverte n’est pas due", "déclarations ouvertes ne sont pas dues")
        address = f"{reverse('afas:caf_openings')}?vue={NOT_OWED}"
        yield home.TodoCard(title, "Dites-les sans objet, ou corrigez les dates.", address, "Décider", tone="neutral")


home.register(todo)
