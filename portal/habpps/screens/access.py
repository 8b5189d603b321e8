"""How a view gets at an object: scoped first (404 outside), then the permission (403 inside, with the reason)."""

from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from portal.base.statements import Statement
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
    model = source.model if isinstance(source, QuerySet) else source
    reach = reachable_filter(actor, model, permission)
    found = next(iter(_finding(source).found(reach=reach, **lookup)), None)
    if found is None:
        raise Http404
    follow_organisation(actor, permission, found)
    tell_caf(actor, found)
    return found


@lru_cache(maxsize=256)
def _finding(source: Any) -> Statement:
    """Written once where `source` is a model, or a queryset that a module keeps."""
    queryset = source if isinstance(source, QuerySet) else QuerySet(source)
    return Statement(lambda reach, **lookup: queryset.filter(reach, **lookup).order_by())


def get_allowed(actor: Actor, see: Permission, do: Permission, source: type[M] | QuerySet[M], **lookup) -> M:
    """`get_or_404` by the permission to see, then `require` the permission to do."""
    found = get_or_404(actor, see, source, **lookup)
    require(actor, do, found)
    return found
