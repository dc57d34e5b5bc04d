from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from storefront.jobs.registry import Daily, Every, job_named, registered
from tests.jobs.jobs import make_job

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_an_interval_begins_when_the_last_run_has_ended() -> None:
    assert Every(timedelta(minutes=1)).after(NOON) == NOON + timedelta(minutes=1)


@pytest.mark.parametrize(("hour", "day"), [(13, 27), (12, 28), (3, 28)])
def test_a_time_of_day_is_the_next_one(hour: int, day: int) -> None:
    assert Daily(time(hour)).after(NOON) == datetime(2026, 11, day, hour, tzinfo=UTC)


def test_jobs_are_known_by_name() -> None:
    second, _ = make_job("b")
    first, _ = make_job("a")

    assert registered() == [first, second]
    assert job_named("b") is second
    assert job_named("c") is None
