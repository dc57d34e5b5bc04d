"""Each fact that changed is told with what it was and what it is."""

from __future__ import annotations

from dataclasses import replace

from checkout.words.promise import differences
from storefront.money import Money
from storefront.upstream.types import Interval
from tests.checkout.orders.test_promise import HOME, MONTHLY, SHOWN, line, promise


def told(now: object) -> list[tuple[str, str, str]]:
    return [(each.what, each.before, each.now) for each in differences(SHOWN, now, "CA")]  # type: ignore[arg-type]


def test_nothing_is_told_of_what_is_the_same() -> None:
    assert told(promise()) == []


def test_an_item_and_the_total_that_changed_are_told() -> None:
    now = promise(48, lines=(line("tea", 1), line("plan", recurring=True, recurrence=MONTHLY)))

    assert told(now) == [("Items", "2 × Tea, 1 × Plan", "1 × Tea, 1 × Plan"), ("Total", "$68.00", "$48.00")]


def test_a_renewal_that_changed_is_told_in_words() -> None:
    weekly = replace(MONTHLY, interval=Interval.WEEK, price=Money.of(50, "CAD"))
    now = promise(lines=(line("tea", 2), line("plan", recurring=True, recurrence=weekly)))

    assert told(now) == [("Renewal", "Plan: every month at $48.00", "Plan: every week at $50.00")]


def test_an_address_is_told_whole() -> None:
    [(what, before, now)] = told(promise(address=replace(HOME, address2="Suite 7")))

    assert what == "Delivery address"
    assert before == "12 Quay Street, Halifax NS B3H 4R2, Canada"
    assert now == "12 Quay Street, Suite 7, Halifax NS B3H 4R2, Canada"


def test_what_was_not_there_is_called_none() -> None:
    assert told(promise(coupon="NEW20")) == [("Coupon", "none", "NEW20")]
