"""An organisation is closed, and the Caf's own conventions with it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.base.errors import ActionError, Refused
from portal.habpps.models import Agreement, Caf, Partner
from portal.habpps.partners.actions.organisations import record_for_each_caf
from portal.habpps.partners.events import PARTNER_CLOSED
from portal.habpps.partners.rules import may_close_partner
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.holders import own_caf
from portal.habpps.rights.periods import iso

from .ends import close_agreement


@transaction.atomic
def close_partner(*, actor: Actor, partner: Partner, closes_on: date) -> Partner:
    """Closes an organisation and the actor's Caf's own conventions with it. On one already closed, nothing.

    Raises ActionError "closes_on" (to come, or before a convention's opening); Refused while another Caf has a
    convention that is not closed, or while one is a draft.
    """
    require(actor, REGISTER_PARTNER, partner)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if partner.closed_on is not None:
        return partner
    if closes_on > actor.today:
        raise ActionError({"closes_on": ["La date de clôture de l'organisme ne peut pas être à venir."]})
    own, decision = _closing(partner, own_caf(actor, partner))
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=REGISTER_PARTNER))
    for each in own:
        # One that has ended already keeps its own last day.
        close_agreement(actor=actor, agreement=each, closes_on=min(closes_on, each.closes_on or closes_on))
    partner.closed_on = closes_on
    partner.save(update_fields=["closed_on"])
    record_for_each_caf(PARTNER_CLOSED, actor, partner, closes_on=iso(closes_on), agreements=len(own))
    return partner


def _closing(partner: Partner, caf: Caf) -> tuple[list[Agreement], Decision]:
    """The Caf's own conventions that close with the organisation, and whether it may."""
    standing = list(partner.agreements.exclude(state=Agreement.State.CLOSED).order_by("id"))
    own = [each for each in standing if each.caf_id == caf.pk]
    drafts = [each.label for each in own if each.state == Agreement.State.DRAFT]
    return own, may_close_partner(open_elsewhere=len(own) < len(standing), drafts=drafts)


def why_not_closed(actor: Actor, partner: Partner) -> str:
    """French: why the actor's Caf cannot close this organisation today; empty when it can."""
    try:
        _, decision = _closing(partner, own_caf(actor, partner))
    except ActionError as error:
        return str(error)
    return decision.reason
