"""For each activity its declarations, with parts, events, transmissions and facts that agree with their state."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.afas.approval.snapshots import canonical_json, digest
from portal.afas.models import (
    Campaign,
    Declaration,
    DeclarationPart,
    Event,
    PartContributor,
    PartKind,
    PartState,
    State,
    Transmission,
)
from portal.habpps.models import Activity

from .campaigns import Country, Profile
from .contents import content_of
from .places import Places

PARTS_OF: dict[str, tuple[PartState, PartState]] = {
    State.TO_ENTER: (PartState.TO_ENTER, PartState.TO_ENTER),
    State.IN_PROGRESS: (PartState.IN_PROGRESS, PartState.TO_ENTER),
    State.TO_APPROVE: (PartState.PROVIDED, PartState.PROVIDED),
    State.TRANSMITTED: (PartState.PROVIDED, PartState.PROVIDED),
    State.IN_REVIEW: (PartState.PROVIDED, PartState.PROVIDED),
    State.RETURNED: (PartState.PROVIDED, PartState.TO_CORRECT),
    State.VALIDATED: (PartState.ACCEPTED, PartState.ACCEPTED),
}
GIVEN = (PartState.PROVIDED, PartState.ACCEPTED)
SENT = (State.TRANSMITTED, State.IN_REVIEW, State.RETURNED, State.VALIDATED)
RUNNING = [*([State.TO_ENTER] * 4), *([State.IN_PROGRESS] * 3), State.TO_APPROVE, *([State.TRANSMITTED] * 2)]
FINISHED = [*([State.VALIDATED] * 44), State.IN_REVIEW, State.RETURNED, State.TRANSMITTED, State.TO_APPROVE]
REASON = "Le compte 64 ne correspond pas au compte de résultat : vérifiez les frais de personnel."
# Facts are many (13 for each transmission): no object is built for them.
FACT = (
    "INSERT INTO afas_fact (transmission_id, declaration_id, caf_id, partner_id, activity_id, type_code, fiscal_year, "
    "declaration_type, period, code, value, latest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class Batch:
    """The declarations of one batch of partners, every campaign; `write()` gives their number."""

    def __init__(
        self, country: Country, places: Places, approvers: dict[int, User], agents: dict[int, User], seed: int
    ):
        self.country, self.places, self.approvers, self.agents = country, places, approvers, agents
        self.random = Random(seed)

    def write(self) -> int:
        activities = [
            (agreement, activity)
            for agreement in self.places.agreements
            for activity in self.places.activities[agreement.pk]
        ]
        declarations = Declaration.objects.bulk_create(
            (
                self._declaration(campaign, activity, agreement.caf_id)
                for agreement, activity in activities
                for campaign in self.country.campaigns
            ),
            batch_size=2000,
        )
        self.partner_of = {activity.pk: agreement.partner_id for agreement, activity in activities}
        parts = DeclarationPart.objects.bulk_create(
            (part for declaration in declarations for part in self._parts(declaration)), batch_size=2000
        )
        PartContributor.objects.bulk_create(
            (
                PartContributor(part=part, version=1, person_id=part.edited_by_id, began_at=part.edited_at)
                for part in parts
                if part.edited_by_id
            ),
            batch_size=2000,
        )
        sent = [declaration for declaration in declarations if declaration.version]
        Event.objects.bulk_create((event for one in sent for event in self._events(one)), batch_size=2000)
        transmissions = Transmission.objects.bulk_create(map(self._transmission, sent), batch_size=2000)
        with connection.cursor() as cursor:
            cursor.executemany(FACT, [row for one in transmissions for row in self._facts(one)])
        return len(declarations)

    def _profile(self, declaration: Declaration) -> Profile:
        profiles = self.country.profiles[declaration.campaign_id]
        return profiles[declaration.activity_id % len(profiles)]

    def _declaration(self, campaign: Campaign, activity: Activity, caf_id: int) -> Declaration:
        running = campaign.pk in self.country.running
        state = self.random.choice(RUNNING if running else FINISHED)
        declaration = Declaration(campaign=campaign, activity=activity, caf_id=caf_id, state=state)
        if state in SENT:
            early = timedelta(
                days=self.random.randint(0, (min(campaign.due_on, self.country.today) - campaign.opens_on).days)
            )
            declaration.version = 1
            declaration.transmitted_at = at(campaign) + early
        if state in (State.IN_REVIEW, State.RETURNED, State.VALIDATED):
            declaration.taken_by = self.agents[caf_id]
            declaration.taken_at = declaration.transmitted_at + timedelta(hours=3)
        if state == State.VALIDATED:
            declaration.closed_at = declaration.taken_at + timedelta(hours=1)
        return declaration

    def _parts(self, declaration: Declaration) -> Iterator[DeclarationPart]:
        profile, person = self._profile(declaration), self.approvers[declaration.activity_id]
        documents = (profile.activity, profile.financial)
        for kind, state, document in zip(PartKind, PARTS_OF[declaration.state], documents, strict=True):
            begun = state != PartState.TO_ENTER
            given = state in GIVEN
            when = (declaration.transmitted_at or at(declaration.campaign)) if begun else None
            yield DeclarationPart(
                declaration=declaration,
                kind=kind,
                state=state,
                document=document if begun else {},
                edits=int(begun),
                edited_at=when,
                edited_by=person if begun else None,
                provided_at=when if given else None,
                provided_by=person if given else None,
                correction=REASON if state == PartState.TO_CORRECT else "",
            )

    def _events(self, declaration: Declaration) -> Iterator[Event]:
        person, agent = self.approvers[declaration.activity_id], self.agents[declaration.caf_id]
        told = [(Event.Kind.TRANSMITTED, declaration.transmitted_at, person, "")]
        if declaration.taken_at:
            told.append((Event.Kind.TAKEN, declaration.taken_at, agent, ""))
        if declaration.closed_at:
            told.append((Event.Kind.VALIDATED, declaration.closed_at, agent, ""))
        if declaration.state == State.RETURNED:
            told.append((Event.Kind.RETURNED, declaration.transmitted_at + timedelta(hours=4), agent, REASON))
        for kind, when, by, reason in told:
            yield Event(declaration=declaration, kind=kind, version=1, at=when, by=by, reason=reason)

    def _transmission(self, declaration: Declaration) -> Transmission:
        number = f"AFAS-{declaration.campaign.fiscal_year}-{declaration.pk:09d}"
        person = self.approvers[declaration.activity_id]
        content = canonical_json(content_of(declaration, self._profile(declaration), person, number))
        return Transmission(
            declaration=declaration,
            version=1,
            receipt_number=number,
            content=content,
            sha256=digest(content),
            transmitted_at=declaration.transmitted_at,
            transmitted_by=person,
        )

    def _facts(self, transmission: Transmission) -> Iterator[tuple]:
        declaration = transmission.declaration
        campaign = declaration.campaign
        activity = declaration.activity_id
        place = (transmission.pk, declaration.pk, declaration.caf_id, self.partner_of[activity], activity)
        what = (campaign.type_code, campaign.fiscal_year, campaign.declaration_type, campaign.period)
        for code, value in self._profile(declaration).facts:
            yield (*place, *what, code, value, True)


def at(campaign: Campaign) -> datetime:
    """Half past ten, in Paris, on the day when a campaign opens."""
    return timezone.make_aware(datetime.combine(campaign.opens_on, time(10, 30)))
