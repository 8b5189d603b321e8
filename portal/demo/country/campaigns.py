"""The campaigns of the last years, and what structures of several kinds say in each."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from portal.afas.declarations.editions import campaign_edition
from portal.afas.models import Campaign
from portal.catalogue.current import get_catalogue
from portal.catalogue.edition import Opening
from portal.demo.figures import Document, Structure, activity_document, financial_document, some_structure

TYPE = "PSJEUNE"
PROFILES = 40
DATES = ("opens_on", "due_on", "covers_from", "covers_until")


@dataclass
class Profile:
    """What one kind of structure says in one campaign: computed once, shared by the activities that resemble it.

    `snapshot`: the content of the first of their transmissions, of which the others change names and dates.
    """

    activity: Document
    financial: Document
    facts: list[tuple[str, str]]
    snapshot: dict[str, Any] = field(default_factory=dict)


@dataclass
class Country:
    """The campaigns opened by `today`, with the profiles of each; `running`: primary keys of those not due yet."""

    today: date
    running: set[int] = field(default_factory=set)
    campaigns: list[Campaign] = field(default_factory=list)
    profiles: dict[int, list[Profile]] = field(default_factory=dict)


def openings_until(today: date) -> list[tuple[int, Opening]]:
    """(fiscal year, opening) of every campaign that the catalogue opens by a day, in the order of their opening."""
    found = [
        (year, opening)
        for year, edition in get_catalogue().types[TYPE].editions.items()
        for opening in edition.openings()
        if opening.opens_on <= today
    ]
    return sorted(found, key=lambda pair: pair[1].opens_on)


def open_campaigns(openings: list[tuple[int, Opening]], today: date, random: Random, kinds: int = PROFILES) -> Country:
    """These campaigns (made if need be), each with what so many kinds of structures say in it."""
    country = Country(today)
    structures = [some_structure(random) for _ in range(kinds)]
    for year, opening in openings:
        campaign, _ = Campaign.objects.get_or_create(
            type_code=TYPE,
            fiscal_year=year,
            declaration_type=opening.declaration_type,
            period=opening.period,
            defaults={name: getattr(opening, name) for name in DATES},
        )
        country.campaigns.append(campaign)
        if campaign.due_on >= today:
            country.running.add(campaign.pk)
        country.profiles[campaign.pk] = [_profile(structure, campaign, random) for structure in structures]
    return country


def _profile(structure: Structure, campaign: Campaign, random: Random) -> Profile:
    said = {
        "year": campaign.fiscal_year,
        "period": campaign.period,
        "drift": Decimal(random.randint(950, 1060)) / 1000,
    }
    gap = 0 if campaign.declaration_type == "FORECAST" else random.randint(-4000, 4000)
    activity = activity_document(structure, **said)
    financial = financial_document(structure, **said, gap=gap)
    edition = campaign_edition(campaign)
    facts = edition.compute_indicators(campaign.declaration_type, activity, financial)
    return Profile(activity, financial, [(code, str(value)) for code, value in facts.items()])
