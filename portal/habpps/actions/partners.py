"""Organisations, their places and what they do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret as siret_number

from portal import journal
from portal.base.errors import ActionError
from portal.catalogue import catalogue

from ..models import Activity, Agreement, Caf, Partner, PartnerType, Site
from ..rights.actor import Actor
from ..rights.decisions import require
from ..rights.roles import Role
from .granting import asked_period, check_open, iso, lock

RNA = re.compile(r"W[0-9A-Z]{9}")
POSTCODE = re.compile(r"\d{5}")


def clean_siret(typed: str) -> str:
    """14 digits, key checked (with the exception of La Poste); ActionError says what is wrong."""
    try:
        return siret_number.validate(typed)
    except InvalidNumber:
        digits = sum(character.isdigit() for character in typed)
        if digits != 14:
            message = f"Le SIRET compte 14 chiffres : vous en avez saisi {digits}. Exemple : 552 100 554 00021."
        else:
            message = "Ce SIRET n'existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
        raise ActionError({"siret": [message]}) from None


def clean_details(rna: str, postcode: str) -> tuple[str, str]:
    rna, postcode = rna.replace(" ", "").upper(), postcode.replace(" ", "")
    errors = {}
    if rna and not RNA.fullmatch(rna):
        errors["rna"] = ["Le numéro RNA commence par W, suivi de neuf chiffres ou lettres. Exemple : W751234567."]
    if postcode and not POSTCODE.fullmatch(postcode):
        errors["postcode"] = ["Le code postal compte cinq chiffres. Exemple : 80000."]
    if errors:
        raise ActionError(errors)
    return rna, postcode


def own_caf(actor: Actor) -> Caf:
    """The Caf whose administrator acts."""
    held = next(grant for grant in actor.grants if grant.role == Role.CAF_ADMIN)
    return Caf.objects.get(pk=held.caf_id or 0)


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
    """Registers an organisation for the actor's Caf. One that another Caf has registered is linked as it stands:
    what was typed of it is not kept.

    Raises ActionError: "siret" (wrong, or already registered by this Caf), "rna", "postcode".
    """
    require(actor, "habpps.register_partner")
    siret = clean_siret(siret)
    rna, postcode = clean_details(rna, postcode)
    caf = Caf.objects.select_for_update().get(pk=own_caf(actor).pk)
    # A race with another Caf waits on the unique SIRET, then finds the row.
    partner, created = Partner.objects.get_or_create(
        siret=siret,
        defaults={
            "name": name.strip(),
            "rna": rna,
            "type": partner_type,
            "address": address.strip(),
            "postcode": postcode,
            "town": town.strip(),
        },
    )
    if not created and partner.cafs.filter(pk=caf.pk).exists():
        raise ActionError({"siret": [f"Cet organisme est déjà enregistré par votre Caf : {partner.name}."]})
    partner.cafs.add(caf)
    facts = {"siret": siret} if created else {}
    journal.record(
        "habpps.partner_registered" if created else "habpps.partner_linked",
        actor_id=actor.id,
        caf_id=caf.pk,
        about=("habpps.partner", partner.pk),
        partner=partner.pk,
        **facts,
    )
    return partner


@transaction.atomic
def add_site(
    *, actor: Actor, partner: Partner, name: str, address: str = "", postcode: str = "", town: str = ""
) -> Site:
    """A « lieu d'implantation ». Raises ActionError: "name" (already there), "postcode"."""
    require(actor, "habpps.register_partner", partner)
    _, postcode = clean_details("", postcode)
    Partner.objects.select_for_update().get(pk=partner.pk)
    name = " ".join(name.split())
    if partner.sites.filter(name__iexact=name).exists():
        raise ActionError({"name": ["Cet organisme a déjà un lieu d'implantation de ce nom."]})
    site = partner.sites.create(name=name, address=address.strip(), postcode=postcode, town=town.strip())
    journal.record(
        "habpps.site_added",
        actor_id=actor.id,
        caf_id=own_caf(actor).pk,
        about=("habpps.site", site.pk),
        partner=partner.pk,
        site=site.pk,
    )
    return site


@transaction.atomic
def add_activity(
    *,
    actor: Actor,
    agreement: Agreement,
    name: str,
    type_code: str,
    nature_code: str,
    opens_on: date,
    closes_on: date | None = None,
    sites: Sequence[Site] = (),
) -> Activity:
    """What the Caf funds under a convention; type and nature are the catalogue's, `sites` the partner's own.

    Raises ActionError: "name", "type_code", "nature_code", "sites", "opens_on", "closes_on".
    """
    require(actor, "habpps.register_partner", agreement)
    actor, agreement = lock(actor, agreement)
    check_open(agreement, "habpps.register_partner")
    asked_period(opens_on, closes_on, end_field="closes_on")
    name = " ".join(name.split())
    errors: dict[str, list[str]] = {}
    activity_type = catalogue().types.get(type_code)
    if activity_type is None:
        errors["type_code"] = ["Choisissez un type d'activité de la liste."]
    elif nature_code not in activity_type.natures:
        errors["nature_code"] = [f"Choisissez une nature du type «\u00a0{activity_type.label}\u00a0»."]
    if any(site.partner_id != agreement.partner_id for site in sites):
        errors["sites"] = ["Choisissez des lieux d'implantation de cet organisme."]
    if agreement.activities.filter(name__iexact=name).exists():
        errors["name"] = ["Cette convention a déjà une activité de ce nom."]
    if opens_on < agreement.opens_on:
        errors["opens_on"] = [f"L'activité ne peut pas ouvrir avant la convention ({agreement.opens_on:%d/%m/%Y})."]
    if errors:
        raise ActionError(errors)
    activity = agreement.activities.create(
        name=name, type_code=type_code, nature_code=nature_code, opens_on=opens_on, closes_on=closes_on
    )
    activity.sites.add(*sites)
    journal.record(
        "habpps.activity_added",
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.activity", activity.pk),
        activity=activity.pk,
        type_code=type_code,
        opens_on=iso(opens_on),
    )
    return activity
