"""The jobs of orders: look up what is in doubt, and compare both sides each night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from threading import Event

from django.utils import timezone

from checkout.orders.lookups import clinics_with_due, resolve_due_of
from checkout.orders.reconciliation import Comparison, reconcile
from checkout.retention import prune
from storefront.clinics.models import Clinic
from storefront.jobs.fair import FairPool
from storefront.jobs.registry import Daily, Every, Job, JobFailed
from storefront.statistics.health import RECORDER

PASS = 2.0  # seconds; a clinic that takes longer is not waited for
LOOK_UPS = FairPool(16)  # threads: so many clinics may hang before another waits


def resolve_orders(stopping: Event) -> str:
    """One pass over all that is due. A clinic whose last pass has not ended is left alone."""
    now = timezone.now()
    outcome = LOOK_UPS.run(
        {slug: partial(resolve_due_of, clinic, now) for slug, clinic in clinics_with_due(now).items()}, PASS
    )
    RECORDER.flush_when_due()
    if outcome.failed:
        raise JobFailed(f"look-ups ended early at: {', '.join(outcome.failed)}")
    waiting = f", {len(LOOK_UPS.under_way)} clinic(s) slow" if LOOK_UPS.under_way else ""
    return f"looked up {sum(outcome.done.values())}{waiting}"


def reconcile_orders(stopping: Event) -> str:
    """Compare every clinic. Fails with the names of those that could not be compared, after all others were."""
    found: dict[str, Comparison] = {}
    clinics = {clinic.slug: clinic for clinic in Clinic.objects.all()}
    FairPool(8).run({slug: _compare(clinic, found, stopping) for slug, clinic in clinics.items()})
    RECORDER.flush()
    total = sum(comparison.new for comparison in found.values())
    told = f"{total} new difference(s); staff find them under Incidents"
    missing = [slug for slug in clinics if slug not in found or not found[slug].complete]
    if missing:
        raise JobFailed(f"not compared: {', '.join(missing)}. {told}")
    return told


def _compare(clinic: Clinic, found: dict[str, Comparison], stopping: Event) -> Callable[[], int]:
    def compare() -> int:
        if not stopping.is_set():
            found[clinic.slug] = reconcile(clinic)
        return 0

    return compare


def prune_data(stopping: Event) -> str:
    """Delete what is older than it is kept (``docs/retention.md``)."""
    return ", ".join(f"{kind}: {rows}" for kind, rows in prune().items())


JOBS = (
    Job("prune_data", Daily(time(4)), prune_data),
    Job("resolve_orders", Every(timedelta(seconds=1)), resolve_orders),
    Job("reconcile_orders", Daily(time(3)), reconcile_orders),
)
