"""The job of domains: check each when it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

from django.utils import timezone

from storefront.clinics.hosts import verification
from storefront.clinics.models import Domain
from storefront.jobs.fair import FairPool
from storefront.jobs.registry import Every, Job, JobFailed

AT_ONCE = 8  # threads: they wait for the DNS and for certificates


def check_domains(stopping: Event) -> str:
    due = list(verification.due(timezone.now()))
    outcome = FairPool(AT_ONCE).run({domain.host: _check(domain, stopping) for domain in due})
    if outcome.failed:
        raise JobFailed(f"{len(outcome.failed)} of {len(due)} domain(s) could not be checked; see the log")
    return f"checked {sum(outcome.done.values())} domain(s)"


def _check(domain: Domain, stopping: Event) -> Callable[[], int]:
    def check() -> int:
        if stopping.is_set():
            return 0
        try:
            verification.check(domain)
        except Domain.DoesNotExist:  # taken away meanwhile
            return 0
        return 1

    return check


JOB = Job("check_domains", Every(timedelta(minutes=1)), check_domains)
