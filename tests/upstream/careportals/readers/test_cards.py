"""Saved cards, in both shapes that are known."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import PaymentMethod
from tests.upstream.careportals.examples import SHORT_CARD, STRIPE_CARD


def test_both_shapes_of_a_card_are_read(shop: Any, ana: Any) -> None:
    clinic, _ = shop([STRIPE_CARD, SHORT_CARD])

    full, short = clinic.cards.list(ana)

    assert full == PaymentMethod("pm_1Full", "card", "visa", "4242", 8, 2031)
    assert short == PaymentMethod("pm_1Short", "card", "", "4242", 8, 2031)


@pytest.mark.parametrize(
    "odd", [{"exp": "8/31"}, {"exp": "x"}, {"exp": None}, {"exp": "13/2031"}, {"card": None}, {"card": "x"}]
)
def test_a_card_is_a_card_even_without_its_date(shop: Any, ana: Any, odd: Any) -> None:
    clinic, _ = shop([SHORT_CARD | odd])

    (card,) = clinic.cards.list(ana)

    assert card.ref == "pm_1Short"
