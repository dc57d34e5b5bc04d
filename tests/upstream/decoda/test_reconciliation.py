"""All charges with a key of ours, for the nightly comparison."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.decoda.reconciliation import MOST_PAGES, PAGE
from storefront.upstream.errors import Unreadable
from storefront.upstream.types import OrderWithKey
from tests.upstream.decoda.conftest import asked
from tests.upstream.decoda.examples import CHARGE, page

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
MINE = CHARGE | {"externalId": "shop-1"}


def test_each_charge_is_told_by_its_key(shop: Any, answering: Any) -> None:
    recorder = answering(page(MINE))

    assert shop.orders.orders_with_key("shop-", SINCE) == (OrderWithKey("shop-1", "chg-1"),)
    assert asked(recorder) == [("GET /billing/charge/table?charge_external_id=shop-&page=1&per_page=100", None)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"externalId": "other-shop-1"}, False),  # the filter finds parts of a key too
        ({"externalId": None}, False),
        ({"createdDate": "2026-11-19T23:59:59Z"}, False),
        ({"createdDate": "2026-11-20T00:00:00"}, True),
        ({"createdDate": None}, True),
        ({"createdDate": "yesterday"}, True),
        ({"id": None}, False),
    ],
)
def test_each_row_is_compared_again(shop: Any, answering: Any, row: Any, told: bool) -> None:
    answering(page(MINE | {"id": "chg-9"} | row, MINE))

    refs = [order.order_ref for order in shop.orders.orders_with_key("shop-", SINCE)]

    assert refs == (["chg-9", "chg-1"] if told else ["chg-1"])


def test_full_pages_are_read_on_and_left_at_some_point(shop: Any, answering: Any) -> None:
    full = page(*[MINE] * PAGE)
    recorder = answering(full, page(MINE))
    assert len(shop.orders.orders_with_key("shop-", SINCE)) == PAGE + 1
    assert len(recorder.asked) == 2

    recorder = answering(full)
    shop.orders.orders_with_key("shop-", SINCE)
    assert len(recorder.asked) == MOST_PAGES


def test_a_table_that_is_missing_is_not_an_empty_one(shop: Any, answering: Any) -> None:
    answering({"total": 0})

    with pytest.raises(Unreadable):
        shop.orders.orders_with_key("shop-", SINCE)
