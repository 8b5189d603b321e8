"""The one scheduler: what is due runs once, whoever asks, and a failure stays a failure of one job."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.base import clock, jobs
from portal.base.jobs import Job, is_due, run_due_jobs
from portal.base.lease import lease
from portal.base.models import JobRun

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_jobs(monkeypatch):
    """Only the jobs that a test declares."""
    monkeypatch.setattr(jobs, "REGISTRY", {})


@pytest.fixture
def at(monkeypatch):
    """`at(instant)`: everything that asks for the time is told this one."""

    def go(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)
        monkeypatch.setattr(clock, "today", lambda: clock.day(instant))

    go(NOON)
    return go


class Counter:
    """A job that counts its runs, and fails when told."""

    def __init__(self, name: str = "count", every: timedelta = HOUR):
        self.runs = 0
        self.fails = False
        jobs.declare_jobs(Job(name, every, self.run, "Compter"))

    def run(self) -> int:
        self.runs += 1
        if self.fails:
            raise OSError("Camille Lenoir, camille@association.example")
        return 7


def test_a_job_that_never_ran_is_due_and_leaves_a_row(at):
    job = Counter()
    assert [(outcome.name, outcome.done, outcome.error) for outcome in run_due_jobs()] == [("count", 7, "")]
    run = JobRun.objects.get()
    assert (run.name, run.started_at, run.finished_at, run.done, run.error) == ("count", NOON, NOON, 7, "")
    assert job.runs == 1


def test_twice_in_a_row_runs_it_once(at):
    job = Counter()
    assert len(run_due_jobs()) == 1
    at(NOON + HOUR - QUARTER)
    assert run_due_jobs() == []
    at(NOON + HOUR)
    assert len(run_due_jobs()) == 1
    assert job.runs == 2


@pytest.mark.parametrize(
    ("started", "now", "due"),
    [
        ("2026-10-12 00:05", "2026-10-12 23:50", False),
        ("2026-10-12 23:50", "2026-10-13 00:05", True),
        ("2026-10-12 23:50", "2026-10-12 23:55", False),
    ],
)
def test_a_daily_job_begins_with_the_day_in_paris(started, now, due):
    """Campaigns open at midnight, not a day after the last run."""
    then, here = (datetime.fromisoformat(f"{text}+02:00") for text in (started, now))
    last = JobRun(name="x", started_at=then, finished_at=then)
    assert is_due(Job("x", DAY, int, "X"), last, here, date.fromisoformat(now[:10])) is due


def test_a_job_that_fails_stops_no_other_and_is_tried_again(at):
    bad, good = Counter("a_bad"), Counter("b_good")
    bad.fails = True
    assert [(outcome.name, outcome.error) for outcome in run_due_jobs()] == [("a_bad", "OSError"), ("b_good", "")]
    at(NOON + QUARTER)
    bad.fails = False
    assert [(outcome.name, outcome.error) for outcome in run_due_jobs()] == [("a_bad", "")]
    assert (bad.runs, good.runs) == (2, 1)
    assert JobRun.objects.get(name="a_bad").error == ""


def test_a_failure_says_its_kind_and_place_and_nothing_of_anybody(at, caplog):
    Counter().fails = True
    run_due_jobs()
    assert "OSError" in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "Camille" not in caplog.text + JobRun.objects.get().error
    assert "@" not in caplog.text


def test_a_run_that_died_is_done_again(at):
    job = Counter()
    JobRun.objects.create(name="count", started_at=NOON - QUARTER)
    run_due_jobs()
    assert job.runs == 1


def test_what_another_machine_is_at_is_left_to_it(at):
    job = Counter()
    with lease("count", seconds=60):
        assert run_due_jobs() == []
    assert job.runs == 0
    assert not JobRun.objects.exists()


def test_a_job_that_stops_the_program_is_no_failure_of_the_job(at):
    def stop() -> int:
        raise KeyboardInterrupt

    jobs.declare_jobs(Job("stop", HOUR, stop, "Arrêter"))
    with pytest.raises(KeyboardInterrupt):
        run_due_jobs()
    assert JobRun.objects.get().finished_at is None


@pytest.mark.django_db(transaction=True)
def test_two_machines_at_once_run_it_once():
    job = Counter()
    ready = Barrier(2)

    def ask(_):
        try:
            ready.wait()
            return len(run_due_jobs())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [0, 1]
    assert job.runs == 1


def test_two_jobs_of_one_name_are_a_mistake():
    Counter()
    with pytest.raises(ValueError, match="twice"):
        Counter()


def test_the_command_says_what_it_did(at):
    Counter()
    out = io.StringIO()
    call_command("run_due_jobs", stdout=out)
    call_command("run_due_jobs", stdout=out)
    assert out.getvalue() == "count: 7\n"


def test_the_command_fails_when_a_job_did(at):
    Counter().fails = True
    with pytest.raises(CommandError, match="failed: count"):
        call_command("run_due_jobs", stdout=io.StringIO())


def test_the_command_lists_what_there_is(at):
    Counter("never")
    out = io.StringIO()
    call_command("run_due_jobs", "--list", stdout=out)
    assert "never" in out.getvalue()
    assert not JobRun.objects.exists()
