"""Which Caf leads an organisation: handed over by the one that does, or taken up where it has nothing left to do there."""

from __future__ import annotations

from django.db import transaction

from portal.base.errors import ActionError
from portal.habpps.models import Agreement, Caf, Partner
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require, require_decision
from portal.habpps.rights.holders import caf_administrators, own_caf

from ..events import LEAD_TAKEN, LEAD_TRANSFERRED
from ..mails import announce_lead
from ..queries import decide_taking_lead, with_lead_agreement
from ..rules import may_receive_lead
from .organisations import lock_led_partner, lock_partner, record_for_each_caf

NOBODY = "aucune Caf"


@transaction.atomic
def transfer_lead(*, actor: Actor, partner: Partner, caf: Caf, reason: str) -> Partner:
    """The lead Caf hands the organisation over, at once: nobody is ever without a Caf that answers for it, and the other
    one can hand it back. Proposals that wait are now decided there. To the Caf that leads already: nothing.

    Raises ActionError "caf" (one that has not registered the organisation, or without anybody to act); Refused unless
    the actor's Caf leads it.
    """
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_led_partner(actor, partner)
    if partner.lead_caf_id == caf.pk:
        return partner
    decision = may_receive_lead(
        registered=partner.cafs.filter(pk=caf.pk).exists(),
        has_administrator=caf_administrators(caf.pk).exists(),
        name=caf.name,
    )
    if not decision:
        raise ActionError({"caf": [decision.reason]})
    was = _move(partner, caf)
    named = {"was": was.name if was else NOBODY, "lead": caf.name}
    record_for_each_caf(LEAD_TRANSFERRED, actor, partner, reason=reason.strip(), **named)
    announce_lead(partner, actor, was=was, taken=False, reason=reason.strip())
    return partner


@transaction.atomic
def take_lead(*, actor: Actor, partner: Partner) -> Partner:
    """The actor's Caf leads from now on. Refused while the Caf that does has a convention with the organisation, and
    unless the actor's own has a validated one. On an organisation that it leads already: nothing."""
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_partner(partner)
    caf = own_caf(actor, partner)
    if partner.lead_caf_id == caf.pk:
        return partner
    known = with_lead_agreement(Partner.objects.select_related("lead_caf"), actor.today).get(pk=partner.pk)
    own = Agreement.objects.filter(partner=partner, caf=caf).order_by("pk")
    require_decision(decide_taking_lead(actor, known, list(own)))
    was = _move(partner, caf)
    record_for_each_caf(LEAD_TAKEN, actor, partner, was=was.name if was else NOBODY, lead=caf.name)
    announce_lead(partner, actor, was=was, taken=True, reason="")
    return partner


def _move(partner: Partner, caf: Caf) -> Caf | None:
    """Answers the Caf that led until now."""
    was, partner.lead_caf = partner.lead_caf, caf
    partner.save(update_fields=["lead_caf"])
    return was
