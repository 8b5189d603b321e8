"""How declarations are loaded: a list with what its rows read, or one with everything, by one statement.

The querysets of this module are copied by each use: their joins are worked out once.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from portal.afas.models import Declaration, DeclarationPart, PartContributor, PartKind
from portal.afas.models.dates import with_dates, with_owed
from portal.base.statements import Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import reachable_filter
from portal.habpps.rights.permissions import Permission


def parts_with(*related: str) -> QuerySet[DeclarationPart]:
    """Parts with what is joined; in no order."""
    return DeclarationPart.objects.select_related(*related).order_by()


PARTS_WITH_ALL = with_owed(
    parts_with(
        "declaration__campaign",
        "declaration__activity__agreement__partner",
        "declaration__caf",
        "declaration__taken_by",
        "declaration__waived_by",
        "provided_by",
        "edited_by",
    ),
    "declaration__",
)
"""What the pages and the actions of one declaration read."""
PARTS_TO_ENTER = with_dates(parts_with("declaration__campaign", "declaration__activity"), "declaration__")
"""What saving figures reads: its dates, but not whether it is owed."""
ROW_FIELDS = (
    *("public_id", "caf", "state", "version", "transmitted_at", "late", "taken_by", "taken_at", "closed_at", "due_on"),
    *("campaign__type_code", "campaign__fiscal_year", "campaign__declaration_type", "campaign__period"),
    *("activity__name", "activity__type_code", "activity__nature_code"),
    *("activity__agreement__separate_approver", "activity__agreement__partner__name"),
)
_ROWS = Declaration.objects.select_related("campaign", "activity__agreement__partner").only(*ROW_FIELDS)
ROWS = with_owed(_ROWS)
"""What a row of a list reads; anything else would be a query for each row."""
HOLDER = tuple(f"taken_by__{name}" for name in ("public_id", "first_name", "last_name"))
ROWS_WITH_HOLDER = with_dates(_ROWS).select_related("taken_by").only(*ROW_FIELDS, *HOLDER)
"""The same of what the Caf has received, which is owed no more, with who handles it."""
STATES = Prefetch(
    "parts", DeclarationPart.objects.order_by("kind").only("declaration", "kind", "state", "provided_by", "edited_by")
)
"""The states of the parts and the last who entered them, without the figures."""


def has_site_rights(actor: Actor) -> bool:
    """Does a right of the actor lie over a site? Rules then read the sites of an activity."""
    return any(grant.site_id for grant in actor.grants)


def with_states(rows: QuerySet[Declaration], reader: Any, *, sites: bool) -> QuerySet[Declaration]:
    """Adds the states of the parts, and whether the person `reader` has entered data; `sites`: those of the activity."""
    if sites:
        rows = rows.prefetch_related("activity__sites")
    own = PartContributor.objects.filter(part__declaration=OuterRef("pk"), person=reader)
    rows = rows.annotate(reader_id=Cast(reader, BigIntegerField()), entered_by_reader=Exists(own))
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
    if hasattr(first, "owed"):
        declaration.owed = first.owed
    declaration.parts_by_kind = {kind: by_kind[kind] for kind in PartKind}
    for part in declaration.parts_by_kind.values():
        part.declaration = declaration
    return declaration
