"""Saved cards: what is sent, and what is a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import PaymentDeclined
from tests.upstream.careportals.examples import PATIENT_API, REFUSAL, SITE, STRIPE_CARD, Calls

CALLS: Calls = {
    "cards": (
        lambda shop, ana: shop.cards.list(ana),
        f"GET {PATIENT_API}/users/payment-methods",
        None,
        [STRIPE_CARD],
        SITE,
    ),
    "new card": (
        lambda shop, ana: shop.cards.add("pm_new", ana),
        f"POST {PATIENT_API}/users/payment-methods",
        {"paymentMethodId": "pm_new"},
        (201, STRIPE_CARD),
        SITE,
    ),
    "old card": (
        lambda shop, ana: shop.cards.remove("pm_1", ana),
        f"DELETE {PATIENT_API}/users/payment-methods/pm_1",
        None,
        (204, b""),
        SITE,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(in_organization_mode: Any, name: str) -> None:
    in_organization_mode(name, *CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(in_subdomain_mode: Any, name: str) -> None:
    in_subdomain_mode(*CALLS[name])


@pytest.mark.parametrize("status", [400, 402])
def test_a_card_that_is_not_taken_is_declined(shop: Any, ana: Any, status: int) -> None:
    clinic, _ = shop((status, REFUSAL))

    with pytest.raises(PaymentDeclined):
        clinic.cards.add("pm_new", ana)


def test_a_card_kept_without_an_answer_is_looked_up(shop: Any, ana: Any) -> None:
    clinic, recorder = shop((204, b""), [{"id": "pm_new", "type": "card", "last4": "4242", "exp": "08/2031"}])

    assert clinic.cards.add("pm_new", ana).last4 == "4242"
    assert recorder.last.method == "GET"
