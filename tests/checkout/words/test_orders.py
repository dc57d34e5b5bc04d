"""Every status and every state has words, and a requirement that nobody knows is still shown."""

from __future__ import annotations

import pytest

from checkout.words import orders as words
from storefront.money import Money
from storefront.upstream.types import Order, OrderStatus, Payment, Progress, Requirement

TOTAL = Money.of("50.00", "CAD")


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("payment", Payment)
def test_every_status_has_words_whatever_became_of_the_money(status: OrderStatus, payment: Payment) -> None:
    order = Order("o", "1", TOTAL, status=status, payment=payment, due=TOTAL)

    assert words.short(None, order)
    assert words.title(order)
    assert words.money(order, "CA")
    assert words.tone(order.progress)


def test_only_a_status_says_what_happens_next() -> None:
    assert words.next_steps(None, "Harbour") == []
    for status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.UNKNOWN):
        assert words.next_steps(Order("o", "1", TOTAL, status=status), "Harbour") == []
    for status in set(OrderStatus) - {OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.UNKNOWN}:
        assert words.next_steps(Order("o", "1", TOTAL, status=status), "Harbour")[0].done


@pytest.mark.parametrize(
    ("requirement", "text", "theirs"),
    [
        (Requirement("qnr", "photo_id"), "Photo of your ID", False),
        (Requirement("qnr", "govId"), "Photo of your ID", False),
        (Requirement("qnr", "bodySelfie"), "Photo of your body", False),
        (Requirement("qnr", "facesheet_ext"), "A form from the clinic", False),
        (Requirement("consent"), "A form from the clinic", False),
        (Requirement("questionnaire"), "Intake form", False),
        (Requirement("form", "intake", "Skin history"), "Skin history", True),
    ],
)
def test_a_requirement_is_named_by_its_key(requirement: Requirement, text: str, theirs: bool) -> None:
    assert words.to_do([requirement]) == [words.ToDo(text, theirs)]


def test_money_that_went_back_is_told_with_its_amount() -> None:
    part = Order("o", "1", TOTAL, refunded=Money.of("5.00", "CAD"), fee=Money.of("1.50", "CAD"))

    assert "$5.00 of it was given back." in words.money(part, "CA")
    assert "The card fee was $1.50." in words.money(part, "CA")


def test_a_cancelled_order_says_nothing_of_money_that_is_not_known() -> None:
    cancelled = Order("o", "1", TOTAL, status=OrderStatus.CANCELLED)
    unpaid = Order("o", "1", TOTAL, status=OrderStatus.CANCELLED, payment=Payment.DUE)

    assert words.money(cancelled, "CA") == "If you have paid for it, ask the clinic when you get your money back."
    assert words.money(unpaid, "CA") == "Nothing was charged."


def test_progress_has_a_tone() -> None:
    assert {words.tone(progress) for progress in Progress} == {"wanted", "good", "bad", "calm"}
