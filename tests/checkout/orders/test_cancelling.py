"""How an order can be cancelled follows from what the upstream says of it."""

from __future__ import annotations

import pytest

from checkout.models import OrderAttempt, State, Step
from checkout.orders.cancelling import Way, fingerprint, way_for
from storefront.money import Money
from storefront.upstream.types import Order, OrderStatus


def order(status: OrderStatus, *, free: bool = False) -> tuple[Order, ...]:
    return (Order("o", "1", Money.of(1, "CAD"), status=status, can_be_cancelled=free),)


PLACED, UNPAID = OrderAttempt(state=State.PLACED), OrderAttempt(state=State.OPEN, step=Step.PAY)


@pytest.mark.parametrize(
    ("attempt", "orders", "way"),
    [
        (PLACED, order(OrderStatus.RECEIVED), Way.CLINIC),
        (PLACED, order(OrderStatus.PHARMACY), Way.CLINIC),
        (PLACED, order(OrderStatus.SHIPPED), None),
        (PLACED, order(OrderStatus.CANCELLED), None),
        (PLACED, (), None),
        (UNPAID, order(OrderStatus.UNPAID, free=True), Way.UPSTREAM),
        (UNPAID, order(OrderStatus.UNPAID), Way.CLINIC),
        (OrderAttempt(state=State.OPEN, step=Step.PAY, cart_ref="bill:c"), order(OrderStatus.UNPAID, free=True), None),
    ],
)
def test_the_way_to_cancel(attempt: OrderAttempt, orders: tuple[Order, ...], way: Way | None) -> None:
    assert way_for(attempt, orders) is way


def test_another_status_is_another_page() -> None:
    assert fingerprint(PLACED, order(OrderStatus.RECEIVED)) != fingerprint(PLACED, order(OrderStatus.SHIPPED))
