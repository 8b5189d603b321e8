"""How an organisation and its convention are named: with the Caf, where the reader meets them under several.

A partner funded by two Cafs has one convention with each, and often two of the same name: its rows, options and titles
would else be alike. Nobody else reads the Caf's name. Lists of values ask `told_caf`, loaded objects are told by
`tell_cafs`, mails use `partner_in_mails`; the words are those of `models.agreements.with_caf`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from ..models import Agreement
from ..models.agreements import with_caf
from .actor import Actor
from .roles import SCOPE_OF, Scope


def told_caf(actor: Actor, path: str = "agreement__") -> Combinable:
    """For lists: the name of the Caf of each row's convention where the actor sees others of the same partner, with
    another Caf; else "". `path` leads from the row to its convention."""
    if not actor.sees_several_cafs:
        return Value("", output_field=CharField())
    others = _within_sight(actor).filter(partner=OuterRef(f"{path}partner")).exclude(caf=OuterRef(f"{path}caf"))
    return Case(When(Exists(others), then=F(f"{path}caf__name")), default=Value(""), output_field=CharField())


def _within_sight(actor: Actor) -> QuerySet[Agreement]:
    """The conventions that any of the actor's rights reaches."""
    scopes = {SCOPE_OF[grant.role] for grant in actor.grants}
    if Scope.NATION in scopes:
        return Agreement.objects.all()
    cafs = {grant.caf_id for grant in actor.grants if not grant.is_partner}
    return Agreement.objects.filter(
        Q(caf__in=cafs) | Q(pk__in={grant.agreement_id for grant in actor.grants if grant.is_partner})
    )


def tell_cafs(actor: Actor, agreements: Iterable[Agreement]) -> None:
    """For lists of loaded objects: each convention says its Caf as `told_caf` would.

    One query at most, and none for people of partners, who are nearly everybody.
    """
    found = list(agreements)
    told = told_among(actor, {each.pk for each in found})
    for each in found:
        each.told_caf = told.get(each.pk, "")


def tell_rows(actor: Actor, rows: Iterable[dict[str, Any]], key: str = "agreement_id") -> list[dict[str, Any]]:
    """For lists of values: each row gets its `told_caf`; `key` is the column of its convention."""
    found = list(rows)
    told = told_among(actor, {row[key] for row in found if row.get(key)})
    for row in found:
        row["told_caf"] = told.get(row.get(key) or 0, "")
    return found


def told_among(actor: Actor, agreements: Collection[int]) -> Mapping[int, str]:
    """Convention -> the name of its Caf, for those of them that have to say it; costs as `tell_cafs`."""
    if not actor.sees_several_cafs:
        return {}
    if all(grant.is_partner for grant in actor.grants):
        return actor.told_cafs
    rows = Agreement.objects.filter(pk__in=agreements).order_by("pk")
    return dict(rows.values_list("pk", told_caf(actor, "")))


def tell_caf(actor: Actor, obj: Model) -> None:
    """For the page of one object: the convention that it is, or hangs under, if it is loaded."""
    if agreement := _agreement_of(obj):
        tell_cafs(actor, [agreement])


def _agreement_of(obj: Model) -> Agreement | None:
    if isinstance(obj, Agreement):
        return obj
    for name in ("agreement", "activity"):
        relation = getattr(type(obj), name, None)
        if isinstance(relation, ForwardManyToOneDescriptor) and relation.is_cached(obj):
            found = getattr(obj, name)
            return _agreement_of(found) if found is not None else None
    return None


@dataclass(frozen=True)
class NamedPartner:
    """A partner as mails name it."""

    name: str
    public_id: str


def partner_in_mails(agreement: Agreement) -> NamedPartner:
    """With the Caf of the convention, where the partner has another one under way: who reads may hold both."""
    partner = agreement.partner
    others = Agreement.objects.filter(partner=partner).exclude(caf=agreement.caf_id)
    shared = others.exclude(state=Agreement.State.CLOSED).exists()
    return NamedPartner(with_caf(partner.name, agreement.caf.name if shared else ""), partner.public_id)
