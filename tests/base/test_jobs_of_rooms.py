"""What every room declared is what the operator's guide says."""

from pathlib import Path

import pytest

from portal.base import jobs

GUIDE = Path(__file__).resolve().parents[2] / "deploy" / "README.md"
MOST_OF_A_NAME = 40


def test_each_job_is_in_the_operators_guide():
    guide = GUIDE.read_text()
    assert [name for name in jobs.REGISTRY if f"| `{name}` |" not in guide] == []


def test_each_has_a_name_that_a_lease_can_hold_and_a_french_label():
    assert [name for name, job in jobs.REGISTRY.items() if len(job.holds or name) > MOST_OF_A_NAME] == []
    assert [name for name, job in jobs.REGISTRY.items() if not job.label[0].isupper()] == []


def test_the_jobs_of_the_rooms_are_found():
    assert {"seal_journal", "refresh_statistics", "open_campaigns"} <= set(jobs.REGISTRY)


@pytest.mark.django_db
def test_all_of_them_run_on_an_empty_portal():
    assert [outcome.error for outcome in jobs.run_due_jobs()] == [""] * len(jobs.REGISTRY)
