"""Organisations: registered, corrected, closed, reopened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.base.errors import ActionError
from portal.base.seen import check_unchanged
from portal.base.text import one_line
from portal.base.typed import read_field, read_label
from portal.habpps.changes import apply_changes
from portal.habpps.models import Caf, Partner, PartnerType
from portal.habpps.partners.events import PARTNER_CHANGED, PARTNER_LINKED, PARTNER_REGISTERED, PARTNER_REOPENED
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require, require_decision
from portal.habpps.rights.holders import own_caf
from portal.habpps.rights.periods import iso
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .. import facts
from ..identifiers import clean_details, clean_siret
from ..queries import decide_shared_write
from ..rules import why_not_siret


@transaction.atomic
def register_partner(
    *,
    actor: Actor,
    siret: str,
    name: str,
    partner_type: PartnerType,
    rna: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
) -> Partner:
    """Registers an organisation for the actor's Caf, which leads it. One that another Caf has registered is linked as it
    stands, under the Caf that leads it: what was typed of it is not kept.

    Raises ActionError: "siret" (wrong, or already registered by this Caf), "rna", "postcode".
    """
    require(actor, REGISTER_PARTNER)
    siret = clean_siret(siret)
    rna, postcode = clean_details(rna, postcode)
    caf = Caf.objects.select_for_update().get(pk=own_caf(actor).pk)
    # A race with another Caf waits on the unique SIRET, then finds the row.
    partner, created = Partner.objects.get_or_create(
        siret=siret,
        defaults={
            "name": read_field("name", read_label, name),
            "rna": rna,
            "type": partner_type,
            "lead_caf": caf,
            "address": one_line(address),
            "postcode": postcode,
            "town": one_line(town),
        },
    )
    if not created and partner.cafs.filter(pk=caf.pk).exists():
        raise ActionError({"siret": [f"Cet organisme est déjà enregistré par votre Caf : {partner.name}."]})
    partner.cafs.add(caf)
    more: dict[str, Any] = {"siret": siret} if created else {}
    log_event(
        PARTNER_REGISTERED if created else PARTNER_LINKED,
        actor_id=actor.id,
        caf_id=caf.pk,
        about=("habpps.partner", partner.pk),
        partner=partner.pk,
        **more,
    )
    return partner


def clean_partner(
    partner: Partner,
    *,
    siret: str,
    name: str,
    partner_type: PartnerType,
    rna: str = "",
    address: str = "",
    postcode: str = "",
    town: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """The fields of an organisation out of what was typed of it; the caller holds its row.

    Raises ActionError: "siret" (wrong, another organisation's, or another SIREN once a convention exists), "reason"
    (missing then), "rna", "postcode".
    """
    siret = clean_siret(siret)
    rna, postcode = clean_details(rna, postcode)
    if errors := why_not_siret(partner.siret, siret, has_agreement=partner.agreements.exists(), reason=reason.strip()):
        raise ActionError(errors)
    if Partner.objects.filter(siret=siret).exclude(pk=partner.pk).exists():
        raise ActionError({"siret": ["Ce SIRET est celui d'un autre organisme du portail."]})
    values = {"name": read_field("name", read_label, name), "siret": siret, "rna": rna, "type": partner_type}
    return values | {"address": one_line(address), "postcode": postcode, "town": one_line(town)}


@transaction.atomic
def change_partner(
    *, actor: Actor, partner: Partner, reason: str = "", seen: Mapping[str, str] | None = None, **typed: Any
) -> Partner:
    """Corrects what is known of an organisation, for every Caf that has registered it: the lead Caf alone does, and each
    of them reads it in its journal. Nothing differs: nothing is written. `typed`: as `clean_partner` takes it.

    Raises ActionError as `clean_partner` does; Stale when it is no longer as `seen`.
    """
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_led_partner(actor, partner)
    check_unchanged(facts.of_partner(partner), seen)
    values = clean_partner(partner, reason=reason, **typed)
    if changes := apply_changes(partner, values):
        record_for_each_caf(PARTNER_CHANGED, actor, partner, changes=changes, reason=reason.strip())
    return partner


@transaction.atomic
def reopen_partner(*, actor: Actor, partner: Partner) -> Partner:
    """Its conventions stay closed: a new one is recorded. On one that is open, nothing."""
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_led_partner(actor, partner)
    if partner.closed_on is None:
        return partner
    was, partner.closed_on = partner.closed_on, None
    partner.save(update_fields=["closed_on"])
    record_for_each_caf(PARTNER_REOPENED, actor, partner, was=iso(was))
    return partner


def lock_partner(partner: Partner) -> Partner:
    """The organisation as it is now; its row is the lock of all that its Cafs share."""
    return Partner.objects.select_for_update(of=("self",)).select_related("lead_caf").get(pk=partner.pk)


def lock_led_partner(actor: Actor, partner: Partner) -> Partner:
    """`lock_partner`; Refused unless the actor's Caf leads it, now that nobody else can change that."""
    partner = lock_partner(partner)
    require_decision(decide_shared_write(actor, partner))
    return partner


def record_for_each_caf(kind: EventKind, actor: Actor, partner: Partner, **more: Any) -> None:
    """One event for each Caf that has registered the organisation: what is known of it changes for all."""
    for caf_id in partner.cafs.order_by("pk").values_list("pk", flat=True):
        log_event(
            kind,
            actor_id=actor.id,
            caf_id=caf_id,
            about=("habpps.partner", partner.pk),
            partner=partner.pk,
            **more,
        )
