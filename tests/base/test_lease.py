"""A recurring job has one holder at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from portal.base import clock
from portal.base.lease import lease

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def test_one_holder_at_a_time():
    with lease("seal", seconds=60) as first, lease("seal", seconds=60) as second:
        assert (first, second) == (True, False)


def test_the_job_is_free_again_at_the_end():
    with lease("seal", seconds=60):
        pass
    with lease("seal", seconds=60) as held:
        assert held


def test_the_job_is_free_again_after_a_failure():
    with pytest.raises(OSError, match="disk"), lease("seal", seconds=60):
        raise OSError("disk full")
    with lease("seal", seconds=60) as held:
        assert held


def test_a_holder_that_died_loses_the_job_after_its_time(monkeypatch):
    dead = lease("seal", seconds=60)
    assert dead.__enter__()
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    with lease("seal", seconds=60) as held:
        assert held


def test_jobs_do_not_hinder_each_other():
    with lease("seal", seconds=60), lease("mail", seconds=60) as held:
        assert held


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_ask_at_once_do_not_both_hold_the_job():
    ready, done = Barrier(2), Barrier(2)

    def ask(_):
        try:
            ready.wait()
            with lease("seal", seconds=60) as held:
                done.wait()
                return held
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [False, True]
