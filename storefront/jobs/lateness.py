"""Which jobs need somebody: those that did not run when they should have, and those whose last run failed."""

from __future__ import annotations

from datetime import datetime

from storefront.jobs.claims import database_time
from storefront.jobs.models import JobState
from storefront.jobs.registry import job_named


def troubled() -> list[JobState]:
    """Jobs that no app registers any more are left out. So is one that was never prepared: no worker ever ran."""
    now = database_time()
    return [state for state in JobState.objects.all() if now and (is_late(state, now) or is_failing(state))]


def is_late(state: JobState, now: datetime) -> bool:
    """Also one that runs for too long."""
    job = job_named(state.name)
    return job is not None and state.next_run_at + job.schedule.grace < now


def is_failing(state: JobState) -> bool:
    job = job_named(state.name)
    return job is not None and state.failures > job.schedule.failures_allowed
