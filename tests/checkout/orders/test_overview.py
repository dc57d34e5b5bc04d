"""A patient's orders side by side."""

from __future__ import annotations

from checkout.models import OrderAttempt, State, Step
from checkout.orders.overview import most_urgent, overview, progress_of
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.types import Access, Order, OrderStatus, Progress
from tests.world import Shopper, World


def order(status: OrderStatus) -> Order:
    return Order(status, "1", Money.of(1, "CAD"), status=status)


def test_what_needs_the_patient_comes_first() -> None:
    several = [order(OrderStatus.SHIPPED), order(OrderStatus.REQUIREMENTS), order(OrderStatus.CANCELLED)]

    assert most_urgent(several) == several[1]
    assert most_urgent(several[::2]) == several[0]
    assert most_urgent([]) is None


def test_our_own_state_speaks_where_there_is_no_order() -> None:
    assert progress_of(OrderAttempt(state=State.OPEN, step=Step.PAY), ()) is Progress.ACTION
    assert progress_of(OrderAttempt(state=State.UNKNOWN), ()) is Progress.WAITING
    assert progress_of(OrderAttempt(state=State.REFUSED), ()) is Progress.CANCELLED
    assert progress_of(OrderAttempt(state=State.PLACED), [order(OrderStatus.SHIPPED)]) is Progress.SHIPPED


def test_an_upstream_that_does_not_answer_is_asked_once(ana: Shopper, harbour: Clinic, world: World) -> None:
    ana.place_order()
    attempt = ana.attempt()
    world.down(path="*/payments")
    before = len(world.calls())

    seen = overview(harbour, [attempt] * 5, set(), Access(attempt.patient_ref, "token"))

    assert not seen.complete
    assert [row.orders for row in seen.rows] == [()] * 5
    assert len(world.calls()) - before <= 2  # a read is tried twice
