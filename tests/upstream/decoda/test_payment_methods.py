"""Which payment methods are offered, and what a ref that is none of them does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from storefront.upstream.errors import PaymentDeclined
from tests.upstream.decoda.conftest import REQUEST, dollars, posts
from tests.upstream.decoda.examples import CARD, CART, CHARGE, CREDIT, NO_CREDIT


@pytest.mark.parametrize(
    ("credit", "refs"),
    [
        (NO_CREDIT, ["pm-1", "hosted"]),
        (CREDIT, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"]),
        (CREDIT | {"totalAvailable": 10521}, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"]),
        (CREDIT | {"totalAvailable": 10522}, ["credit", "pm-1", "hosted"]),
    ],
)
def test_credit_is_offered_alone_where_it_is_enough_and_else_first(
    shop: Any, answering: Any, me: Any, credit: Any, refs: Any
) -> None:
    answering(CART, [CARD], credit)

    methods = shop.orders.prepare("cart-1", "WELCOME10", me).payment_methods

    assert [method.ref for method in methods] == refs
    assert {method.kind for method in methods if "credit" in method.ref} <= {"credit"}
    covered = dollars(str(Decimal(credit["totalAvailable"]) / 100))
    assert {method.covers for method in methods if "credit" in method.ref} <= {covered}
    assert {method.covers for method in methods if "credit" not in method.ref} == {None}
    assert [method.ref for method in methods if method.default] == ["pm-1"]


@pytest.mark.parametrize(
    ("credit", "refs"),
    [(NO_CREDIT, ["pm-1", "hosted"]), (CREDIT, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"])],
)
def test_an_order_that_exists_can_be_paid_in_the_same_ways(
    shop: Any, answering: Any, me: Any, credit: Any, refs: Any
) -> None:
    answering(credit, [CARD])

    assert [method.ref for method in shop.orders.payment_methods(me)] == refs


def test_credit_alone_pays_an_order_that_costs_less(shop: Any, answering: Any, me: Any) -> None:
    answering(CREDIT, [CARD])

    first = shop.orders.payment_methods(me, dollars("20.00"))[0]

    assert (first.ref, first.covers) == ("credit", dollars("20.00"))


def test_nothing_to_pay_asks_for_no_way_to_pay(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(CART | {"total": 0})

    assert shop.orders.prepare("cart-1", "WELCOME10", me).payment_methods == ()
    assert len(recorder.asked) == 1


@pytest.mark.parametrize("method", ["", "pm-2", "credit+pm-2", "hosted+", "+pm-1"])
def test_a_way_to_pay_that_is_none_moves_nothing(shop: Any, answering: Any, me: Any, method: str) -> None:
    recorder = answering(CHARGE, [CARD])

    with pytest.raises(PaymentDeclined):
        shop.orders.pay(replace(REQUEST, payment_method=method), me)
    assert posts(recorder) == []
