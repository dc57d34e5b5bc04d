"""What a page promised holds for just this, and for no more money."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checkout.orders.promise import PaymentPromise, Promise
from storefront.money import Money
from storefront.upstream.types import Address, Cart, Interval, Line, PaymentMethod, Recurrence

HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")
VISA = PaymentMethod("pm-1", brand="visa", last4="4242")
MONTHLY = Recurrence(1, Interval.MONTH, Money.of(48, "CAD"))


def line(ref: str, quantity: int = 1, **facts: Any) -> Line:
    price = Money.of(20, "CAD")
    return Line(f"line-{ref}", ref, ref.title(), quantity, price, price * quantity, **facts)


def promise(total: int = 68, **facts: Any) -> Promise:
    lines = facts.pop("lines", (line("tea", 2), line("plan", recurring=True, recurrence=MONTHLY)))
    money = Money.of(total, "CAD")
    cart = Cart("c-1", lines, money, money)
    return Promise.of(cart, facts.get("coupon", ""), facts.get("address", HOME), facts.get("method", VISA))


SHOWN = promise()


def test_the_same_for_the_same_money_holds() -> None:
    assert promise().holds(SHOWN)
    assert promise().holds(Promise.load(SHOWN.dump()))


def test_a_lower_total_holds_and_a_higher_one_does_not() -> None:
    assert promise(60).holds(SHOWN)
    assert not promise(69).holds(SHOWN)


@pytest.mark.parametrize(
    "facts",
    [
        {"lines": (line("tea", 1), line("plan", recurring=True, recurrence=MONTHLY))},
        {"lines": (line("tea", 2),)},
        {"lines": (line("tea", 2), line("plan", recurring=True, recurrence=replace(MONTHLY, interval=Interval.WEEK)))},
        {"lines": (line("tea", 2), line("plan", recurring=True, recurrence=replace(MONTHLY, every=2)))},
        {
            "lines": (
                line("tea", 2),
                line("plan", recurring=True, recurrence=replace(MONTHLY, price=Money.of(96, "CAD"))),
            )
        },
        {"lines": (line("tea", 2), line("plan"))},
        {"coupon": "NEW20"},
        {"address": replace(HOME, address2="Suite 7")},
        {"address": None},
        {"method": replace(VISA, ref="pm-2")},
        {"method": replace(VISA, kind="credit", covers=Money.of(5, "CAD"))},
    ],
    ids=[
        "fewer",
        "gone",
        "weekly",
        "every second",
        "dearer renewal",
        "no renewal",
        "coupon",
        "suite",
        "none",
        "card",
        "credit",
    ],
)
def test_anything_else_does_not_hold(facts: dict[str, Any]) -> None:
    assert not promise(**facts).holds(SHOWN)


def test_the_order_of_lines_and_the_spelling_of_names_do_not_matter() -> None:
    renamed = tuple(replace(each, name=each.name.upper()) for each in SHOWN.items)

    assert replace(SHOWN, items=renamed[::-1]).holds(SHOWN)


def test_where_nothing_is_to_pay_no_method_is_promised() -> None:
    assert promise(0).method is None


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '{"items": []}', SHOWN.dump().replace("68", '"x"'), "9" * 60_000]
)
def test_what_no_page_of_ours_holds_is_no_promise(text: str) -> None:
    assert Promise.load(text) is None
    assert not SHOWN.holds(Promise.load(text))


CREDIT = PaymentMethod("credit+pm-1", kind="credit", covers=Money.of(25, "USD"), rest="pm-1")
DUE = PaymentPromise.of(Money.of(73, "USD"), (VISA, CREDIT))


@pytest.mark.parametrize(
    ("due", "covers", "method", "holds"),
    [
        (73, 25, "pm-1", True),
        (73, 25, "credit+pm-1", True),
        (173, 25, "pm-1", False),
        (70, 25, "pm-1", True),
        (73, 5, "pm-1", True),
        (73, 5, "credit+pm-1", False),
    ],
)
def test_a_payment_takes_what_was_shown_and_credit_covers_what_was_shown(
    due: int, covers: int, method: str, holds: bool
) -> None:
    now = PaymentPromise.of(Money.of(due, "USD"), (VISA, replace(CREDIT, covers=Money.of(covers, "USD"))))

    assert now.holds(PaymentPromise.load(DUE.dump()), method) is holds


def test_a_payment_without_a_promise_or_in_another_currency_does_not_hold() -> None:
    assert not DUE.holds(None, "pm-1")
    assert not DUE.holds(PaymentPromise(Money.of(73, "CAD"), {}), "pm-1")
