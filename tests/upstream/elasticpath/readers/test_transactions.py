"""Payments, read: what was paid, and what the bank asks."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import ConfirmationNeeded
from tests.upstream.elasticpath.common import PAY, STRIPE, cad, transaction
from tests.upstream.elasticpath.examples import ORDER, ORDER_ANSWER, QUESTION, TRANSACTION


def test_a_bank_that_wants_a_word(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, QUESTION, **STRIPE)

    assert clinic.orders.pay(PAY, erin) == ConfirmationNeeded(
        "pi_1_secret_2", redirect_url="https://bank.example/3ds", reference=TRANSACTION
    )


@pytest.mark.parametrize(
    ("more", "secret", "url"),
    [
        ({"client_parameters": {"secret": "s"}}, "s", ""),
        ({"client_parameters": {"redirect_url": "https://bank.example/"}}, "", "https://bank.example/"),
        ({"client_parameters": None, "payment_intent": {"client_secret": "s", "next_action": None}}, "s", ""),
        ({"client_parameters": {"secret": "s", "redirect_url": "javascript:x"}, "payment_intent": "pi_1"}, "s", ""),
    ],
)
def test_a_question_in_other_words(shop: Any, erin: Any, more: Any, secret: str, url: str) -> None:
    clinic, _ = shop(ORDER_ANSWER, {"data": transaction("pending", **more)}, **STRIPE)

    assert clinic.orders.pay(PAY, erin) == ConfirmationNeeded(secret, redirect_url=url, reference=TRANSACTION)


def test_what_was_paid_is_told_by_complete_transactions(shop: Any, erin: Any) -> None:
    paid = transaction("complete", refunded_amount=500)
    others = [transaction("failed"), transaction("complete", transaction_type="authorize")]
    clinic, _ = shop(ORDER_ANSWER, {"data": [paid, *others]}, gateway="elastic_path_payments_stripe")

    (payment,) = clinic.orders.payments_of(ORDER, erin)

    assert (payment.amount, payment.refunded, payment.method) == (cad("88.20"), cad("5.00"), None)
    assert payment.at
