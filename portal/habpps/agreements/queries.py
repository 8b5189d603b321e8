"""Conventions that an actor may see, and the facts of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from portal.accounts.models import User
from portal.accounts.names.queries import name_at
from portal.base.ordering import empty_last
from portal.base.statements import Statement
from portal.habpps.models import (
    AccessGroup,
    Activity,
    Agreement,
    Amendment,
    Document,
    DocumentContent,
    Enrolment,
    Partner,
    Service,
)
from portal.habpps.models.agreements import with_caf
from portal.habpps.partners.queries import lasting_agreements, partner_matches
from portal.habpps.permissions import RECORD_AGREEMENT, VIEW_AGREEMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible, visible_filter
from portal.habpps.rights.effective import why_not_effective
from portal.habpps.rights.holders import lacking_administrators, named_administrators
from portal.habpps.rights.labels import told_among, told_caf
from portal.habpps.rights.shown import SHOWN, grants_counting_on

OPEN, CLOSED = "OPEN", "CLOSED"
COLUMNS = (
    "label",
    "caf__name",
    "partner__name",
    "opens_on",
    "closes_on",
    "state",
    "suspended_at",
    "public_id",
    "pk",
    "caf_id",
)


def list_agreements(
    actor: Actor, *, label: str = "", partner: str = "", type_id: str = "", status: str = "", sort: str = "label"
) -> QuerySet[Agreement, Any]:
    """The visible conventions as values; `status`: "OPEN", "CLOSED" or "" (all), on the actor's day."""
    found = visible(actor, VIEW_AGREEMENTS, Agreement)
    if label:
        found = found.filter(label__folded_contains=label)
    if partner:
        squeezed = "".join(partner.split())
        found = found.filter(Q(partner__name__folded_contains=partner) | Q(partner__siret__startswith=squeezed))
    if type_id:
        found = found.filter(partner__type__public_id=type_id)
    closed = Q(state=Agreement.State.CLOSED) | Q(closes_on__lt=actor.today)
    if status == CLOSED:
        found = found.filter(closed)
    elif status == OPEN:
        found = found.filter(state=Agreement.State.VALIDATED, opens_on__lte=actor.today).exclude(closed)
    return found.order_by(empty_last(sort), "id").values(*COLUMNS)


def agreement_columns(actor: Actor, text: str) -> QuerySet[Agreement, Any]:
    """The visible conventions whose label, or whose organisation's name, holds `text`, as values."""
    found = visible(actor, VIEW_AGREEMENTS, Agreement)
    found = found.filter(Q(label__folded_contains=text) | Q(partner__name__folded_contains=text))
    return found.order_by("label", "id").values(*COLUMNS, told_caf=told_caf(actor, ""))


@dataclass(frozen=True)
class Administrator:
    """`why_not`: French, why this right does not count today, empty when it does; `closed`: the account is."""

    name: str
    account_state: str
    valid_from: date
    valid_until: date | None
    why_not: str
    public_id: str
    user_id: int
    closed: bool


def administrators_of(agreement: Agreement, today: date) -> list[Administrator]:
    """The administrators that the convention names, present and to come."""
    return [_administrator(grant, today) for grant in named_administrators(agreement, today)]


def _administrator(grant: Any, today: date) -> Administrator:
    """Until the person has answered, nothing of an account that they may have is shown."""
    invited = grant.shown_invited_at is not None
    return Administrator(
        f"{grant.shown_first_name} {grant.shown_last_name}",
        "Invitation envoyée" if invited else grant.user.get_state_display(),
        grant.valid_from,
        grant.valid_until,
        "la personne n'a pas encore accepté l'invitation" if invited else why_not_effective(grant, today) or "",
        grant.public_id,
        grant.user_id,
        grant.user.state == User.State.CLOSED,
    )


def partners_offered(actor: Actor, text: str = "") -> QuerySet[Partner]:
    """Those with which the actor may record a convention: open, and without one that lasts with the actor's Caf.
    `text`: as in the list of organisations.
    """
    found = visible(actor, RECORD_AGREEMENT, Partner).filter(partner_matches(text), closed_on=None)
    return found.exclude(pk__in=lasting_agreements(actor).values("partner")).order_by("name", "id")


def enrolments_of(agreement: Agreement) -> list[Enrolment]:
    return list(Enrolment.objects.filter(agreement=agreement).select_related("service").order_by("service_id"))


def services_with_dates(agreement: Agreement) -> list[dict[str, Any]]:
    """Every service of the bouquet: code, label, and the dates of the convention's enrolment (None without one), with
    who wrote its first day after it had passed, when and why."""
    own = FilteredRelation("enrolments", condition=Q(enrolments__agreement=agreement.pk))
    dates = {name: F(f"own__{name}") for name in ("opens_on", "closes_on", "late_reason", "late_at")}
    dates |= {f"late_{name}": F(f"own__late_by__{name}") for name in ("first_name", "last_name")}
    found: QuerySet[Service, Any] = Service.objects.annotate(own=own).values("code", "label", **dates)
    return list(found.order_by("code"))


def is_offered(service: dict[str, Any], today: date) -> bool:
    """Has the convention not joined this one of `services_with_dates`, or left it?"""
    return service["opens_on"] is None or (service["closes_on"] is not None and service["closes_on"] < today)


def services_offered(agreement: Agreement, today: date) -> list[Service]:
    """The services that the convention has not joined, or has left."""
    lasting = Q(closes_on=None) | Q(closes_on__gte=today)
    joined = Enrolment.objects.filter(lasting, agreement=agreement).values("service")
    return list(Service.objects.exclude(pk__in=joined).order_by("label"))


def members_count(enrolment: Enrolment, today: date) -> int:
    """How many people have a right today through the groups of a service."""
    found = grants_counting_on(today).filter(group__enrolment=enrolment)
    return found.values("user").distinct().count()


def groups_of(agreement: Agreement) -> list[AccessGroup]:
    return list(groups_within.found(agreement=agreement.pk))


@Statement
def groups_within(agreement: Any) -> QuerySet[AccessGroup]:
    found = AccessGroup.objects.filter(enrolment__agreement=agreement)
    return found.select_related("enrolment").order_by("kind")


def documents_of(agreement: Agreement) -> list[dict[str, Any]]:
    """Those that can be downloaded, newest first: public_id, title, kind, size, added_at, `by`: who added them, under
    their name of that day, and `kept`: an avenant rests on it."""
    found = Document.objects.filter(agreement=agreement, withdrawn_at=None).order_by("-added_at", "-id")
    kept = Exists(Amendment.objects.filter(document=OuterRef("pk")))
    by = name_at("added_by", "added_at")
    rows: Any = found.values("public_id", "title", "kind", "size", "added_at", by=by, kept=kept)
    return list(rows)


def content_of(document: Document) -> bytes:
    return bytes(DocumentContent.objects.get(pk=document.pk).content)


def open_activities(agreement: Agreement, today: date) -> list[Activity]:
    """Those that are not over, in the order of their names."""
    return list(activities_not_over.found(agreement=agreement.pk, day=today))


@Statement
def activities_not_over(agreement: Any, day: Any) -> QuerySet[Activity]:
    return Activity.objects.filter(agreement=agreement).exclude(closes_on__lt=day).order_by("name", "id")


@Statement
def lacking(reach: Any, day: Any) -> QuerySet[Agreement, Any]:
    found = lacking_administrators(Agreement.objects.filter(reach), day)
    found = found.order_by("administrators", "partner__name", "id")
    return found.values_list("partner__name", "public_id", "administrators", "pk")[: SHOWN + 1]


def short_of_administrators(actor: Actor) -> list[tuple[str, str, int]]:
    """(partner, public id of the convention, number of administrators) of open conventions under two; at most 4."""
    rows = list(lacking.found(reach=visible_filter(actor, Agreement, VIEW_AGREEMENTS), day=actor.today))
    told = told_among(actor, {key for *_, key in rows})
    return [(with_caf(partner, told.get(key, "")), public_id, count) for partner, public_id, count, key in rows]
