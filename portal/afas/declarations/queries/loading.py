"""How declarations are loaded: a list with what its rows read, or one with everything, by one statement.

The querysets of this module are copied by each use: their joins are worked out once.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.afas.models import Declaration, DeclarationPart, PartKind
from portal.base.statements import Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import reachable_filter
from portal.habpps.rights.permissions import Permission


def with_dates(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """Adds `opens` and `due`: the dates of the declaration's own Caf, else the campaign's. `path` leads to it."""
    campaign = f"{path}campaign"
    of_caf = Q(**{f"{campaign}__local_dates__caf": F(f"{path}caf")})
    return rows.annotate(
        own_dates=FilteredRelation(f"{campaign}__local_dates", condition=of_caf),
        opens=Coalesce(F("own_dates__opens_on"), F(f"{campaign}__opens_on")),
        due=Coalesce(F("own_dates__due_on"), F(f"{campaign}__due_on")),
    )


def parts_with(*related: str) -> QuerySet[DeclarationPart]:
    """Parts with the dates of their declaration and what is joined; in no order."""
    return with_dates(DeclarationPart.objects.select_related(*related).order_by(), "declaration__")


PARTS_WITH_ALL = parts_with(
    "declaration__campaign",
    "declaration__activity__agreement__partner",
    "declaration__caf",
    "declaration__taken_by",
    "provided_by",
    "edited_by",
)
"""What the pages and the actions of one declaration read."""
PARTS_TO_ENTER = parts_with("declaration__campaign", "declaration__activity")
"""What saving figures reads."""
ROW_FIELDS = (
    *("public_id", "caf", "state", "version", "transmitted_at", "late", "taken_by", "closed_at"),
    *("campaign__type_code", "campaign__fiscal_year", "campaign__declaration_type", "campaign__period"),
    *("activity__name", "activity__type_code", "activity__nature_code"),
    *("activity__agreement__separate_approver", "activity__agreement__partner__name"),
)
ROWS = with_dates(Declaration.objects.select_related("campaign", "activity__agreement__partner").only(*ROW_FIELDS))
"""What a row of a list reads; anything else would be a query for each row."""
ROWS_WITH_HOLDER = ROWS.select_related("taken_by").only(*ROW_FIELDS, "taken_by__first_name", "taken_by__last_name")
STATES = Prefetch(
    "parts", DeclarationPart.objects.order_by("kind").only("declaration", "kind", "state", "provided_by", "edited_by")
)
"""The states of the parts and who entered them, without the figures."""


def has_site_rights(actor: Actor) -> bool:
    """Does a right of the actor lie over a site? Rules then read the sites of an activity."""
    return any(grant.site_id for grant in actor.grants)


def with_states(rows: QuerySet[Declaration], *, sites: bool) -> QuerySet[Declaration]:
    """Adds the states of the parts; `sites`: also those of the activity."""
    if sites:
        rows = rows.prefetch_related("activity__sites")
    return rows.prefetch_related(STATES)


def reached(actor: Actor, permission: Permission, public_id: str) -> Q:
    """Filter of parts: those of one declaration, if the permission reaches it."""
    return reachable_filter(actor, DeclarationPart, permission) & Q(declaration__public_id=public_id)


@Statement
def parts_reached(asked: Any) -> QuerySet[DeclarationPart]:
    return PARTS_WITH_ALL.filter(asked)


def load_declaration(parts: Iterable[Any]) -> Declaration:
    """The declaration of both parts, with them: `parts` is one of the querysets above, filtered.

    Raises Declaration.DoesNotExist when there are none.
    """
    by_kind = {part.kind: part for part in parts}
    if not by_kind:
        raise Declaration.DoesNotExist
    first = by_kind[PartKind.ACTIVITY]
    declaration: Declaration = first.declaration
    declaration.opens, declaration.due = first.opens, first.due
    declaration.parts_by_kind = {kind: by_kind[kind] for kind in PartKind}
    for part in declaration.parts_by_kind.values():
        part.declaration = declaration
    return declaration
