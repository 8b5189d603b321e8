"""« Lieux d'implantation »: the establishments of an organisation, shared by all its Cafs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
from portal.habpps.rights.decisions import require, require_decision
from portal.habpps.rights.periods import iso

from .. import facts
from ..identifiers import clean_details, clean_siret
from ..queries import decide_site_closing
from .organisations import lock_led_partner, lock_partner, record_for_each_caf


@transaction.atomic
def add_site(*, actor: Actor, partner: Partner, **typed: Any) -> Site:
    """Every Caf that shares the organisation adds the places that its own activities need: it changes nothing for the
    others, and the lead Caf reads it in its journal. `typed`: as `clean_site` takes it.

    Raises ActionError: "name" (already there), "siret" (wrong; empty is accepted), "postcode".
    """
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_partner(partner)
    site = Site(partner=partner, **clean_site(partner, **typed))
    site.save()
    record_for_each_caf(SITE_ADDED, actor, partner, site=site.pk)
    return site


@transaction.atomic
def change_site(*, actor: Actor, site: Site, seen: Mapping[str, str] | None = None, **typed: Any) -> Site:
    """The lead Caf alone changes a place. Nothing differs: nothing is written. Raises as `add_site`; Stale when it is no
    longer as `seen`."""
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(actor, site)
    check_unchanged(facts.of_site(site), seen)
    values = clean_site(partner, other_than=site.pk, **typed)
    if changes := apply_changes(site, values):
        record_for_each_caf(SITE_CHANGED, actor, partner, site=site.pk, changes=changes)
    return site


@transaction.atomic
def close_site(*, actor: Actor, site: Site, closed_on: date) -> Site:
    """No new role is given over it; those given before follow their own dates. On one already closed, nothing.

    Raises ActionError "closed_on" when it is to come; Refused unless the actor's Caf leads the organisation, and while
    another Caf's activity takes place there.
    """
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(actor, site)
    if site.closed_on is not None:
        return site
    if closed_on > actor.today:
        raise ActionError({"closed_on": ["La date de fermeture ne peut pas être à venir."]})
    require_decision(decide_site_closing(site, actor.today))
    site.closed_on = closed_on
    site.save(update_fields=["closed_on"])
    record_for_each_caf(SITE_CLOSED, actor, partner, site=site.pk, closed_on=iso(closed_on))
    return site


@transaction.atomic
def reopen_site(*, actor: Actor, site: Site) -> Site:
    """On one that is open, nothing."""
    require(actor, REGISTER_PARTNER, site)
    partner, site = _lock(actor, site)
    if site.closed_on is None:
        return site
    was, site.closed_on = site.closed_on, None
    site.save(update_fields=["closed_on"])
    record_for_each_caf(SITE_REOPENED, actor, partner, site=site.pk, was=iso(was))
    return site


def _lock(actor: Actor, site: Site) -> tuple[Partner, Site]:
    """Names of places are unique within the organisation, whose row is the lock."""
    partner = lock_led_partner(actor, site.partner)
    return partner, Site.objects.select_related("partner").get(pk=site.pk)


def clean_site(
    partner: Partner,
    *,
    name: str,
    siret: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
    other_than: int = 0,
) -> dict[str, str]:
    """The fields of a place out of what was typed of it; the caller holds the organisation's row."""
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
