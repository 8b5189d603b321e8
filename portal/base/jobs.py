"""The scheduler of recurring jobs.

Rooms declare their jobs in `<room>/jobs.py`; `manage.py run_due_jobs`, on any machine, runs those that are due. A job may
run twice or late without harm. It returns a count: rows changed, mails written…
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import clock
from .lease import lease
from .models import JobRun

LEASE_SECONDS = 1800
A_DAY = timedelta(days=1)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`label` is French. `holds`: the name of a lease that other commands share; by default, the job's own name."""

    name: str
    every: timedelta
    run: Callable[[], int]
    label: str
    holds: str = ""


@dataclass(frozen=True)
class JobOutcome:
    """`error`: the exception's class name, empty after a success."""

    name: str
    done: int
    error: str = ""


REGISTRY: dict[str, Job] = {}


def declare_jobs(*jobs: Job) -> None:
    for job in jobs:
        if job.name in REGISTRY:
            raise ValueError(f"job declared twice: {job.name}")
        REGISTRY[job.name] = job


def is_due(job: Job, last: JobRun | None, now: datetime, today: date) -> bool:
    """A run that failed or did not end is due again; a job of whole days is due when the day changes in Paris."""
    if last is None or last.finished_at is None or last.error:
        return True
    if job.every % A_DAY:
        return now - last.started_at >= job.every
    return today - clock.day(last.started_at) >= job.every


def list_runs() -> list[tuple[Job, JobRun | None]]:
    """Every job with its last run, ordered by name; one query."""
    last = JobRun.objects.in_bulk(list(REGISTRY))
    return [(REGISTRY[name], last.get(name)) for name in sorted(REGISTRY)]


def run_due_jobs() -> list[JobOutcome]:
    """Run the due jobs that no other machine is running; one that fails does not stop the others."""
    due = [job for job, last in list_runs() if is_due(job, last, clock.now(), clock.today())]
    return [outcome for job in due if (outcome := _run(job)) is not None]


def _run(job: Job) -> JobOutcome | None:
    """None when another machine runs it, or has just done so."""
    with lease(job.holds or job.name, seconds=LEASE_SECONDS) as held:
        last = JobRun.objects.filter(name=job.name).first()
        if not held or not is_due(job, last, clock.now(), clock.today()):
            return None
        started = {"started_at": clock.now(), "finished_at": None, "error": ""}
        JobRun.objects.update_or_create(name=job.name, defaults=started)
        outcome = _outcome_of(job)
        ended = JobRun.objects.filter(name=job.name)
        ended.update(finished_at=clock.now(), done=outcome.done, error=outcome.error)
        return outcome


def _outcome_of(job: Job) -> JobOutcome:
    """The log names the kind of failure and its place; never its message, which may hold somebody's name."""
    try:
        return JobOutcome(job.name, job.run())
    except Exception as error:
        kind, frame = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
        logger.error("job %s failed: %s at %s:%d", job.name, kind, frame.filename, frame.lineno)
        return JobOutcome(job.name, 0, kind[:80])
