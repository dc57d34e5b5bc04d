"""What was paid is told by receipts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from tests.upstream.decoda.conftest import dollars
from tests.upstream.decoda.examples import STRANGER_REF, paid_by

RECEIPT = {
    "id": "p",
    "patient": {"id": "pat-1", "firstName": "Dana", "lastName": "Reyes"},
    "amount": 10522,
    "charges": [],
    "refunds": [{"id": "r", "amount": 500, "status": "SUCCEEDED"}, {"id": "s", "amount": 900, "status": "FAILED"}],
    "createdDate": "2026-11-20T15:04:05Z",
    "paymentMedium": "TERMINAL",
    "paymentMethod": {"brand": "VISA", "last4": "4242", "expMonth": 4, "expYear": 2030, "type": "CARD"},
    "feeToPatient": 310,
}


def test_what_was_paid_is_told_by_the_receipt_of_each_payment(shop: Any, answering: Any, me: Any) -> None:
    asked = answering(paid_by("FAILED", "SUCCEEDED"), RECEIPT)

    (payment,) = shop.orders.payments_of("chg-1", me)

    assert len(asked.asked) == 2
    assert (payment.amount, payment.fee, payment.refunded) == (dollars("0.01"), dollars("3.10"), dollars("5.00"))
    assert payment.at == datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)
    assert (payment.method.brand, payment.method.last4) == ("VISA", "4242")


@pytest.mark.parametrize("method", [None, {"type": "WAMPUM"}])
def test_a_payment_method_that_nobody_knows_costs_no_receipt(shop: Any, answering: Any, me: Any, method: Any) -> None:
    answering(paid_by("SUCCEEDED"), RECEIPT | {"paymentMethod": method, "refunds": [], "feeToPatient": 0})

    (payment,) = shop.orders.payments_of("chg-1", me)

    assert (payment.method, payment.fee, payment.refunded) == (None, None, None)


def test_the_receipt_of_another_patient_is_not_there(shop: Any, answering: Any, me: Any) -> None:
    answering(paid_by("SUCCEEDED"), RECEIPT | {"patient": {"id": STRANGER_REF}})
    with pytest.raises(NotFound):
        shop.orders.payments_of("chg-1", me)

    answering(paid_by("SUCCEEDED", patientId=STRANGER_REF))
    with pytest.raises(NotFound):
        shop.orders.payments_of("chg-1", me)
