"""The jobs of orders: one clinic, or one row, that fails or hangs costs no other anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders import jobs, lookups
from checkout.orders.lookups import LookUpResult
from checkout.orders.reconciliation import Comparison
from storefront.clinics.models import Clinic
from storefront.jobs.registry import JobFailed, job_named
from tests.houses import HOUSES, go_to_the_button
from tests.world import Shopper, World

pytestmark = pytest.mark.django_db(transaction=True)


def leave_in_doubt(clinic: Clinic, world: World) -> OrderAttempt:
    """An order whose answer was lost, which is due now."""
    shopper = go_to_the_button(Shopper(f"{clinic.slug}.localhost"), HOUSES[0])
    form = shopper.review_form()
    world.faults.arm("reset_after", path="*/finalize", times=1)
    shopper.post("/checkout/review/", form)
    attempt = OrderAttempt.objects.get(clinic=clinic)
    OrderAttempt.objects.filter(pk=attempt.pk).update(
        sent_at=timezone.now() - timedelta(minutes=1), next_look_up_at=timezone.now(), looked_up_at=None
    )
    attempt.refresh_from_db()
    assert attempt.state == State.UNKNOWN
    return attempt


def state_of(attempt: OrderAttempt) -> str:
    return OrderAttempt.objects.get(pk=attempt.pk).state


def test_a_clinic_that_hangs_delays_nobody_elses_look_up(
    harbour: Clinic, make_clinic: Callable[..., Clinic], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = [leave_in_doubt(clinic, world) for clinic in (make_clinic("a-hung"), harbour)]
    harbour_is_done, of_one = Event(), lookups.resolve_due_of

    def hang_at_one(clinic: Clinic, now: datetime) -> int:
        if clinic.slug == "a-hung":
            assert harbour_is_done.wait(30)
            return 0
        try:
            return of_one(clinic, now)
        finally:
            harbour_is_done.set()

    monkeypatch.setattr(jobs, "resolve_due_of", hang_at_one)
    jobs.resolve_orders(Event())
    jobs.LOOK_UPS.wait()

    assert [state_of(attempt) for attempt in attempts] == [State.UNKNOWN, State.PLACED]


def test_one_attempt_that_breaks_costs_no_other_its_look_up(
    harbour: Clinic, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = leave_in_doubt(harbour, world)
    OrderAttempt.objects.create(
        clinic=harbour,
        patient_ref="somebody-else",
        cart_ref="another-cart",
        reference="AAAA-BBBB",
        shown_minor=100,
        currency="CAD",
        state=State.UNKNOWN,
        sent_at=attempt.sent_at,
        next_look_up_at=timezone.now() - timedelta(hours=1),  # the first in the queue
    )
    look_up = lookups.look_up

    def break_at_the_other(each: OrderAttempt) -> LookUpResult:
        if each.pk != attempt.pk:
            raise ValueError("a row that nobody expected")
        return look_up(each)

    monkeypatch.setattr(lookups, "look_up", break_at_the_other)

    assert lookups.resolve_due() == 2
    assert state_of(attempt) == State.PLACED


def test_a_silent_upstream_is_not_asked_about_every_attempt(
    harbour: Clinic, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(lookups.SILENT_TIMES + 2):
        OrderAttempt.objects.create(
            clinic=harbour,
            patient_ref=f"patient {number}",
            cart_ref=f"cart {number}",
            reference=f"AAAA-000{number}",
            shown_minor=100,
            currency="CAD",
            state=State.UNKNOWN,
            sent_at=timezone.now(),
            next_look_up_at=timezone.now(),
        )
    monkeypatch.setattr(lookups, "look_up", lambda attempt: LookUpResult.NO_ANSWER)

    assert lookups.resolve_due() == lookups.SILENT_TIMES


def test_a_broken_attempt_is_handed_to_staff_in_the_end(
    harbour: Clinic, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = leave_in_doubt(harbour, world)
    OrderAttempt.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(lookups, "_my_turn", lambda attempt: 1 // 0)

    lookups.resolve_due()

    assert state_of(attempt) == State.REVIEW


def test_every_clinic_is_compared_before_the_job_fails(
    harbour: Clinic, summit: Clinic, meadow: Clinic, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def compare(clinic: Clinic) -> Comparison:
        compared.append(clinic.slug)
        if clinic.slug == "harbour":
            raise ValueError("nobody expected this")
        return Comparison(new=1)

    monkeypatch.setattr(jobs, "reconcile", compare)

    with pytest.raises(JobFailed, match=r"^not compared: harbour\. 2 new"):
        jobs.reconcile_orders(Event())
    assert sorted(compared) == ["harbour", "meadow", "summit"]


def test_a_worker_that_stops_begins_no_clinic_anew(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = Event()
    stopping.set()

    with pytest.raises(JobFailed, match="harbour"):
        jobs.reconcile_orders(stopping)


@pytest.mark.parametrize(
    "name", ["resolve_orders", "reconcile_orders", "check_domains", "prune_statistics", "clear_sessions"]
)
def test_every_periodic_job_is_registered(name: str) -> None:
    assert job_named(name)
