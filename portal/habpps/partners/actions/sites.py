"""« Lieux d'implantation »: the establishments of an organisation, shared by all its Cafs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from portal.base.errors import ActionError
from portal.base.seen import check_unchanged
from portal.base.text import one_line
from portal.base.typed import read_field, read_label
from portal.habpps.changes import apply_changes
from portal.habpps.models import Partner, Site
from portal.habpps.partners.events import SITE_ADDED, SITE_CHANGED, SITE_CLOSED, SITE_REOPENED
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.periods import iso

from .. import facts
from ..identifiers import clean_details, clean_siret
from .organisations import record_for_each_caf


@transaction.atomic
def add_site(
    *,
    actor: Actor,
    partner: Partner,
    name: str,
    siret: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
) -> Site:
    """Raises ActionError: "name" (already there), "siret" (wrong; empty is accepted), "postcode"."""
    require(actor, REGISTER_PARTNER, partner)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    site = Site(partner=partner, **_values(partner, name, siret, address, postcode, town))
    site.save()
    record_for_each_caf(SITE_ADDED, actor, partner, site=site.pk)
    return site


@transaction.atomic
def change_site(
    *,
    actor: Actor,
    site: Site,
    name: str,
    siret: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
    seen: Mapping[str, str] | None = None,
) -> Site:
    """Nothing differs: nothing is written. Raises as `add_site`; Stale when it is no longer as `seen`."""
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(site)
    check_unchanged(facts.of_site(site), seen)
    values = _values(partner, name, siret, address, postcode, town, other_than=site.pk)
    if changes := apply_changes(site, values):
        record_for_each_caf(SITE_CHANGED, actor, partner, site=site.pk, changes=changes)
    return site


@transaction.atomic
def close_site(*, actor: Actor, site: Site, closed_on: date) -> Site:
    """No new role is given over it; those given before follow their own dates. On one already closed, nothing.

    Raises ActionError "closed_on" when it is to come.
    """
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(site)
    if site.closed_on is not None:
        return site
    if closed_on > actor.today:
        raise ActionError({"closed_on": ["La date de fermeture ne peut pas être à venir."]})
    site.closed_on = closed_on
    site.save(update_fields=["closed_on"])
    record_for_each_caf(SITE_CLOSED, actor, partner, site=site.pk, closed_on=iso(closed_on))
    return site


@transaction.atomic
def reopen_site(*, actor: Actor, site: Site) -> Site:
    """On one that is open, nothing."""
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(site)
    if site.closed_on is None:
        return site
    was, site.closed_on = site.closed_on, None
    site.save(update_fields=["closed_on"])
    record_for_each_caf(SITE_REOPENED, actor, partner, site=site.pk, was=iso(was))
    return site


def _lock(site: Site) -> tuple[Partner, Site]:
    """Names of places are unique within the organisation, whose row is the lock."""
    partner = Partner.objects.select_for_update().get(pk=site.partner_id)
    return partner, Site.objects.get(pk=site.pk)


def _values(
    partner: Partner, name: str, siret: str, address: str, postcode: str, town: str, other_than: int = 0
) -> dict[str, str]:
    _, postcode = clean_details("", postcode)
    siret = clean_siret(siret) if siret.strip() else ""
    name = read_field("name", read_label, name)
    if partner.sites.filter(name__iexact=name).exclude(pk=other_than).exists():
        raise ActionError({"name": ["Cet organisme a déjà un lieu d'implantation de ce nom."]})
    return {
        "name": name,
        "siret": siret,
        "address": one_line(address),
        "postcode": postcode,
        "town": one_line(town),
    }
