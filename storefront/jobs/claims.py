"""Each run belongs to one process: it takes the job by one conditional update, and keeps it by renewing its claim."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from storefront.jobs.models import JobState, Result
from storefront.jobs.registry import Job, registered

LEASE = timedelta(seconds=60)  # a process that died holds its job so long
RENEW_EVERY = 15.0  # seconds; several renewals may fail before the claim is lost


def prepare() -> None:
    """A row for each job that has none. A new job is due at once."""
    known = set(JobState.objects.values_list("name", flat=True))
    new = [JobState(name=job.name, next_run_at=Now()) for job in registered() if job.name not in known]
    JobState.objects.bulk_create(new, ignore_conflicts=True)


def database_time() -> datetime | None:
    """None while no job was ever prepared."""
    return JobState.objects.values_list(Now(), flat=True).first()


def claim(job: Job, *, even_if_not_due: bool = False) -> str:
    """The name of the run that has the job now; empty where it is not due, or another run has it."""
    now = database_time()
    if now is None:
        return ""
    due = Q() if even_if_not_due else Q(next_run_at__lte=now)
    free = Q(holder="") | Q(held_until__lte=now)
    holder = uuid.uuid4().hex
    taken = JobState.objects.filter(due, free, name=job.name).update(
        holder=holder, held_until=now + LEASE, started_at=now
    )
    return holder if taken else ""


def renew(job: Job, holder: str) -> bool:
    """False when the claim is lost: another run may have begun."""
    now = database_time()
    return bool(now and JobState.objects.filter(name=job.name, holder=holder).update(held_until=now + LEASE))


def finish(job: Job, holder: str, result: Result, detail: str) -> None:
    """Write down what came of it and give the job back, unless the claim was lost meanwhile."""
    now = database_time()
    if now is None:
        return
    done = result == Result.DONE
    outcome = {"succeeded_at": now, "failures": 0} if done else {"failures": F("failures") + 1}
    JobState.objects.filter(name=job.name, holder=holder).update(
        holder="",
        held_until=None,
        ended_at=now,
        result=result,
        detail=detail[:200],
        next_run_at=job.schedule.after(now),
        **outcome,
    )
