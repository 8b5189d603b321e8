"""Any day of any year: the story begins before its first campaign and stops the day before it is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.demo.story.clockwork import MORNING, between
from portal.demo.story.plot import CAMPAIGNS, Story

DAYS = [
    date(2026, 1, 1),
    date(2026, 1, 17),
    date(2026, 2, 29 - 1),
    date(2026, 6, 15),
    date(2026, 12, 31),
    date(2029, 7, 1),
]


@pytest.mark.parametrize("today", DAYS)
def test_nothing_happens_after_the_day_before(today):
    """Nor before a campaign has opened."""
    story = Story.on(today)
    story.plan_declarations()
    moments = [timezone.localtime(moment).date() for moment, _, _ in story.timeline.steps]
    openings = story.openings()
    assert len(openings) == CAMPAIGNS
    assert max(moments) <= today - timedelta(days=1)
    assert min(moments) >= openings[0][1].opens_on


@pytest.mark.parametrize("share", [0, 0.3, 0.5, 0.99, 1])
def test_people_work_in_the_daytime(share):
    """9 to 17 h in Paris, on the first and the last day too."""
    start, end = date(2026, 3, 28), date(2026, 3, 30)  # over the change of hour
    moment = timezone.localtime(between(start, end, share))
    assert start <= moment.date() <= end
    assert MORNING <= moment.hour < MORNING + 8
