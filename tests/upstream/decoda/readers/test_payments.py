"""Saved cards and accounts, and the patient's credit."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.types import PaymentMethod
from tests.upstream.decoda.examples import BANK, CARD


def test_saved_cards_and_accounts(shop: Any, answering: Any, me: Any) -> None:
    answering(
        [
            CARD,
            BANK,
            CARD | {"isArchived": True},
            CARD | {"type": "SHELLS"},
            CARD | {"id": "pay", "type": "APPLE_PAY", "expMonth": 13},
        ]
    )

    assert shop.cards.list(me) == (
        PaymentMethod("pm-1", "card", "VISA", "4242", 8, 2031, default=True),
        PaymentMethod("pm-2", "bank", "Mountain CU", "6789"),
        PaymentMethod("pay", "card", "VISA", "4242", None, 2031, default=True),
    )


def test_null_is_no_saved_card_and_an_odd_one_costs_itself(shop: Any, answering: Any, me: Any) -> None:
    answering(None)
    assert shop.cards.list(me) == ()
    answering([CARD | {"id": None}, CARD | {"id": "pm-9"}])
    assert [card.ref for card in shop.cards.list(me)] == ["pm-9"]


@pytest.mark.parametrize(("told", "shown"), [(6789, "6789"), (789, "0789"), ("0789", "0789"), (None, "")])
def test_the_end_of_an_account_may_have_lost_its_zeros(
    shop: Any, answering: Any, me: Any, told: Any, shown: str
) -> None:
    answering([BANK | {"accountNumberLast4": told}])

    assert shop.cards.list(me)[0].last4 == shown


@pytest.mark.parametrize("odd", [{"totalAvailable": 25.0}, {"totalAvailable": None}, []])
def test_credit_is_whole_cents(shop: Any, answering: Any, me: Any, odd: Any) -> None:
    answering(odd)

    with pytest.raises(Unreadable):
        shop.cards.credit(me)
