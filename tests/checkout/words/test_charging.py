from __future__ import annotations

import pytest

from checkout.words.charging import when_charged
from storefront.money import Money
from storefront.upstream.types import PaymentMethod


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (PaymentMethod("manual", kind="invoice"), "the clinic sends you an invoice"),
        (PaymentMethod("hosted", kind="hosted"), "Nothing is charged yet"),
        (PaymentMethod("credit+hosted", kind="credit"), "on the next page"),
        (PaymentMethod("credit+pm-1", kind="credit"), "when you press this button"),
        (PaymentMethod("credit", kind="credit"), "when you press this button"),
        (PaymentMethod("pm-1"), "You are charged once, when you press this button."),
    ],
)
def test_the_page_says_when_the_money_is_taken(method: PaymentMethod, words: str) -> None:
    assert words in when_charged(Money.of(20, "CAD"), method)


@pytest.mark.parametrize("method", [PaymentMethod("free", kind="free"), PaymentMethod("pm-1")])
def test_where_nothing_is_to_pay_nothing_is_charged_whatever_the_method(method: PaymentMethod) -> None:
    assert when_charged(Money.zero("CAD"), method) == "Nothing is charged."
