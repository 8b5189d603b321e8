"""What a Caf proposes to the one that leads an organisation: made, accepted, refused, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.agreements.actions.partner_ends import close_partner
from portal.habpps.models import Partner, PartnerType, Proposal, Site
from portal.habpps.partners.actions.organisations import (
    change_partner,
    clean_partner,
    lock_led_partner,
    lock_partner,
    record_for_each_caf,
    reopen_partner,
)
from portal.habpps.partners.actions.sites import change_site, clean_site, close_site, reopen_site
from portal.habpps.partners.wording import title_of
from portal.habpps.permissions import REGISTER_PARTNER
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require, require_decision
from portal.habpps.rights.holders import own_caf

from . import mails
from .events import PROPOSAL_ACCEPTED, PROPOSAL_CANCELLED, PROPOSAL_MADE, PROPOSAL_REFUSED
from .facts import current_facts, differences, target_of
from .queries import WHOLE, decide_proposing, is_own, read_changes
from .rules import may_answer, may_cancel, outdated_fields

NOTHING = "Vous ne proposez aucun changement : modifiez ce qui doit l'être, ou revenez à la fiche."
OUTDATED = (
    "La fiche a changé depuis cette proposition : elle ne peut plus être acceptée telle quelle. Refusez-la en disant "
    "pourquoi, la Caf pourra en faire une autre."
)
Values = Callable[[Partner], dict[str, Any]]


@transaction.atomic
def propose_partner_change(*, actor: Actor, partner: Partner, reason: str, **typed: Any) -> Proposal:
    """Other facts for an organisation. `typed`: as `clean_partner` takes it, whose errors it raises; "" when nothing
    differs. Refused to the Caf that leads it, and while a proposal of the kind by the same Caf waits."""
    return _propose(
        actor, partner, Proposal.Kind.CHANGE, reason, lambda locked: clean_partner(locked, reason=reason, **typed)
    )


@transaction.atomic
def propose_site_change(*, actor: Actor, site: Site, reason: str, **typed: Any) -> Proposal:
    """The same for a place. `typed`: as `clean_site` takes it."""
    return _propose(
        actor, site, Proposal.Kind.CHANGE, reason, lambda locked: clean_site(locked, other_than=site.pk, **typed)
    )


@transaction.atomic
def propose_closing(*, actor: Actor, target: Partner | Site, closed_on: date, reason: str) -> Proposal:
    """An organisation, once the Caf has no convention with it any more, or a place. ActionError "closed_on": to come."""
    if closed_on > actor.today:
        raise ActionError({"closed_on": ["Cette date ne peut pas être à venir."]})
    return _propose(actor, target, Proposal.Kind.CLOSE, reason, lambda _: {"closed_on": closed_on})


@transaction.atomic
def propose_reopening(*, actor: Actor, target: Partner | Site, reason: str) -> Proposal:
    return _propose(actor, target, Proposal.Kind.REOPEN, reason, lambda _: {"closed_on": None})


def _propose(actor: Actor, target: Partner | Site, kind: str, reason: str, values: Values) -> Proposal:
    require(actor, REGISTER_PARTNER, target)
    partner = lock_partner(target.partner if isinstance(target, Site) else target)
    site = Site.objects.select_related("partner__lead_caf").get(pk=target.pk) if isinstance(target, Site) else None
    fresh = site or partner
    require_decision(decide_proposing(actor, fresh, kind))
    changes = differences(fresh, values(partner))
    if not changes:
        raise ActionError(NOTHING)
    proposal = Proposal.objects.create(
        partner=partner,
        site=site,
        kind=kind,
        changes=changes,
        reason=reason.strip(),
        caf=own_caf(actor, partner),
        proposed_by=actor.user,
        proposed_at=clock.now(),
    )
    record_for_each_caf(PROPOSAL_MADE, actor, partner, **_told(proposal), reason=proposal.reason)
    mails.announce_proposal(proposal)
    return proposal


@transaction.atomic
def accept_proposal(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The lead Caf makes the change, by the rules of its own changes. On one already accepted, nothing.

    Raises ActionError: "" (the organisation is no longer as it was then), or as the change itself does; Refused unless
    the actor's Caf leads, once it was answered otherwise, or when a rule stands in the way.
    """
    proposal = _lock_to_answer(actor, proposal)
    if proposal.state == Proposal.State.ACCEPTED:
        return proposal
    require_decision(_permitted(may_answer(proposal.state)))
    if outdated_fields(proposal.changes, current_facts(target_of(proposal))):
        raise ActionError(OUTDATED)
    told = _told(proposal)
    _make_change(actor, proposal)
    _answer(actor, proposal, Proposal.State.ACCEPTED, "")
    record_for_each_caf(PROPOSAL_ACCEPTED, actor, proposal.partner, **told, caf=proposal.caf.name)
    mails.announce_answer(proposal, actor)
    return proposal


@transaction.atomic
def refuse_proposal(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Nothing changes, and the Caf that proposed it reads why. On one already refused, nothing. Refused as above."""
    proposal = _lock_to_answer(actor, proposal)
    if proposal.state == Proposal.State.REFUSED:
        return proposal
    require_decision(_permitted(may_answer(proposal.state)))
    if not reason.strip():
        raise ActionError({"reason": ["Dites pourquoi : la Caf qui propose le lira."]})
    _answer(actor, proposal, Proposal.State.REFUSED, reason.strip())
    record_for_each_caf(
        PROPOSAL_REFUSED,
        actor,
        proposal.partner,
        **_told(proposal),
        caf=proposal.caf.name,
        reason=proposal.decision_reason,
    )
    mails.announce_answer(proposal, actor)
    return proposal


@transaction.atomic
def cancel_proposal(*, actor: Actor, proposal: Proposal) -> Proposal:
    """By an administrator of the Caf that made it. On one already cancelled, nothing."""
    require(actor, REGISTER_PARTNER, proposal)
    proposal = _locked(proposal)
    if proposal.state == Proposal.State.CANCELLED and is_own(actor, proposal):
        return proposal
    require_decision(_permitted(may_cancel(proposal.state, own=is_own(actor, proposal))))
    _answer(actor, proposal, Proposal.State.CANCELLED, "")
    record_for_each_caf(PROPOSAL_CANCELLED, actor, proposal.partner, **_told(proposal))
    mails.announce_cancellation(proposal, actor)
    return proposal


def _lock_to_answer(actor: Actor, proposal: Proposal) -> Proposal:
    require(actor, REGISTER_PARTNER, proposal)
    lock_led_partner(actor, proposal.partner)
    return WHOLE.get(pk=proposal.pk)


def _locked(proposal: Proposal) -> Proposal:
    """The organisation's row is the lock of what is proposed of it."""
    lock_partner(proposal.partner)
    return WHOLE.get(pk=proposal.pk)


def _permitted(decision: Decision) -> Decision:
    return decision or Decision(False, decision.reason, permission=REGISTER_PARTNER)


def _answer(actor: Actor, proposal: Proposal, state: str, reason: str) -> None:
    proposal.state, proposal.decision_reason = state, reason
    proposal.decided_by, proposal.decided_at = actor.user, clock.now()
    proposal.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])


def _told(proposal: Proposal) -> dict[str, Any]:
    """What the journal keeps of it in each of its states."""
    changes = [f"{each.label} : {each.was} devient {each.asked}" for each in read_changes(proposal)]
    return {"what": title_of(proposal), "changes": changes}


def _make_change(actor: Actor, proposal: Proposal) -> None:
    asked = {name: text for name, (_, text) in proposal.changes.items()}
    target = target_of(proposal)
    if proposal.kind == Proposal.Kind.CHANGE:
        _change(actor, target, {**current_facts(target), **asked}, proposal.reason)
    elif proposal.kind == Proposal.Kind.CLOSE:
        day = date.fromisoformat(asked["closed_on"])
        if isinstance(target, Site):
            close_site(actor=actor, site=target, closed_on=day)
        else:
            close_partner(actor=actor, partner=target, closes_on=day)
    elif isinstance(target, Site):
        reopen_site(actor=actor, site=target)
    else:
        reopen_partner(actor=actor, partner=target)


def _change(actor: Actor, target: Partner | Site, facts: dict[str, Any], reason: str) -> None:
    """`facts`: those of the object, the proposed ones in place of its own."""
    del facts["closed_on"]
    if isinstance(target, Site):
        change_site(actor=actor, site=target, **facts)
        return
    facts["partner_type"] = PartnerType.objects.get(public_id=facts["partner_type"])
    change_partner(actor=actor, partner=target, reason=reason, **facts)
