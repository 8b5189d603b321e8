"""Opening campaigns: what is to be declared, by which activities. Everything here may be run again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.afas.models import Campaign, Declaration, DeclarationPart, PartKind
from portal.base import clock
from portal.catalogue.current import get_catalogue
from portal.catalogue.edition import Opening
from portal.habpps.models import Activity, Agreement
from portal.habpps.rights.actor import Actor
from portal.journal.writer import log_event

from .events import CAMPAIGN_OPENED, DECLARATIONS_OPENED

BATCH = 1_000
GIVEN_UP_YEARS = 1
"""Nothing is paid for year N after 31 December N+1: from then on no declaration is added to its campaigns."""


def open_campaign(
    *, type_code: str, fiscal_year: int, declaration_type: str, period: str = "", actor: Actor | None = None
) -> Campaign:
    """The campaign, made with the catalogue's dates if need be, and a declaration for each activity open that year.

    `actor` None: the portal itself. Raises UnknownEditionError, and KeyError when the catalogue's calendar has no such
    opening.
    """
    edition = get_catalogue().edition(type_code, fiscal_year)
    opening = edition.calendar("_".join(filter(None, (declaration_type, period))))
    campaign = _campaign(type_code, fiscal_year, opening, actor)
    while _open_declarations(campaign, actor):
        pass
    return campaign


def open_due_declarations(today: date) -> list[Campaign]:
    """Every campaign that the catalogue says to be open today; and, in those opened before, the new activities."""
    return [
        open_campaign(
            type_code=activity_type.code,
            fiscal_year=year,
            declaration_type=opening.declaration_type,
            period=opening.period,
        )
        for activity_type in get_catalogue().types.values()
        for year, edition in activity_type.editions.items()
        for opening in edition.openings()
        if today <= date(year + GIVEN_UP_YEARS, 12, 31)
        and (opening.opens_on <= today <= opening.due_on or _exists(activity_type.code, year, opening))
    ]


def open_declarations_of(*, actor: Actor | None, agreement: Agreement) -> int:
    """In the campaigns opened already, the declarations that the convention's activities lack; how many.

    The day's job would do it too: who adds an activity in a campaign expects to see it at once.
    """
    kinds = agreement.activities.values("type_code")
    since = clock.today().year - GIVEN_UP_YEARS
    campaigns = Campaign.objects.filter(type_code__in=kinds, fiscal_year__gte=since).order_by("pk")
    return sum(_open_declarations(campaign, actor, agreement) for campaign in campaigns)


def _key(type_code: str, year: int, opening: Opening) -> dict[str, Any]:
    return {
        "type_code": type_code,
        "fiscal_year": year,
        "declaration_type": opening.declaration_type,
        "period": opening.period,
    }


def _exists(type_code: str, year: int, opening: Opening) -> bool:
    return Campaign.objects.filter(**_key(type_code, year, opening)).exists()


@transaction.atomic
def _campaign(type_code: str, year: int, opening: Opening, actor: Actor | None) -> Campaign:
    campaign, created = Campaign.objects.get_or_create(
        **_key(type_code, year, opening), defaults={"opens_on": opening.opens_on, "due_on": opening.due_on}
    )
    if created:
        log_event(
            CAMPAIGN_OPENED,
            actor_id=actor.id if actor else None,
            about=("afas.campaign", campaign.pk),
            **_key(type_code, year, opening),
        )
    return campaign


def _concerned(campaign: Campaign) -> QuerySet[Activity]:
    """Activities of the type, open in the year, of a validated convention, that have no declaration yet."""
    year = campaign.fiscal_year
    return (
        Activity.objects.filter(
            Q(closes_on=None) | Q(closes_on__gte=date(year, 1, 1)),
            type_code=campaign.type_code,
            opens_on__lte=date(year, 12, 31),
            agreement__state=Agreement.State.VALIDATED,
        )
        .exclude(declarations__campaign=campaign)
        .order_by("pk")
    )


@transaction.atomic
def _open_declarations(campaign: Campaign, actor: Actor | None, agreement: Agreement | None = None) -> int:
    """Open a batch of missing declarations (of one convention, if it is given), each with its two parts; how many."""
    # Two runs at once: the second waits here, and then finds nothing missing.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    concerned = _concerned(campaign) if agreement is None else _concerned(campaign).filter(agreement=agreement)
    rows = concerned.values_list("pk", "agreement__caf_id")[:BATCH]
    declarations = Declaration.objects.bulk_create(
        Declaration(campaign=campaign, activity_id=activity, caf_id=caf) for activity, caf in rows
    )
    DeclarationPart.objects.bulk_create(
        DeclarationPart(declaration=declaration, kind=kind) for declaration in declarations for kind in PartKind
    )
    if declarations:
        log_event(
            DECLARATIONS_OPENED,
            actor_id=actor.id if actor else None,
            about=("afas.campaign", campaign.pk),
            count=len(declarations),
        )
    return len(declarations)
