"""What on-call sees, at ``/metrics`` in Prometheus text: for the operator only, like ``/healthz``. Nothing personal.

Counts of what happens live in each process. ``deploy/serve`` names a directory in which its workers keep theirs
together (``PROMETHEUS_MULTIPROC_DIR``), so any worker tells of all. What the database knows is read when it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import structlog
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = structlog.stdlib.get_logger(__name__)

REQUESTS = Counter("storefront_requests", "Requests answered.", ["route", "status"])
REQUEST_SECONDS = Histogram(
    "storefront_request_seconds",
    "How long requests took.",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
UPSTREAM_CALLS = Counter("storefront_upstream_calls", "Calls to upstreams, sent or not.", ["clinic", "outcome"])
LIMITS_REACHED = Counter("storefront_limits_reached", "Times that a limit was reached, once a window.", ["limit"])

Gauges = Callable[[], Iterable[GaugeMetricFamily]]
_gauges: dict[str, Gauges] = {}


def register(name: str, gauges: Gauges) -> None:
    """Have ``gauges`` read from the database whenever somebody asks. For an ``AppConfig``."""
    _gauges[name] = gauges


class FromDatabase(Collector):
    """A part that cannot be read costs the others nothing, and is told of by ``storefront_gauges_read``."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        read = GaugeMetricFamily("storefront_gauges_read", "1 where the database gave them.", labels=["part"])
        for name, gauges in sorted(_gauges.items()):
            try:
                yield from list(gauges())
            except Error as error:
                log.warning("gauges_not_read", operation=name, error_class=type(error).__name__)
                read.add_metric([name], 0)
            else:
                read.add_metric([name], 1)
        yield read


def count_request(route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(route, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    registry.register(FromDatabase())
    counts = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counts = CollectorRegistry()
        MultiProcessCollector(counts)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(counts) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
