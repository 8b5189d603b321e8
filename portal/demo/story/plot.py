"""Who does what, when: the last campaigns of two Cafs, told by one timeline."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.afas.campaigns.actions import open_campaign
from portal.afas.models import Campaign, CampaignDates
from portal.catalogue.edition import Opening
from portal.demo.country.campaigns import TYPE, openings_until
from portal.habpps.models import Caf

from . import cast, routes
from .cast import Person
from .clockwork import at
from .declaring import File
from .organisations import Organisation
from .partners import ATELIER, COTEAUX, LAUBEPINE, MONTCLAIR, STRUCTURES
from .routes import Route
from .timeline import Timeline

CAMPAIGNS = 8  # the last ones: two years
DAYS_LEFT = 6

# What becomes of each activity in the latest campaign, and in the one before; all those before are validated.
LATEST: dict[tuple[int, int], Route] = {
    (1, 0): routes.to_enter,
    (1, 1): routes.sent_back,
    (1, 2): routes.half_way,
    (2, 0): routes.to_approve,
    (3, 0): routes.in_progress,
    (4, 0): routes.transmitted,
}
BEFORE: dict[tuple[int, int], Route] = {
    (1, 0): routes.transmitted,
    (1, 1): routes.to_approve,
    (1, 2): routes.returned,
    (2, 0): routes.sent_again,
    (4, 0): routes.in_review,
}


@dataclass
class Story:
    """`today`: the day on which it is told; `timeline.last` is the day before."""

    today: date
    timeline: Timeline

    @classmethod
    def on(cls, today: date) -> "Story":
        return cls(today, Timeline(today - timedelta(days=1)))

    def openings(self) -> list[tuple[int, Opening]]:
        """(fiscal year, opening) of the last campaigns opened before today, in the order of their opening."""
        return openings_until(self.timeline.last)[-CAMPAIGNS:]

    def plan_declarations(self) -> None:
        openings = self.openings()
        for rank, (year, opening) in enumerate(reversed(openings)):
            self._plan_opening(year, opening, extended=rank == 0)
            for number, (file, route) in enumerate(self._files(rank, year, opening)):
                routes.follow(self.timeline, file, route, start=(number % 7) / 12, lately=rank < 2)

    def _plan_opening(self, year: int, opening: Opening, *, extended: bool) -> None:
        def step() -> None:
            campaign = open_campaign(
                type_code=TYPE,
                fiscal_year=year,
                declaration_type=opening.declaration_type,
                period=opening.period,
            )
            if extended:
                self._give_time(campaign)

        self.timeline.plan(at(opening.opens_on, 6), step)

    def _give_time(self, campaign: Campaign) -> None:
        """Both Cafs extend the latest campaign, so that there is always something due in a few days."""
        for caf in Caf.objects.filter(name__in=(cast.CAF, cast.OTHER_CAF)).order_by("departement"):
            CampaignDates.objects.create(
                campaign=campaign, caf=caf, opens_on=campaign.opens_on, due_on=self.today + timedelta(days=DAYS_LEFT)
            )

    def _files(self, rank: int, year: int, opening: Opening) -> list[tuple[File, Route]]:
        files = []
        for organisation in (COTEAUX, LAUBEPINE, ATELIER, MONTCLAIR):
            for place in range(len(organisation.places)):
                key = (organisation.number, place)
                agent = self._agent(organisation)
                file = File(organisation, place, year, opening, STRUCTURES[key], agent)
                files.append((file, self._route(rank, key, opening)))
        return files

    def _agent(self, organisation: Organisation) -> Person:
        return cast.OTHER_CAF_AGENT if organisation == MONTCLAIR else cast.CAF_AGENT

    def _route(self, rank: int, key: tuple[int, int], opening: Opening) -> Route:
        if rank == 0:
            return LATEST[key]
        if rank == 1:
            return BEFORE.get(key, routes.validated)
        again = key == (1, 0) and opening.declaration_type == "ACTUAL"
        return routes.validated_again if again else routes.validated
