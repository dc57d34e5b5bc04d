"""What all readers share: a list that is missing is not an empty one, and nothing of others is in a list."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from tests.upstream.decoda.examples import CARD, CHARGE, QUOTE, STRANGER_REF, page


@pytest.mark.parametrize("answer", [{}, {"data": None, "total": 0}, {"data": []}, {"total": 3}, None, []])
def test_a_list_that_is_missing_is_not_an_empty_one(shop: Any, answering: Any, answer: Any) -> None:
    answering(answer, page())

    with pytest.raises(Unreadable):
        shop.catalogue.products()


def test_lists_hold_nothing_of_others(shop: Any, quotes: Any, answering: Any, me: Any) -> None:
    answering([CHARGE | {"patientId": STRANGER_REF}, CHARGE])
    assert [order.ref for order in shop.orders.history(me)] == ["chg-1"]
    answering([CARD | {"patientId": STRANGER_REF, "id": "x"}, CARD | {"patientId": None, "id": "y"}, CARD])
    assert [card.ref for card in shop.cards.list(me)] == ["pm-1"]
    answering(page(QUOTE | {"patientId": STRANGER_REF, "id": "x"}, QUOTE))
    assert [quote.ref for quote in quotes.list(me)] == ["quote-1"]
