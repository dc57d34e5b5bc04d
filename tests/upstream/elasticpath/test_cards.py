"""Cards are not kept here, and only taken where the store takes them."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound, PaymentDeclined
from tests.upstream.elasticpath.common import STRIPE, check, raised_by


@pytest.mark.parametrize("token", ["", "pm 1", "pm_1/../x", "é", "x" * 256])
def test_a_card_that_cannot_be_one_is_declined(shop: Any, erin: Any, token: Any) -> None:
    clinic, _ = shop({}, **STRIPE)

    check(raised_by(lambda: clinic.cards.add(token, erin)), PaymentDeclined)
    check(raised_by(lambda: clinic.cards.remove("pm_1", erin)), NotFound)


def test_a_clinic_that_takes_no_cards_takes_none(shop: Any, erin: Any) -> None:
    clinic, _ = shop({})

    check(raised_by(lambda: clinic.cards.add("pm_1", erin)), PaymentDeclined)
