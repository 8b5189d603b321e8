"""Organisations that an actor may see, and what they may see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import digits
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from portal.base.errors import ActionError
from portal.base.folding import fold
from portal.base.ordering import empty_last
from portal.habpps.models import Activity, Agreement, Caf, Grant, Partner, PartnerType, Proposal, Site
from portal.habpps.permissions import RECORD_AGREEMENT, REGISTER_PARTNER, VIEW_AGREEMENTS, VIEW_PARTNERS, VIEW_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, refuse, visible, visible_filter
from portal.habpps.rights.holders import leads, own_caf
from portal.habpps.rights.labels import tell_cafs
from portal.habpps.rights.shown import grants_counting_on

from .rules import may_close_site, may_record_agreement, may_take_lead, may_write_shared

OPEN, CLOSED = "OPEN", "CLOSED"


def partner_types(actor: Actor) -> list[dict[str, Any]]:
    """name, public_id and number of visible organisations (`count`) of every type."""
    seen = visible(actor, VIEW_PARTNERS, Partner).values("pk")
    counted = PartnerType.objects.annotate(count=Count("partners", filter=Q(partners__in=seen)))
    rows = [{**row} for row in counted.order_by("name").values("name", "public_id", "count")]
    return sorted(rows, key=lambda row: fold(row["name"]))


def every_type() -> QuerySet[PartnerType]:
    """The national list: the same for everybody."""
    return PartnerType.objects.order_by("name")


def list_types() -> list[PartnerType]:
    """Every type in the order of the alphabet, for lists of choices."""
    return sorted(every_type(), key=lambda each: fold(each.name))


def partner_matches(text: str) -> Q:
    """Part of the name or of the town, or the beginning of the SIRET, the RNA or the postcode; empty: everything."""
    if not text:
        return Q()
    words = Q(name__folded_contains=text) | Q(town__folded_contains=text)
    squeezed = "".join(text.split())
    # An RNA is W and nine digits. Any other text is in no number: PostgreSQL then needs nothing but its indexes.
    if squeezed[:1] not in {*digits, "w", "W"}:
        return words
    return words | Q(siret__startswith=squeezed) | Q(rna__istartswith=squeezed) | Q(postcode__startswith=squeezed)


def list_partners(
    actor: Actor, *, text: str = "", type_id: str = "", status: str = "", sort: str = "name"
) -> QuerySet[Partner, Any]:
    """name, siret, rna, type__name, postcode, town, closed_on, public_id of the visible organisations.

    `text`: see `matching`. `status`: "OPEN", "CLOSED" or "" (all).
    """
    found = visible(actor, VIEW_PARTNERS, Partner).filter(partner_matches(text))
    if type_id:
        found = found.filter(type__public_id=type_id)
    if status:
        found = found.filter(closed_on__isnull=status == OPEN)
    return found.order_by(empty_last(sort), "id").values(
        "name", "siret", "rna", "type__name", "postcode", "town", "closed_on", "public_id"
    )


def list_sites(partner: Partner) -> list[Site]:
    """Every place, the closed ones last."""
    return list(partner.sites.order_by(F("closed_on").asc(nulls_first=True), "name", "id"))


def sites_offered(agreement: Agreement, activity: Activity | None = None) -> list[Site]:
    """The places that an activity may take place at: those that are open, and those that it has already."""
    open_ = Q(closed_on=None)
    if activity is not None:
        open_ |= Q(activities=activity)
    return list(Site.objects.filter(open_, partner=agreement.partner_id).distinct().order_by("name", "id"))


@dataclass(frozen=True)
class SiteUse:
    """What closing a place touches."""

    activities: int
    people: int


def use_of_site(actor: Actor, site: Site) -> SiteUse:
    """Within what the actor may see: the activities that take place there, the people with a role over it today."""
    activities = visible(actor, VIEW_PARTNERS, Activity).filter(
        Q(closes_on=None) | Q(closes_on__gte=actor.today), sites=site
    )
    held = grants_counting_on(actor.today).filter(visible_filter(actor, Grant, VIEW_USERS), site=site)
    return SiteUse(activities.count(), held.values("user").distinct().count())


def list_agreements_of_partner(actor: Actor, partner: Partner) -> list[Agreement]:
    """The conventions of this organisation that the actor may see: not those of other Cafs."""
    found = visible(actor, VIEW_AGREEMENTS, Agreement).filter(partner=partner)
    agreements = list(found.select_related("caf").order_by("-opens_on", "id"))
    tell_cafs(actor, agreements)
    return agreements


def list_activities(actor: Actor, partner: Partner) -> list[Activity]:
    found = visible(actor, VIEW_PARTNERS, Activity).filter(agreement__partner=partner)
    activities = list(found.select_related("agreement").prefetch_related("sites").order_by("name", "id"))
    tell_cafs(actor, [each.agreement for each in activities])
    return activities


def standing_agreements(actor: Actor, partner: Partner) -> list[Agreement]:
    """Those of the lead Caf, the actor's, that closing the organisation closes."""
    found = visible(actor, RECORD_AGREEMENT, Agreement).filter(partner=partner, caf=partner.lead_caf_id)
    return list(found.exclude(state=Agreement.State.CLOSED).select_related("caf", "partner").order_by("label", "id"))


def decide_recording(actor: Actor, partner: Partner, agreements: Sequence[Agreement] | None = None) -> Decision:
    """May the actor's Caf record a convention with this organisation today? `agreements`: the actor's with it, if they
    are loaded."""
    try:
        caf = own_caf(actor, partner)
    except ActionError as error:
        return refuse(str(error))
    if agreements is None:
        agreements = list(lasting_agreements(actor).filter(partner=partner).order_by("pk"))
    lasting = any(each.caf_id == caf.pk and not has_ended(each, actor.today) for each in agreements)
    return may_record_agreement(
        closed=partner.closed_on is not None, lasting=lasting, leads=partner.lead_caf_id == caf.pk
    )


def lasting_agreements(actor: Actor) -> QuerySet[Agreement]:
    """Those of the actor's Caf that leave no room for another with the same organisation: drafts, and what runs."""
    return visible(actor, RECORD_AGREEMENT, Agreement).exclude(ended_on(actor.today))


def ended_on(day: date) -> Q:
    """Conventions that are closed, or whose last day is past."""
    return Q(state=Agreement.State.CLOSED) | Q(state=Agreement.State.VALIDATED, closes_on__lt=day)


def has_ended(agreement: Agreement, day: date) -> bool:
    """`ended_on` for one that is loaded."""
    over = agreement.closes_on is not None and agreement.closes_on < day
    return agreement.state == Agreement.State.CLOSED or (agreement.state == Agreement.State.VALIDATED and over)


def cafs_with_agreement(partner: Partner, day: date) -> list[Caf]:
    """Those that have a convention with the organisation, drafts included, that has not ended."""
    agreements = Agreement.objects.filter(partner=partner).exclude(ended_on(day))
    return list(Caf.objects.filter(pk__in=agreements.values("caf")).order_by("departement", "name"))


def cafs_using_site(site: Site, day: date) -> list[Caf]:
    """Those with an activity that is not over, under a convention that has not ended, at this place."""
    activities = Activity.objects.filter(sites=site).exclude(closes_on__lt=day)
    agreements = Agreement.objects.filter(pk__in=activities.values("agreement")).exclude(ended_on(day))
    return list(Caf.objects.filter(pk__in=agreements.values("caf")).order_by("departement", "name"))


def how_to_write_to(caf: Caf) -> str:
    """« Caf du Nord (pole-siap@nord.example) »."""
    return f"{caf.name} ({caf.email})" if caf.email else caf.name


def decide_shared_write(actor: Actor, partner: Partner) -> Decision:
    """May the actor write what every Caf shares of the organisation: its facts, its places?"""
    decision = may_write_shared(leads=leads(actor, partner), lead=partner.lead_caf.name if partner.lead_caf else "")
    return decision or Decision(False, decision.reason, permission=REGISTER_PARTNER)


def decide_site_closing(site: Site, day: date) -> Decision:
    others = [caf for caf in cafs_using_site(site, day) if caf.pk != site.partner.lead_caf_id]
    decision = may_close_site(elsewhere=[how_to_write_to(caf) for caf in others])
    return decision or Decision(False, decision.reason, permission=REGISTER_PARTNER)


def with_lead_agreement(partners: QuerySet[Partner], day: date) -> QuerySet[Any]:
    """Adds `lead_lasts`: has the lead Caf a convention with the organisation that has not ended?"""
    own = Agreement.objects.filter(partner=OuterRef("pk"), caf=OuterRef("lead_caf")).exclude(ended_on(day))
    return partners.annotate(lead_lasts=Exists(own))


def decide_taking_lead(actor: Actor, partner: Any, agreements: Sequence[Agreement]) -> Decision:
    """May the actor's Caf take the lead from the one that has it? `partner`: one of `with_lead_agreement`; `agreements`:
    the actor's with it."""
    try:
        caf = own_caf(actor, partner)
    except ActionError as error:
        return refuse(str(error))
    if partner.lead_caf_id == caf.pk:
        return refuse("Vous ne pouvez pas reprendre le pilotage : votre Caf l'a déjà.")
    running = [each for each in agreements if each.state == Agreement.State.VALIDATED]
    decision = may_take_lead(
        lead=partner.lead_caf.name if partner.lead_caf else "",
        lead_lasts=partner.lead_lasts,
        own_runs=any(each.caf_id == caf.pk and not has_ended(each, actor.today) for each in running),
    )
    return decision or Decision(False, decision.reason, permission=REGISTER_PARTNER)


def cafs_that_may_lead(partner: Partner) -> list[Caf]:
    """Those that share the organisation with the lead Caf."""
    return [caf for caf in partner.cafs.order_by("departement", "name") if caf.pk != partner.lead_caf_id]


def waiting_proposals(partner: Partner) -> list[Proposal]:
    """What the lead Caf has not decided yet of an organisation and its places, the oldest first."""
    found = Proposal.objects.filter(partner=partner, state=Proposal.State.WAITING)
    return list(found.select_related("partner", "site", "caf").order_by("proposed_at", "id"))
