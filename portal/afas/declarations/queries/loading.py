"""How declarations are loaded: a list with what its rows read, or one with everything, by one statement."""

from typing import Any, TypeVar

from django.db.models import F, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.afas.models import CampaignDates, Declaration, DeclarationPart, PartKind
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import reachable
from portal.habpps.rights.permissions import Permission

M = TypeVar("M", bound=Model)

EVERYTHING = (
    "declaration__campaign",
    "declaration__activity__agreement__partner",
    "declaration__caf",
    "declaration__taken_by",
    "provided_by",
    "edited_by",
)
"""What the pages and the actions of one declaration read, from its parts."""
FOR_RULES = ("declaration__campaign", "declaration__activity")
"""What the rules of entering read."""


def with_dates(rows: QuerySet[M], path: str = "") -> QuerySet[M]:
    """Adds `opens` and `due`: the dates of the declaration's own Caf, else the campaign's. `path` leads to it."""
    local = CampaignDates.objects.filter(campaign=OuterRef(f"{path}campaign"), caf=OuterRef(f"{path}caf"))
    dates = {
        "opens": Coalesce(Subquery(local.values("opens_on")[:1]), F(f"{path}campaign__opens_on")),
        "due": Coalesce(Subquery(local.values("due_on")[:1]), F(f"{path}campaign__due_on")),
    }
    return rows.annotate(**dates)


def with_parts(actor: Actor, declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """For rows: dates, campaign, activity, partner, and of the parts who and where, not the figures."""
    parts = DeclarationPart.objects.order_by("kind").only("declaration", "kind", "state", "provided_by", "edited_by")
    rows = with_dates(declarations).select_related("campaign", "activity__agreement__partner")
    if any(grant.site_id for grant in actor.grants):  # else no rule asks where the activity takes place
        rows = rows.prefetch_related("activity__sites")
    return rows.prefetch_related(Prefetch("parts", parts))


def reachable_parts(actor: Actor, permission: Permission, public_id: str) -> QuerySet[DeclarationPart]:
    """Both parts of a declaration that the permission reaches; none when there is no such declaration."""
    reached = reachable(actor, permission, Declaration).filter(public_id=public_id)
    return DeclarationPart.objects.filter(declaration__in=reached.values("pk"))


def load_declaration(parts: QuerySet[DeclarationPart], related: tuple[str, ...] = EVERYTHING) -> Declaration:
    """The declaration of these parts with them, its dates and `related`. Raises Declaration.DoesNotExist without parts."""
    rows: Any = with_dates(parts, "declaration__").select_related(*related).order_by()
    by_kind = {part.kind: part for part in rows}
    if not by_kind:
        raise Declaration.DoesNotExist
    first = by_kind[PartKind.ACTIVITY]
    declaration: Declaration = first.declaration
    declaration.opens, declaration.due = first.opens, first.due
    declaration.parts_by_kind = {kind: by_kind[kind] for kind in PartKind}
    for part in declaration.parts_by_kind.values():
        part.declaration = declaration
    return declaration
