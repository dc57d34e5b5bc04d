"""The job of statistics: delete what is too old, each night."""

from __future__ import annotations

from datetime import time
from threading import Event

from storefront.jobs.registry import Daily, Job
from storefront.statistics.retention import prune


def prune_statistics(stopping: Event) -> str:
    return f"{prune()} old row(s) deleted"


JOB = Job("prune_statistics", Daily(time(4)), prune_statistics)
