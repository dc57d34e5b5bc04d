"""Every call to an upstream is counted, exactly and without a write of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from storefront.backoffice.statistics.health import upstreams_failing
from storefront.clinics.models import Clinic
from storefront.statistics.health import RECORDER, Health, Recorder, failing, health_since, observer_of
from storefront.statistics.models import UpstreamFailure, UpstreamHour
from storefront.upstream.circuit_breaker import FAILURES
from storefront.upstream.observer import CROWDED, REJECTED, ObservedCall
from tests.databases import database_away
from tests.world import Shopper, World

THREADS, EACH = 8, 25
pytestmark = pytest.mark.django_db


def observed(outcome: str = "ok", ms: int = 100, status: int = 200) -> ObservedCall:
    return ObservedCall("GET", "/carts/{cart}", status, ms, "c" * 32, outcome, "careportals")


def health_of(clinic: Clinic) -> Health:
    return health_since([clinic], timezone.now() - timedelta(hours=1)).get(clinic.pk, Health())


def test_calls_of_a_page_are_written_when_it_is_done(shopper: Shopper, world: World, harbour: Clinic) -> None:
    shopper.get("/")
    RECORDER.flush()

    health = health_of(harbour)
    assert health.calls == len(world.ledger.calls) > 0
    assert (health.failures, health.rejected) == (0, 0)


def test_a_call_costs_no_write_of_its_own(shopper: Shopper) -> None:
    shopper.add("Calm Evening Magnesium")

    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            shopper.get("/cart/")

    assert [query["sql"] for query in queries if "figures_upstream" in query["sql"]] == []


def test_a_failure_says_what_when_and_under_which_ids(shopper: Shopper, world: World, harbour: Clinic) -> None:
    shopper.add("Calm Evening Magnesium")
    world.down()

    page = shopper.get("/cart/")
    RECORDER.flush()

    last = UpstreamFailure.objects.get()
    assert last.operation == "GET /v2/carts/{cart}"
    assert (last.outcome, last.status) == ("OutcomeUnknown", 503)
    assert last.request_id == page["X-Request-ID"]
    assert len(last.call_id) == 32
    assert health_of(harbour).failures == 1


def test_calls_that_an_open_breaker_rejected_are_told_apart(shopper: Shopper, world: World, harbour: Clinic) -> None:
    shopper.add("Calm Evening Magnesium")
    world.down()

    for _ in range(FAILURES + 2):
        shopper.get("/cart/")
    RECORDER.flush()

    health = health_of(harbour)
    assert (health.failures, health.rejected) == (FAILURES + 2, 2)
    assert health.is_failing


def test_a_refusal_is_an_answer_and_too_many_requests_are_not(harbour: Clinic) -> None:
    recorder = Recorder()
    for outcome, status in (("CouponRefused", 404), ("SignedOut", 401), ("ok", 429), ("Busy", 429), ("crashed", 0)):
        recorder.record(harbour.pk, observed(outcome, status=status))
    recorder.flush()

    assert (health_of(harbour).calls, health_of(harbour).failures) == (5, 3)


def test_times_are_those_of_calls_that_were_sent(harbour: Clinic) -> None:
    recorder = Recorder()
    for call in (observed(ms=100), observed(ms=4000), observed(REJECTED, ms=0)):
        recorder.record(harbour.pk, call)
    recorder.flush()
    recorder.record(harbour.pk, observed(ms=50))
    recorder.flush()

    health = health_of(harbour)
    assert (health.calls, health.rejected, health.slow, health.ms_max) == (4, 1, 1, 4000)
    assert health.ms_mean == 1383


def test_what_many_threads_saw_is_exact(harbour: Clinic) -> None:
    recorder = Recorder()

    def work(_n: int) -> None:
        for _ in range(EACH):
            recorder.record(harbour.pk, observed())

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    recorder.flush()

    assert health_of(harbour).calls == THREADS * EACH


def test_it_is_written_every_few_seconds_and_not_more_often(harbour: Clinic) -> None:
    now = [100.0]
    recorder = Recorder(lambda: now[0])
    recorder.record(harbour.pk, observed())
    recorder.flush_when_due()
    recorder.record(harbour.pk, observed())
    recorder.flush_when_due()
    assert health_of(harbour).calls == 1

    now[0] += 6
    recorder.flush_when_due()

    assert health_of(harbour).calls == 2


def test_a_database_that_is_away_breaks_nothing_and_is_left_alone_for_a_while(harbour: Clinic) -> None:
    now = [100.0]
    recorder = Recorder(lambda: now[0])
    recorder.record(harbour.pk, observed())
    with database_away(touching="figures_upstreamhour") as refused:
        recorder.flush_when_due()
        now[0] += 6
        recorder.record(harbour.pk, observed())
        recorder.flush_when_due()
        assert len(refused) == 1

    now[0] += 60
    recorder.flush_when_due()

    assert health_of(harbour).calls == 1


def test_the_reconciler_writes_what_it_saw(harbour: Clinic) -> None:
    RECORDER.record(harbour.pk, observed())

    call_command("resolve_orders")

    assert health_of(harbour).calls == 1


@pytest.mark.parametrize(
    ("outcomes", "fails"),
    [
        (["ok"] * 20, False),
        (["OutcomeUnknown"] * 4, False),
        (["ok"] * 17 + ["OutcomeUnknown"] * 3, False),
        (["ok"] * 4 + ["OutcomeUnknown"], True),
        (["ok"] * 50 + [REJECTED], True),
    ],
)
def test_when_an_upstream_counts_as_failing(harbour: Clinic, outcomes: list[str], fails: bool) -> None:
    recorder = Recorder()
    for outcome in outcomes:
        recorder.record(harbour.pk, observed(outcome, status=0))
    recorder.flush()

    assert (harbour.pk in failing([harbour])) is fails
    assert [item.count for item in upstreams_failing(Clinic.objects.all())] == [int(fails)]


def test_it_is_no_longer_failing_once_this_hour_is_good(harbour: Clinic) -> None:
    now = timezone.now().replace(minute=30, second=0, microsecond=0)
    sums = {"upstream": "careportals", "slow": 0, "ms_total": 0, "ms_max": 0}
    last = (now - timedelta(hours=1)).replace(minute=0)
    UpstreamHour.objects.create(clinic=harbour, hour=last, calls=50, failures=50, rejected=40, **sums)
    assert failing([harbour], now) == {harbour.pk}

    UpstreamHour.objects.create(clinic=harbour, hour=now.replace(minute=0), calls=10, failures=0, rejected=0, **sums)

    assert failing([harbour], now) == set()


def test_a_call_that_found_no_place_here_does_not_make_an_upstream_look_failing(harbour: Clinic) -> None:
    record = observer_of(harbour)
    assert record is not None
    for _ in range(20):
        record(observed(CROWDED))
    RECORDER.flush()

    assert not UpstreamHour.objects.exists()
