"""Types of organisations: one list for the whole country, so that figures of two Cafs speak of the same thing.

That is why the national administrator alone writes it; the Cafs consult it and choose from it.
"""

from __future__ import annotations

from django.db import transaction

from portal.base.errors import ActionError
from portal.base.folding import fold
from portal.base.typed import read_field, read_label
from portal.habpps.models import PartnerType
from portal.habpps.partners.events import PARTNER_TYPE_CREATED, PARTNER_TYPE_RENAMED
from portal.habpps.permissions import MANAGE_PARTNER_TYPES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.journal.writer import log_event


@transaction.atomic
def create_partner_type(*, actor: Actor, name: str) -> PartnerType:
    """Raises ActionError "name" when there is one of this name already, whatever its capitals and accents."""
    require(actor, MANAGE_PARTNER_TYPES)
    created = PartnerType.objects.create(name=_free_name(name))
    log_event(PARTNER_TYPE_CREATED, actor_id=actor.id, about=("habpps.partnertype", created.pk), name=created.name)
    return created


@transaction.atomic
def rename_partner_type(*, actor: Actor, partner_type: PartnerType, name: str) -> PartnerType:
    """The organisations of this type follow. The same name: nothing is written. Raises as `create_partner_type`."""
    require(actor, MANAGE_PARTNER_TYPES)
    renamed = PartnerType.objects.select_for_update().get(pk=partner_type.pk)
    was, renamed.name = renamed.name, _free_name(name, other_than=renamed.pk)
    if renamed.name == was:
        return renamed
    renamed.save(update_fields=["name"])
    log_event(
        PARTNER_TYPE_RENAMED,
        actor_id=actor.id,
        about=("habpps.partnertype", renamed.pk),
        was=was,
        name=renamed.name,
    )
    return renamed


def _free_name(name: str, other_than: int = 0) -> str:
    name = read_field("name", read_label, name)
    if not name:
        raise ActionError({"name": ["Indiquez le nom du type."]})
    # Compared here and not by the database, which does not know « É » from « é » everywhere.
    others = PartnerType.objects.exclude(pk=other_than).order_by("pk").values_list("name", flat=True)
    if fold(name) in {fold(other) for other in others}:
        raise ActionError({"name": ["Ce type existe déjà."]})
    return name
