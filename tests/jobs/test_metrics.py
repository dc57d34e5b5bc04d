"""Each job tells when it last succeeded, and whether it needs somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.jobs import claims
from storefront.jobs.metrics import gauges
from storefront.jobs.models import JobState, Result
from tests.jobs.jobs import make_job

pytestmark = pytest.mark.django_db

SUCCEEDED, TROUBLE = "storefront_job_last_success_timestamp_seconds", "storefront_job_in_trouble"


def told() -> dict[tuple[str, str], float]:
    """By name of the gauge and of the job."""
    return {(sample.name, sample.labels["job"]): sample.value for gauge in gauges() for sample in gauge.samples}


def test_a_job_that_never_ran_is_told_of_too() -> None:
    make_job("count")

    assert told() == {(SUCCEEDED, "count"): 0, (TROUBLE, "count"): 0}


def test_a_success_is_told_with_its_time() -> None:
    job, _ = make_job("count")
    claims.prepare()
    claims.finish(job, claims.claim(job), Result.DONE, "")

    assert told()[SUCCEEDED, "count"] == pytest.approx(timezone.now().timestamp(), abs=60)


def test_only_the_job_that_is_late_is_in_trouble() -> None:
    make_job("late")
    make_job("well")
    claims.prepare()
    JobState.objects.filter(name="late").update(next_run_at=timezone.now() - timedelta(days=1))

    assert (told()[TROUBLE, "late"], told()[TROUBLE, "well"]) == (1, 0)


def test_a_job_that_is_no_longer_registered_is_not_told_of() -> None:
    JobState.objects.create(name="gone", next_run_at=timezone.now())

    assert told() == {}
