"""Proposals that an actor may read, those that wait for them, and how their changes are said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, QuerySet, Value, When

from portal.base.errors import ActionError
from portal.base.formats import short_date, siret
from portal.habpps.changes import field_label
from portal.habpps.models import Partner, PartnerType, Proposal, Site
from portal.habpps.partners.queries import cafs_with_agreement
from portal.habpps.permissions import REGISTER_PARTNER, VIEW_PARTNERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, refuse, visible
from portal.habpps.rights.holders import leads, own_caf
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import SHOWN

from .facts import MODEL_NAMES, current_facts, target_of
from .rules import may_propose, may_propose_closing, outdated_fields

WHOLE = Proposal.objects.select_related(
    "partner__lead_caf", "partner__type", "site__partner", "caf", "proposed_by", "decided_by"
)
WAITING, ANSWERED = "WAITING", "ANSWERED"


def list_proposals(actor: Actor, *, text: str = "", status: str = "") -> QuerySet[Proposal]:
    """Those about the organisations of the actor's Cafs, what waits first; `status`: WAITING, ANSWERED or "" (all)."""
    found = visible(actor, VIEW_PARTNERS, Proposal)
    if text:
        found = found.filter(partner__name__folded_contains=text)
    if status == WAITING:
        found = found.filter(state=Proposal.State.WAITING)
    elif status == ANSWERED:
        found = found.exclude(state=Proposal.State.WAITING)
    first = Case(When(state=Proposal.State.WAITING, then=Value(0)), default=Value(1))
    return found.select_related("partner__lead_caf", "site", "caf").order_by(first, "-proposed_at", "-id")


def proposals_to_answer(actor: Actor) -> list[Proposal]:
    """Those that wait for a Caf that the actor administers, the oldest first; at most 4, the last one meaning « more »."""
    own = [grant.caf_id for grant in actor.in_focus(actor.grants) if grant.role == Role.CAF_ADMIN]
    found = Proposal.objects.filter(state=Proposal.State.WAITING, partner__lead_caf__in=own)
    return list(found.select_related("partner", "site", "caf").order_by("proposed_at", "id")[: SHOWN + 1])


def is_own(actor: Actor, proposal: Proposal) -> bool:
    """Does the actor administer the Caf that proposed it?"""
    return any(grant.role == Role.CAF_ADMIN and grant.caf_id == proposal.caf_id for grant in actor.grants)


def decide_proposing(actor: Actor, target: Partner | Site, kind: str) -> Decision:
    """May the actor's Caf propose this today?"""
    partner = target if isinstance(target, Partner) else target.partner
    lead = partner.lead_caf.name if partner.lead_caf else ""
    if leads(actor, partner):
        return _refused(may_propose(leads=True, lead=lead, waiting=False))
    try:
        caf = own_caf(actor, partner)
    except ActionError as error:
        return refuse(str(error))
    site = target if isinstance(target, Site) else None
    same = Proposal.objects.filter(partner=partner, site=site, caf=caf, kind=kind, state=Proposal.State.WAITING)
    decision = may_propose(leads=False, lead=lead, waiting=same.exists())
    if decision and kind == Proposal.Kind.CLOSE and site is None:
        lasting = caf in cafs_with_agreement(partner, actor.today)
        decision = may_propose_closing(closed=partner.closed_on is not None, own_lasting=lasting)
    return _refused(decision)


def _refused(decision: Decision) -> Decision:
    return decision or Decision(False, decision.reason, permission=REGISTER_PARTNER)


@dataclass(frozen=True)
class ShownChange:
    """One field of a proposal in words. `now`: its value today where it is no longer what it was, else ""."""

    label: str
    was: str
    asked: str
    now: str


def read_changes(proposal: Proposal) -> list[ShownChange]:
    """One query for the names of types, when the type is among them."""
    target = target_of(proposal)
    current = current_facts(target)
    outdated = outdated_fields(proposal.changes, current) if proposal.state == Proposal.State.WAITING else []
    types = _type_names(proposal, current)
    return [
        ShownChange(
            field_label(type(target), MODEL_NAMES.get(name, name)),
            _say(name, was, types),
            _say(name, asked, types),
            _say(name, current[name], types) if name in outdated else "",
        )
        for name, (was, asked) in proposal.changes.items()
    ]


def _type_names(proposal: Proposal, current: dict[str, str]) -> dict[str, str]:
    if "partner_type" not in proposal.changes:
        return {}
    keys = {*proposal.changes["partner_type"], current["partner_type"]}
    return dict(PartnerType.objects.filter(public_id__in=keys).order_by("pk").values_list("public_id", "name"))


def _say(name: str, text: str, types: dict[str, str]) -> str:
    if not text:
        return "rien"
    if name == "partner_type":
        return types.get(text, text)
    if name == "closed_on":
        return short_date(date.fromisoformat(text))
    return siret(text) if name == "siret" else text
