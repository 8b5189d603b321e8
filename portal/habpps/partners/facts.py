"""What may be changed of an organisation or a place, by the names that forms give it."""

from __future__ import annotations

from typing import Any

from portal.habpps.models import Partner, Site


def of_partner(partner: Partner) -> dict[str, Any]:
    return {"siret": partner.siret, "rna": partner.rna, "partner_type": partner.type, **_of_place(partner)}


def of_site(site: Site) -> dict[str, Any]:
    return {"siret": site.siret, **_of_place(site)}


def _of_place(place: Partner | Site) -> dict[str, Any]:
    return {name: getattr(place, name) for name in ("name", "address", "postcode", "town")}
