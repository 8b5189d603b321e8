"""`can`, `visible`, `require`, `explain`: the questions that the rest of the portal asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from portal.base.errors import Refused

from ..models import Grant
from .actor import Actor, HeldGrant
from .effective import RELATED, why_not_effective
from .permissions import Permission
from .roles import GRANTABLE, PARTNER_ROLES, SCOPE_OF, Role, Scope
from .scopes import Paths, is_many_valued, keys, paths_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Decision:
    """`reason` is French and shown to the person; `grant_id` is the grant that allowed it; `lacking`: what stands in
    the way is a right that somebody could give."""

    allowed: bool
    reason: str = ""
    grant_id: int | None = None
    permission: Permission | None = None
    lacking: bool = False

    def __bool__(self) -> bool:
        return self.allowed


def allow(reason: str = "") -> Decision:
    return Decision(True, reason)


def refuse(reason: str) -> Decision:
    return Decision(False, reason)


def _reaches(grant: HeldGrant, paths: Paths, obj: Any) -> bool:
    scope = SCOPE_OF[grant.role]
    if scope is Scope.NATION:
        return True
    if scope is Scope.CAF:
        return bool(paths.caf) and grant.caf_id in keys(obj, paths.caf)
    if scope in (Scope.AGREEMENT, Scope.GROUP):
        return bool(paths.agreement) and grant.agreement_id in keys(obj, paths.agreement)
    if grant.activity_id is not None:
        return bool(paths.activity) and grant.activity_id in keys(obj, paths.activity)
    return (
        bool(paths.site) and grant.agreement_id in keys(obj, paths.agreement) and grant.site_id in keys(obj, paths.site)
    )


def can(actor: Actor, permission: Permission, obj: Model | None = None) -> Decision:
    """May the actor do this to the object, or, without one, to anything at all?"""
    grant = _carrying(actor, permission, obj)
    if grant is not None:
        return Decision(True, f"{grant.role.label}", grant.id, permission)
    return Decision(False, _why_refused(actor, permission), None, permission, lacking=not _withdrawn(actor, permission))


def is_allowed(actor: Actor, permission: Permission, obj: Model | None = None) -> bool:
    """`can` without the reason, which may cost a query: for what a page shows or leaves out."""
    return _carrying(actor, permission, obj) is not None


def _carrying(actor: Actor, permission: Permission, obj: Model | None) -> HeldGrant | None:
    for grant in actor.grants_for(permission):
        if obj is None or _reaches(grant, paths_of(type(obj)), obj):
            return grant
    return None


def require(actor: Actor, permission: Permission, obj: Model | None = None) -> Decision:
    """`can`, or raise `Refused` (403 with the reason)."""
    decision = can(actor, permission, obj)
    if not decision:
        raise Refused(decision)
    return decision


def require_decision(decision: Decision) -> None:
    """Raise `Refused` unless a rule's decision allows."""
    if not decision:
        raise Refused(decision)


def visible(actor: Actor, permission: Permission, model: type[M]) -> QuerySet[M]:
    """For lists: the objects to which the actor's grants carry the permission, where the actor works now."""
    return QuerySet(model).filter(visible_filter(actor, model, permission))


def visible_filter(actor: Actor, model: type[Model], permission: Permission) -> Q:
    """`visible` as a condition, for a queryset that is narrowed already."""
    return _carried(actor.in_focus(actor.grants_for(permission)), model)


def reachable(actor: Actor, permission: Permission, model: type[M]) -> QuerySet[M]:
    """For access: the objects to which the actor's grants carry the permission, wherever they lie."""
    return QuerySet(model).filter(reachable_filter(actor, model, permission))


def reachable_filter(actor: Actor, model: type[Model], *permissions: Permission) -> Q:
    """`reachable` as a condition, by any of the permissions, for a queryset that says what to join."""
    return _carried([grant for each in permissions for grant in actor.grants_for(each)], model)


def follow_organisation(actor: Actor, permission: Permission, obj: Model) -> None:
    """The actor opens an object: where it lies in another organisation than the chosen one, they work there now."""
    if not actor.focus:
        return
    paths = paths_of(type(obj))
    carrying = [grant for grant in actor.grants_for(permission) if _reaches(grant, paths, obj)]
    if carrying and not actor.in_focus(carrying):
        actor.follow(carrying[0].organisation_key)


def _carried(grants: list[HeldGrant], model: type[Model]) -> Q:
    if any(SCOPE_OF[grant.role] is Scope.NATION for grant in grants):
        return Q()
    paths = paths_of(model)
    reach = Q(pk__in=[])
    for lookups in _reached(grants, paths):
        # A join over a many-valued relation would repeat rows.
        repeats = any(is_many_valued(model, lookup.removesuffix("__in")) for lookup in lookups)
        reach |= Q(pk__in=QuerySet(model).filter(**lookups).values("pk")) if repeats else Q(**lookups)
    return reach


def _reached(grants: list[HeldGrant], paths: Paths) -> Iterator[dict[str, Any]]:
    """`_reaches` as lookups, any of which is enough: the grants below the nation, gathered by kind of place."""
    cafs = {grant.caf_id for grant in grants if SCOPE_OF[grant.role] is Scope.CAF}
    agreements = {grant.agreement_id for grant in grants if SCOPE_OF[grant.role] in (Scope.AGREEMENT, Scope.GROUP)}
    activities = {grant.activity_id for grant in grants if grant.activity_id is not None}
    for path, ids in ((paths.caf, cafs), (paths.agreement, agreements), (paths.activity, activities)):
        if path and ids:
            yield {f"{path}__in": ids}
    sites: dict[int | None, set[int]] = {}
    for grant in grants:
        if grant.site_id is not None and paths.site:
            sites.setdefault(grant.agreement_id, set()).add(grant.site_id)
    for agreement_id, site_ids in sites.items():
        yield {paths.agreement: agreement_id, f"{paths.site}__in": site_ids}


def _withdrawn(actor: Actor, asked: Permission) -> bool:
    """The actor has the role, but the partner does not manage its rights."""
    held = any(grant.role in asked.roles for grant in actor.grants)
    return held and asked.delegated and not actor.grants_for(asked)


def _why_refused(actor: Actor, asked: Permission) -> str:
    """Why not: a grant that does not count (and why), management not delegated, or the roles that would allow it."""
    base = f"Vous ne pouvez pas {asked.label}."
    if _withdrawn(actor, asked):
        return f"{base} La gestion des habilitations n'est pas déléguée à votre organisme : la Caf s'en charge."
    if any(grant.role in asked.roles for grant in actor.grants):
        return f"{base} Votre rôle ne porte pas sur cet objet."
    if actor.user.is_authenticated:
        dormant = (
            Grant.objects.filter(user_id=actor.user.pk, role__in=asked.roles)
            .select_related(*RELATED)
            .order_by("-valid_from", "-id")
            .first()
        )
        if dormant is not None:
            role = Role(dormant.role).label
            return f"{base} Vous avez le rôle «\u00a0{role}\u00a0», mais {why_not_effective(dormant, actor.today)}."
    roles = " ou ".join(f"«\u00a0{role.label}\u00a0»" for role in Role if role in asked.roles)
    return f"{base} Cette action demande le rôle {roles}."


def explain(actor: Actor, permission: Permission, obj: Model | None = None) -> list[Grant]:
    """« Pourquoi ai-je accès ? »: every effective grant that carries the permission to the object."""
    ids = [g.id for g in actor.grants_for(permission) if obj is None or _reaches(g, paths_of(type(obj)), obj)]
    return list(Grant.objects.filter(pk__in=ids).select_related("given_by", *RELATED).order_by("id"))


def grantable_roles(actor: Actor, *, caf_id: int, agreement_id: int | None = None) -> frozenset[Role]:
    """The roles that the actor may give over a Caf, or over a convention of that Caf: nobody above themselves."""
    found: set[Role] = set()
    for grant in actor.grants:
        scope = SCOPE_OF[grant.role]
        reaches = (
            scope is Scope.NATION
            or (scope is Scope.CAF and grant.caf_id == caf_id)
            or (agreement_id is not None and grant.agreement_id == agreement_id and grant.delegated)
        )
        if reaches:
            found |= GRANTABLE.get(grant.role, frozenset())
    return frozenset(role for role in found if (role in PARTNER_ROLES) == (agreement_id is not None))
