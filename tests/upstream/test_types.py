"""What follows from the facts that an upstream told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from storefront.money import Money
from storefront.upstream.types import (
    Address,
    Cart,
    Discount,
    Item,
    Line,
    Order,
    OrderLine,
    OrderRequest,
    OrderStatus,
    PaymentMethod,
    Product,
    Progress,
    Quote,
    QuoteStatus,
    Subscription,
    SubscriptionChange,
    SubscriptionState,
    items_of,
)

TEN = Money.of("10.00", "CAD")
HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA", given_name="Erin", family_name="Example")
BOX = Line("line-1", "box", "Box", 2, TEN, Money.of("20.00", "CAD"))
PLAN = Line("line-2", "plan", "Plan", 1, TEN, TEN, recurring=True, physical=False)
ORDER = Order("order-1", "1001", TEN)


def test_an_address_is_a_place_whoever_is_there() -> None:
    assert HOME.recipient == "Erin Example"
    assert replace(HOME, family_name="").recipient == "Erin"
    assert replace(HOME, given_name="Lee", phone="+19025550142").place == HOME.place
    assert replace(HOME, city="Truro").place != HOME.place


@pytest.mark.parametrize(("stock", "sold_out"), [(0, True), (1, False), (None, False)])
def test_only_a_stock_that_is_known_can_be_sold_out(stock: int | None, sold_out: bool) -> None:
    assert Product("box", "Box", TEN, stock=stock).sold_out is sold_out


def test_a_cart_is_told_by_its_lines() -> None:
    discounts = (Discount(Money.of("1.50", "CAD"), "WELCOME"), Discount(Money.of("0.50", "CAD")))
    cart = Cart("cart-1", (BOX, PLAN), TEN, TEN, discounts)

    assert (cart.count, cart.discount) == (3, Money.of("2.00", "CAD"))
    assert (cart.recurring, cart.physical) == (True, True)
    assert items_of(cart.lines) == (Item("box", 2), Item("plan", 1))
    assert replace(cart, lines=(BOX,)).recurring is False
    assert replace(cart, lines=(PLAN,)).physical is False


def test_an_empty_cart_has_no_discount_in_its_own_currency() -> None:
    cart = Cart("cart-1", (), TEN, TEN)

    assert (cart.count, cart.discount) == (0, Money.zero("CAD"))
    assert not cart.recurring
    assert not cart.physical


def test_when_a_cart_ends_makes_no_other_cart_of_it() -> None:
    cart = Cart("cart-1", (BOX,), TEN, TEN)

    assert replace(cart, ends_at=datetime(2026, 12, 1, tzinfo=UTC)) == cart


@pytest.mark.parametrize(
    ("month", "year", "expired"),
    [(11, 2026, False), (10, 2026, True), (12, 2025, True), (1, 2027, False), (None, 2025, False), (1, None, False)],
)
def test_a_card_holds_to_the_end_of_its_month(month: int | None, year: int | None, expired: bool) -> None:
    card = PaymentMethod("pm-1", expiry_month=month, expiry_year=year)

    assert card.is_expired(date(2026, 11, 30)) is expired


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        (OrderStatus.UNPAID, Progress.ACTION),
        (OrderStatus.RECEIVED, Progress.WAITING),
        (OrderStatus.UNKNOWN, Progress.WAITING),
        (OrderStatus.PACKING, Progress.PREPARING),
        (OrderStatus.CANCELLED, Progress.CANCELLED),
    ],
)
def test_an_order_seen_from_afar(status: OrderStatus, progress: Progress) -> None:
    assert replace(ORDER, status=status).progress is progress


def test_an_order_is_partly_refunded_until_all_was_given_back() -> None:
    some = replace(ORDER, refunded=Money.of("1.00", "CAD"))

    assert some.partly_refunded
    assert not replace(some, status=OrderStatus.REFUNDED).partly_refunded
    assert not replace(ORDER, refunded=Money.zero("CAD")).partly_refunded
    assert not ORDER.partly_refunded


def test_an_order_with_one_line_that_renews_is_recurring() -> None:
    box, plan = OrderLine("Box", 1), OrderLine("Plan", 1, recurring=True)

    assert replace(ORDER, lines=(box, plan)).recurring
    assert not replace(ORDER, lines=(box,)).recurring


def test_an_order_without_an_address_cannot_be_delivered() -> None:
    request = OrderRequest("attempt-1", 1, "cart-1", "erin@summit.example", "Erin Example")

    assert replace(request, address=HOME).delivery_address == HOME
    with pytest.raises(ValueError, match="without an address"):
        _ = request.delivery_address


def test_a_subscription_changes_as_its_state_allows_and_not_without_a_date() -> None:
    active = Subscription("sub-1", SubscriptionState.ACTIVE, next_at=datetime(2026, 12, 1, tzinfo=UTC))

    assert SubscriptionChange.PAUSE in active.changes
    assert SubscriptionChange.RESUME in replace(active, state=SubscriptionState.PAUSED).changes
    for state in (SubscriptionState.CANCELLED, SubscriptionState.UNKNOWN):
        assert replace(active, state=state).changes == ()
    assert replace(active, next_at=None).changes == ()


@pytest.mark.parametrize("status", QuoteStatus)
def test_a_quote_is_answered_while_open_and_ordered_once_accepted(status: QuoteStatus) -> None:
    quote = Quote("quote-1", status, (), TEN, TEN)

    assert quote.can_be_answered is (status is QuoteStatus.OPEN)
    assert quote.can_be_ordered is (status is QuoteStatus.ACCEPTED)
