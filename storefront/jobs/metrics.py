"""When each job last succeeded, and which ones need somebody."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from storefront.jobs.lateness import troubled
from storefront.jobs.models import JobState
from storefront.jobs.registry import registered


def gauges() -> Iterator[GaugeMetricFamily]:
    succeeded = GaugeMetricFamily(
        "storefront_job_last_success_timestamp_seconds", "When the job last succeeded; 0 for never.", labels=["job"]
    )
    trouble = GaugeMetricFamily("storefront_job_in_trouble", "1 while the job is late or failing.", labels=["job"])
    states = {state.name: state for state in JobState.objects.all()}
    bad = {state.name for state in troubled()}
    for job in registered():
        state = states.get(job.name)
        at = state.succeeded_at.timestamp() if state and state.succeeded_at else 0
        succeeded.add_metric([job.name], at)
        trouble.add_metric([job.name], int(job.name in bad))
    yield succeeded
    yield trouble
