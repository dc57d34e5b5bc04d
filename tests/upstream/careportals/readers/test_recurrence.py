"""How often a subscription comes again, and for how much."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import Interval, Recurrence
from tests.upstream.careportals.conftest import cad
from tests.upstream.careportals.examples import NEW_PRODUCT


@pytest.mark.parametrize(
    "phases",
    [
        None,
        [],
        [{}],
        [{"fillingCycleInterval": 0, "fillingCycleUnit": "month"}],
        [{"fillingCycleInterval": 1, "fillingCycleUnit": "moon"}],
    ],
)
def test_a_subscription_that_does_not_say_how_often_still_recurs(shop: Any, phases: Any) -> None:
    clinic, _ = shop([NEW_PRODUCT | {"subscriptionPhases": phases}])

    (product,) = clinic.catalogue.products()

    assert (product.recurring, product.recurrence) == (True, None)


def test_a_subscription_whose_next_charge_differs_says_so(shop: Any) -> None:
    phases = [
        {"fillingCycleInterval": "3", "fillingCycleUnit": "Weeks", "price": 45},
        {"fillingCycleInterval": 3, "fillingCycleUnit": "weeks", "price": "80.00"},
    ]
    clinic, _ = shop([NEW_PRODUCT | {"subscriptionPhases": phases}])

    (product,) = clinic.catalogue.products()

    assert product.recurrence == Recurrence(3, Interval.WEEK, cad(80))
