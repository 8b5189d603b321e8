"""Figures that have been transmitted, without the way there: what the statistics read.

declared(activity, 2025, entitlement=20_000, cost_per_etp=40_000)     the actual declaration of a year, sent
partners_with(caf, [18_000, 19_000, …], year=2025)                    one partner and activity for each entitlement
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from portal.accounts.models import User
from portal.afas.models import Campaign, Declaration, Fact, State, Transmission
from portal.base import clock
from portal.habpps.models import Activity, Caf

from .accounts import UserFactory
from .habpps import ActivityFactory, AgreementFactory


def declared(
    activity: Activity,
    year: int,
    *,
    declaration_type: str = "ACTUAL",
    latest: bool = True,
    version: int = 1,
    **figures: Decimal | int,
) -> Declaration:
    """`figures`: value of each fact by code. A second call with a higher `version` adds a version."""
    caf = activity.agreement.caf
    campaign, _ = Campaign.objects.get_or_create(
        type_code=activity.type_code,
        fiscal_year=year,
        declaration_type=declaration_type,
        period="",
        defaults={"opens_on": date(year + 1, 1, 16), "due_on": date(year + 1, 3, 31)},
    )
    declaration, _ = Declaration.objects.get_or_create(
        campaign=campaign,
        activity=activity,
        defaults={"caf": caf, "state": State.TRANSMITTED, "version": version, "transmitted_at": clock.now()},
    )
    transmission = Transmission.objects.create(
        declaration=declaration,
        version=version,
        receipt_number=f"R{declaration.pk}-{version}",
        content="{}",
        sha256="0" * 64,
        transmitted_at=clock.now(),
        transmitted_by=User.objects.order_by("pk").first() or UserFactory(),
    )
    Fact.objects.bulk_create(
        Fact(
            transmission=transmission,
            declaration=declaration,
            caf=caf,
            partner_id=activity.agreement.partner_id,
            activity_id=activity.pk,
            type_code=activity.type_code,
            fiscal_year=year,
            declaration_type=declaration_type,
            code=code,
            value=value,
            latest=latest,
        )
        for code, value in figures.items()
    )
    return declaration


def partners_with(caf: Caf, entitlements: Iterable[int], *, year: int = 2025) -> list[Activity]:
    activities = [ActivityFactory(agreement=AgreementFactory(caf=caf)) for _ in entitlements]
    for activity, entitlement in zip(activities, entitlements, strict=True):
        declared(activity, year, entitlement=entitlement, cost_per_etp=2 * entitlement)
    return activities
