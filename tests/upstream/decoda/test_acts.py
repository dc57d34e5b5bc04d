"""What an error means depends on which side of the deciding call it happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.upstream.errors import OutcomeUnknown, PaymentDeclined
from storefront.upstream.types import PlacedOrders
from tests.upstream.decoda.conftest import REQUEST
from tests.upstream.decoda.examples import CARD, CHARGE, CONFIG, CREDIT, NEVER_LEFT, PAID, PAYIN, REST, SENTENCE


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CONFIG, PAYIN, PAID], None),
        ([CONFIG, PAYIN | {"status": "FAILED"}, REST], PaymentDeclined),
        ([CONFIG, NEVER_LEFT], OutcomeUnknown),
        ([CONFIG, (429, SENTENCE)], OutcomeUnknown),
        ([(401, SENTENCE)], OutcomeUnknown),
        ([(500, b"")], OutcomeUnknown),
    ],
)
def test_once_credit_is_spent_nothing_reads_as_if_nothing_had_happened(
    shop: Any, answering: Any, me: Any, answers: Any, result: Any
) -> None:
    answering(CHARGE, [CARD], CREDIT, {}, REST, *answers)
    request = replace(REQUEST, payment_method="credit+pm-1")

    if result is None:
        assert isinstance(shop.orders.pay(request, me), PlacedOrders)
        return
    with pytest.raises(result) as raised:
        shop.orders.pay(request, me)
    assert raised.type is result
