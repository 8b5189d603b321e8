"""Organisations that an actor may see, and what they may see of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from ..models import Activity, Agreement, Partner, PartnerType
from ..rights.actor import Actor
from ..rights.decisions import visible

VIEW = "habpps.view_partners"


def partner_types(actor: Actor) -> list[tuple[str, str, int]]:
    """(name, public id, number of visible organisations) of every type."""
    seen = visible(actor, VIEW, Partner).values("pk")
    counted = PartnerType.objects.annotate(seen=Count("partners", filter=Q(partners__in=seen)))
    return list(counted.order_by("name").values_list("name", "public_id", "seen"))


def types() -> list[PartnerType]:
    """Every type, for lists of choices: the same for everybody."""
    return list(PartnerType.objects.order_by("name"))


def partners(actor: Actor, *, text: str = "", type_id: str = "", sort: str = "name") -> QuerySet[Partner, Any]:
    """name, siret, type__name, postcode, town, public_id of the visible organisations.

    `text`: part of the name, of the town, or of the SIRET.
    """
    found = visible(actor, VIEW, Partner)
    if text:
        squeezed = text.replace(" ", "")
        found = found.filter(Q(name__icontains=text) | Q(town__icontains=text) | Q(siret__startswith=squeezed))
    if type_id:
        found = found.filter(type__public_id=type_id)
    return found.order_by(sort, "id").values("name", "siret", "type__name", "postcode", "town", "public_id")


def sites(partner: Partner) -> list[Any]:
    return list(partner.sites.order_by("name").values("name", "address", "postcode", "town"))


def agreements(actor: Actor, partner: Partner) -> list[Agreement]:
    """The conventions of this organisation that the actor may see: not those of other Cafs."""
    found = visible(actor, "habpps.view_agreements", Agreement).filter(partner=partner)
    return list(found.select_related("caf").order_by("-opens_on", "id"))


def activities(actor: Actor, partner: Partner) -> list[Activity]:
    found = visible(actor, VIEW, Activity).filter(agreement__partner=partner)
    return list(found.select_related("agreement").prefetch_related("sites").order_by("name", "id"))
