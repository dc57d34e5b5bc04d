"""A job that is dead, hangs or fails is told of; one that takes a little longer is not."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from storefront.jobs import claims
from storefront.jobs.lateness import troubled
from storefront.jobs.models import JobState, Result
from storefront.jobs.registry import Daily, Job, register
from tests.jobs.jobs import Runs, make_job

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return [state.name for state in troubled()]


def late_by(delay: timedelta) -> None:
    JobState.objects.update(next_run_at=timezone.now() - delay)


def test_nothing_is_late_where_no_worker_ever_ran() -> None:
    make_job()

    assert names() == []


def test_a_job_is_late_after_a_while() -> None:
    make_job()
    claims.prepare()
    late_by(timedelta(hours=1))
    assert names() == []

    late_by(timedelta(hours=3))
    assert names() == ["count"]


def test_a_run_that_hangs_is_late_although_its_claim_is_renewed() -> None:
    job, _ = make_job()
    claims.prepare()
    late_by(timedelta(hours=3))
    claims.claim(job)

    assert names() == ["count"]


def test_a_frequent_job_may_fail_twice_and_a_daily_one_not_at_all() -> None:
    often, _ = make_job()
    daily = Job("daily", Daily(time(3)), Runs())
    register(daily)
    claims.prepare()
    for job in (often, often, daily):
        claims.finish(job, claims.claim(job, even_if_not_due=True), Result.FAILED, "")
    assert names() == ["daily"]

    claims.finish(often, claims.claim(often, even_if_not_due=True), Result.FAILED, "")
    assert names() == ["count", "daily"]


def test_a_job_that_is_no_longer_registered_is_forgotten() -> None:
    JobState.objects.create(name="gone", next_run_at=timezone.now() - timedelta(days=9), failures=9)

    assert names() == []
