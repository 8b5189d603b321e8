"""An organisation is closed, and the Caf's own conventions with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.base.errors import ActionError, Refused
from portal.habpps.models import Agreement, Partner
from portal.habpps.partners.actions.organisations import lock_led_partner, record_for_each_caf
from portal.habpps.partners.events import PARTNER_CLOSED
from portal.habpps.partners.queries import cafs_with_agreement, how_to_write_to
from portal.habpps.partners.rules import may_close_partner
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.periods import iso

from .ends import close_agreement


@transaction.atomic
def close_partner(*, actor: Actor, partner: Partner, closes_on: date) -> Partner:
    """Closes an organisation and the lead Caf's own conventions with it. On one already closed, nothing.

    Raises ActionError "closes_on" (to come, or before a convention's opening); Refused unless the actor's Caf leads it,
    while another Caf has a convention that has not ended, or while one is a draft.
    """
    require(actor, REGISTER_PARTNER, partner)
    partner = lock_led_partner(actor, partner)
    if partner.closed_on is not None:
        return partner
    if closes_on > actor.today:
        raise ActionError({"closes_on": ["La date de clôture de l'organisme ne peut pas être à venir."]})
    own, decision = _closing(partner, actor.today)
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=REGISTER_PARTNER))
    for each in own:
        # One that has ended already keeps its own last day.
        close_agreement(actor=actor, agreement=each, closes_on=min(closes_on, each.closes_on or closes_on))
    partner.closed_on = closes_on
    partner.save(update_fields=["closed_on"])
    record_for_each_caf(PARTNER_CLOSED, actor, partner, closes_on=iso(closes_on), agreements=len(own))
    return partner


def _closing(partner: Partner, today: date) -> tuple[list[Agreement], Decision]:
    """The lead Caf's own conventions, which close with the organisation, and whether it may close."""
    standing = partner.agreements.exclude(state=Agreement.State.CLOSED)
    own = list(standing.filter(caf=partner.lead_caf_id).order_by("id"))
    drafts = [each.label for each in own if each.state == Agreement.State.DRAFT]
    others = [caf for caf in cafs_with_agreement(partner, today) if caf.pk != partner.lead_caf_id]
    return own, may_close_partner(elsewhere=[how_to_write_to(caf) for caf in others], drafts=drafts)


def why_not_closed(partner: Partner, today: date) -> str:
    """French: why the lead Caf cannot close this organisation today; empty when it can."""
    return _closing(partner, today)[1].reason
