"""Orders as they are paid here, of this access's account."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import Payment, Verdict
from tests.upstream.elasticpath.common import changed, dated, look
from tests.upstream.elasticpath.examples import ORDER_DATA, OTHER_ACCOUNT


@pytest.mark.parametrize(("secret", "may"), [("a secret", True), ("", False)])
def test_only_a_clinic_with_a_secret_can_have_an_unpaid_order_cancelled(
    shop: Any, erin: Any, secret: str, may: bool
) -> None:
    data = ORDER_DATA | {"status": "incomplete", "payment": "unpaid", "shipping": "unfulfilled"}

    (order,) = look(shop, erin, {"data": [data]}, client_secret=secret).orders

    assert order.can_be_cancelled is may


@pytest.mark.parametrize("payment", ["paid", "authorized"])
def test_paid_by_the_manual_gateway_is_for_the_clinic_to_collect(shop: Any, erin: Any, payment: str) -> None:
    (order,) = look(shop, erin, {"data": [ORDER_DATA | {"payment": payment}]}).orders

    assert order.payment is Payment.INVOICE


def test_several_orders_of_one_attempt_are_all_told_the_oldest_first(shop: Any, erin: Any) -> None:
    two = [dated(ORDER_DATA, 21, id="second"), dated(ORDER_DATA, 20, id="first")]

    found = look(shop, erin, {"data": two})
    assert (found.verdict, [order.ref for order in found.orders]) == (Verdict.ORDERED, ["first", "second"])

    found = look(shop, erin, {"data": [two[0] | {"payment": "paid"}, two[1]]})
    assert (found.verdict, [order.ref for order in found.orders]) == (Verdict.PLACED, ["first", "second"])


def test_history_is_newest_first_and_of_this_account(shop: Any, erin: Any) -> None:
    orders = [dated(ORDER_DATA, day, id=f"day-{day}", external_ref=None) for day in (21, 20, 19)]
    theirs = changed(ORDER_DATA, "relationships.account.data.id", OTHER_ACCOUNT)
    clinic, _ = shop({"data": [*orders, theirs]})

    assert [order.ref for order in clinic.orders.history(erin)] == ["day-21", "day-20", "day-19"]
