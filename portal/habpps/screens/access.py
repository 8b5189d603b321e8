"""How a view gets at an object: scoped first (404 outside), then the permission (403 inside, with the reason)."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import follow_organisation, reachable_filter, require
from portal.habpps.rights.labels import tell_caf
from portal.habpps.rights.permissions import Permission

M = TypeVar("M", bound=Model)


def get_or_404(actor: Actor, permission: Permission, source: type[M] | QuerySet[M], **lookup) -> M:
    """The object, if the permission to see it reaches it; if not, 404, the same whether it exists or not.

    The organisation chosen under the header does not matter here; it follows the object that is opened.

    `source`: a model, or a queryset that says what to join. `lookup` finds one object at most.
    """
    queryset = source if isinstance(source, QuerySet) else QuerySet(source)
    model = queryset.model
    try:
        found = queryset.get(reachable_filter(actor, model, permission), **lookup)
    except model.DoesNotExist:
        raise Http404 from None
    follow_organisation(actor, permission, found)
    tell_caf(actor, found)
    return found


def get_allowed(actor: Actor, see: Permission, do: Permission, source: type[M] | QuerySet[M], **lookup) -> M:
    """`get_or_404` by the permission to see, then `require` the permission to do."""
    found = get_or_404(actor, see, source, **lookup)
    require(actor, do, found)
    return found
