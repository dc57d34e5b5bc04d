"""Each run belongs to one process, by the database's time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from storefront.jobs import claims
from storefront.jobs.models import JobState, Result
from tests.jobs.jobs import make_job

pytestmark = pytest.mark.django_db


def state() -> JobState:
    return JobState.objects.get()


def test_a_new_job_is_due_at_once_and_is_prepared_once() -> None:
    job, _ = make_job()
    claims.prepare()
    claims.prepare()

    assert JobState.objects.count() == 1
    assert claims.claim(job)


def test_a_job_that_was_never_prepared_is_nobodys() -> None:
    job, _ = make_job()

    assert claims.claim(job) == ""


def test_a_run_belongs_to_whoever_comes_first() -> None:
    job, _ = make_job()
    claims.prepare()

    holders = [claims.claim(job) for _ in range(3)]

    assert [bool(holder) for holder in holders] == [True, False, False]
    assert claims.claim(job, even_if_not_due=True) == ""


def test_a_job_that_has_run_waits_for_its_time() -> None:
    job, _ = make_job()
    claims.prepare()
    claims.finish(job, claims.claim(job), Result.DONE, "counted 3")

    assert claims.claim(job) == ""
    assert (state().result, state().detail, state().holder) == (Result.DONE, "counted 3", "")
    assert state().next_run_at - state().ended_at == timedelta(hours=1)  # type: ignore[operator]
    assert claims.claim(job, even_if_not_due=True)


def test_a_process_that_died_gives_its_job_up_when_its_claim_runs_out() -> None:
    job, _ = make_job()
    claims.prepare()
    dead = claims.claim(job)
    JobState.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    alive = claims.claim(job)

    assert alive
    assert not claims.renew(job, dead)
    claims.finish(job, dead, Result.FAILED, "too late")
    assert (state().holder, state().result) == (alive, Result.NONE)


def test_a_renewed_claim_lasts() -> None:
    job, _ = make_job()
    claims.prepare()
    holder = claims.claim(job)
    JobState.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert claims.renew(job, holder)
    assert claims.claim(job) == ""


def test_a_node_whose_clock_is_ahead_takes_nothing_early() -> None:
    job, _ = make_job()
    claims.prepare()
    claims.claim(job)

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert claims.claim(job) == ""


def test_failures_are_counted_until_it_works_again() -> None:
    job, _ = make_job()
    claims.prepare()
    for result, failures in [(Result.FAILED, 1), (Result.FAILED, 2), (Result.DONE, 0)]:
        claims.finish(job, claims.claim(job, even_if_not_due=True), result, "")
        assert state().failures == failures
