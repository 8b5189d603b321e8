"""Campaigns, declarations and what became of them. States are reached by the actions, so that only possible ones exist.

declaration = declaration_of(activity)                réelle of last year, open, to enter, with its two parts
team = Team(activity)                                 .fr_da .fr_df .approver .agent: actors over the activity
entered(declaration, team) provided(…) transmitted(…) taken(…) returned(…, parts) validated(…) waived(…)
                                                      the declaration in that state, by the people of the team
forecast()   answers("ACTIVITY", …)                   what people type
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import factory
from factory.django import DjangoModelFactory

from portal.accounts.models import User
from portal.afas.approval.actions import transmit_declaration
from portal.afas.campaigns.actions import waive_declarations
from portal.afas.desk.actions import return_for_correction, take_declaration, validate_declaration
from portal.afas.entry.actions import provide_part, save_part
from portal.afas.models import Campaign, Declaration, DeclarationPart, DeclarationType, PartKind
from portal.base import clock
from portal.habpps.models import Activity
from portal.habpps.rights.actor import Actor

from .habpps import ActivityFactory, approver, caf_agent, fr_da, fr_df

BALANCED = "40000,00"
LAST_DAYS = {"": (12, 31), "JUNE": (6, 30), "SEPTEMBER": (9, 30)}
YEAR = 2026
"""The exercice of the tests: the catalogue has an edition of it."""


class CampaignFactory(DjangoModelFactory):
    """Open since a month, due in two; `not_open=True` opens in ten days, `late=True` was due yesterday."""

    class Meta:
        model = Campaign
        django_get_or_create = ("type_code", "fiscal_year", "declaration_type", "period")

    class Params:
        not_open = factory.Trait(opens_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=10)))
        late = factory.Trait(due_on=factory.LazyFunction(lambda: clock.today() - timedelta(days=1)))

    type_code = "PSJEUNE"
    fiscal_year = YEAR
    declaration_type = DeclarationType.FORECAST
    period = ""
    opens_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))
    covers_from = factory.LazyAttribute(lambda campaign: date(campaign.fiscal_year, 1, 1))
    covers_until = factory.LazyAttribute(lambda campaign: date(campaign.fiscal_year, *LAST_DAYS[campaign.period]))


def declaration_of(activity: Activity | None = None, campaign: Campaign | None = None, **dates: Any) -> Declaration:
    """A declaration to enter, with its two parts; `late=True`, `not_open=True`, or the campaign's other values."""
    activity = activity or ActivityFactory()
    campaign = campaign or CampaignFactory(**dates)
    declaration = Declaration.objects.create(campaign=campaign, activity=activity, caf_id=activity.agreement.caf_id)
    for kind in PartKind:
        DeclarationPart.objects.create(declaration=declaration, kind=kind)
    return declaration


@dataclass
class Team:
    """The people around an activity, each made when first asked for."""

    activity: Activity

    @cached_property
    def fr_da(self) -> Actor:
        return _actor(fr_da(self.activity))

    @cached_property
    def fr_df(self) -> Actor:
        return _actor(fr_df(self.activity))

    @cached_property
    def approver(self) -> Actor:
        return _actor(approver(self.activity))

    @cached_property
    def agent(self) -> Actor:
        return _actor(caf_agent(self.activity.agreement.caf))

    def provider(self, kind: str) -> Actor:
        return self.fr_da if kind == PartKind.ACTIVITY else self.fr_df


def team_of(declaration: Declaration) -> Team:
    return Team(declaration.activity)


def _actor(user: User, today: date | None = None) -> Actor:
    return Actor(user, today or clock.today())


def answers(kind: str, **changed: Any) -> dict[str, Any]:
    """What a person types for a forecast without any finding that blocks or asks for a justification."""
    if kind == PartKind.ACTIVITY:
        typed: dict[str, Any] = {
            "animators": [{"diploma": "LEVEL_4", "etp": "1", "months": "12", "etp_asked": "1"}],
            "girls_12_17": "40",
            "boys_12_17": "50",
            "women_18_25": "10",
            "men_18_25": "12",
            "opening_days": "220",
            "opening_hours": "1 100",
            "evenings": "20",
            "weekend_days": "15",
            "holiday_days": "60",
            "youth_projects": "6",
            "project_participants": "35",
            "outreach_sessions": "12",
            "outreach_young": "80",
            "promeneurs_du_net": "true",
            "online_hours": "3",
            "parents": "25",
            "partners": "8",
        }
    else:
        typed = dict.fromkeys(ACCOUNTS, "0")
        typed |= {"account_64": BALANCED, "account_70623": "20 000", "account_744": "20 000", "animator_cost": BALANCED}
    return {**typed, **changed}


ACCOUNTS = [
    f"account_{number}"
    for number in (
        "60 61 62 63a 63b 64 65 66 67 68 69 86 70 70623 70624 70641 70642 708 741 742 743 744 7451 7452 746 747 748 "
        "75 76 77 78 79 87"
    ).split()
]


def part(declaration: Declaration, kind: str) -> DeclarationPart:
    """One part as the database has it now."""
    return DeclarationPart.objects.select_related("declaration__campaign").get(declaration=declaration, kind=kind)


def edits(declaration: Declaration) -> dict[str, int]:
    return {kind: part(declaration, kind).edits for kind in PartKind}


def entered(declaration: Declaration, team: Team | None = None, **changed: Any) -> Declaration:
    """Both parts typed by their providers; `changed`: other texts, by question."""
    team = team or team_of(declaration)
    for kind in PartKind:
        typed = answers(kind)
        typed |= {code: text for code, text in changed.items() if code in typed}
        now = part(declaration, kind).edits
        save_part(actor=team.provider(kind), declaration=declaration, kind=kind, typed=typed, edits=now)
    return _fresh(declaration)


def provided(declaration: Declaration, team: Team | None = None, **changed: Any) -> Declaration:
    """To approve."""
    team = team or team_of(declaration)
    entered(declaration, team, **changed)
    for kind in PartKind:
        provide(declaration, team, kind)
    return _fresh(declaration)


def provide(declaration: Declaration, team: Team, kind: str) -> DeclarationPart:
    return provide_part(
        actor=team.provider(kind),
        declaration=declaration,
        kind=kind,
        edits=part(declaration, kind).edits,
        justifications={},
    )


def transmitted(declaration: Declaration, team: Team | None = None, **changed: Any) -> Declaration:
    team = team or team_of(declaration)
    provided(declaration, team, **changed)
    transmit_declaration(actor=team.approver, declaration=declaration, edits=edits(declaration))
    return _fresh(declaration)


def taken(declaration: Declaration, team: Team | None = None, **changed: Any) -> Declaration:
    """In review, by the team's agent."""
    team = team or team_of(declaration)
    transmitted(declaration, team, **changed)
    take_declaration(actor=team.agent, declaration=declaration)
    return _fresh(declaration)


def returned(
    declaration: Declaration, team: Team | None = None, parts: tuple[str, ...] = ("FINANCIAL",), **changed: Any
) -> Declaration:
    team = team or team_of(declaration)
    taken(declaration, team, **changed)
    return_for_correction(
        actor=team.agent, declaration=declaration, parts=parts, reason="Le compte 64 est à détailler."
    )
    return _fresh(declaration)


def validated(declaration: Declaration, team: Team | None = None, **changed: Any) -> Declaration:
    team = team or team_of(declaration)
    taken(declaration, team, **changed)
    validate_declaration(actor=team.agent, declaration=declaration)
    return _fresh(declaration)


def waived(declaration: Declaration, team: Team | None = None, reason: str = "L'activité a fermé.") -> Declaration:
    """« Sans objet », by the team's agent, from whatever state it is in."""
    team = team or team_of(declaration)
    waive_declarations(actor=team.agent, declarations=[declaration], reason=reason)
    return _fresh(declaration)


def _fresh(declaration: Declaration) -> Declaration:
    return Declaration.objects.select_related("campaign", "activity__agreement__partner", "caf").get(pk=declaration.pk)


def told_of(declaration: Declaration) -> dict[str, str]:
    """What each of the journal's events about a declaration says of it."""
    return {"declared": f"activity:{declaration.activity_id}", "campaign": str(declaration.campaign)}
