"""The campaigns of the last years, and what structures of several kinds say in each."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from portal.afas.models import Campaign
from portal.catalogue import catalogue
from portal.demo.figures import Document, activity_document, financial_document, some_structure

TYPE = "PSJEUNE"
PROFILES = 40


@dataclass(frozen=True)
class Profile:
    """What one kind of structure says in one campaign: computed once, shared by the activities that resemble it."""

    activity: Document
    financial: Document
    facts: list[tuple[str, str]]


@dataclass
class Country:
    """The campaigns opened by `today`, with the profiles of each."""

    today: date
    campaigns: list[Campaign] = field(default_factory=list)
    profiles: dict[int, list[Profile]] = field(default_factory=dict)


def open_campaigns(today: date, years: int, random: Random) -> Country:
    """Every campaign that the catalogue opens by `today`, for the last `years` fiscal years that it knows."""
    country = Country(today)
    structures = [some_structure(random) for _ in range(PROFILES)]
    known = [year for year in catalogue().types[TYPE].years if year <= today.year + 1]
    for year in known[-years:]:
        edition = catalogue().edition(TYPE, year)
        for opening in edition.openings():
            if opening.opens_on > today:
                continue
            campaign, _ = Campaign.objects.get_or_create(
                type_code=TYPE,
                fiscal_year=year,
                declaration_type=opening.declaration_type,
                period=opening.period,
                defaults={"opens_on": opening.opens_on, "due_on": opening.due_on},
            )
            country.campaigns.append(campaign)
            country.profiles[campaign.pk] = []
            for structure in structures:
                drift = Decimal(random.randint(950, 1060)) / 1000
                answers = {"year": year, "period": opening.period, "drift": drift}
                gap = 0 if opening.declaration_type == "FORECAST" else random.randint(-4000, 4000)
                activity = activity_document(structure, **answers)
                financial = financial_document(structure, **answers, gap=gap)
                facts = edition.facts(opening.declaration_type, activity, financial)
                country.profiles[campaign.pk].append(
                    Profile(activity, financial, [(code, str(value)) for code, value in facts.items()])
                )
    return country
