"""How far a declaration goes, and by which steps."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from portal.afas.models import PartKind

from .clockwork import between
from .declaring import File
from .timeline import Timeline

A, F = PartKind.ACTIVITY, PartKind.FINANCIAL
CAF_DAYS = 25  # what the Caf takes, at most, after the due date

Steps = list[Callable[[], None]]


def to_enter(file: File) -> Steps:
    return []


def in_progress(file: File) -> Steps:
    """One half begun."""
    return [partial(file.enter, A, only=6)]


def half_way(file: File) -> Steps:
    """The activity data provided, the financial data begun."""
    return [partial(file.enter, A), partial(file.provide, A), partial(file.enter, F, only=9)]


def to_approve(file: File) -> Steps:
    return [partial(file.enter, A), partial(file.provide, A), partial(file.enter, F), partial(file.provide, F)]


def sent_back(file: File) -> Steps:
    """The approver wants the activity data completed."""
    return [*to_approve(file), partial(file.send_back, A)]


def transmitted(file: File) -> Steps:
    return [*to_approve(file), file.transmit]


def in_review(file: File) -> Steps:
    return [*transmitted(file), file.take]


def validated(file: File) -> Steps:
    return [*in_review(file), file.validate]


def returned(file: File) -> Steps:
    return [*in_review(file), file.send_for_correction]


def sent_again(file: File) -> Steps:
    """Version 2, waiting at the Caf."""
    return [*returned(file), partial(file.enter, F, corrected=True), partial(file.provide, F), file.transmit]


def validated_again(file: File) -> Steps:
    """Version 2, validated."""
    return [*sent_again(file), file.take, file.validate]


Route = Callable[[File], Steps]


def follow(timeline: Timeline, file: File, route: Route, *, start: float, lately: bool) -> None:
    """Plan the steps of a route. `start`: share of the campaign's days that pass before the first.

    The partner is in time and the Caf answers within weeks, unless what happens reaches until now (`lately`).
    """
    steps = route(file)
    first, due = file.opening.opens_on, min(file.opening.due_on, timeline.last)
    end = timeline.last if lately else min(file.opening.due_on + timedelta(days=CAF_DAYS), timeline.last)
    in_time = not lately and due < end and file.take in steps
    own = steps.index(file.take) if in_time else len(steps)
    _spread(timeline, steps[:own], first, due if in_time else end, start)
    _spread(timeline, steps[own:], due + timedelta(days=1), end, 0.1)


def _spread(timeline: Timeline, steps: Steps, first: date, last: date, start: float) -> None:
    for share, step in zip(_shares(len(steps), start), steps, strict=True):
        timeline.plan(between(first, max(first, last), share), step)


def _shares(count: int, start: float) -> Iterator[float]:
    """Evenly spread, never at the very ends, where campaigns are opened and the story stops."""
    for index in range(count):
        yield start + (0.97 - start) * (index + 1) / (count + 1)
