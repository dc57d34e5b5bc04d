"""What is left to do for an order."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import Requirement
from tests.upstream.careportals.conftest import looked_up
from tests.upstream.careportals.examples import LINE, ORDER


def test_what_is_left_to_do_is_told_once(shop: Any, ana: Any) -> None:
    intake, photo = {"type": "qnr", "key": "intake_form"}, {"type": "qnr", "key": "photo_id"}
    line = LINE | {"requirements": [intake, photo], "subscriptionPhases": [{"requirements": [photo, None, {}, 7]}, "?"]}
    more = {"lineItems": [line], "requirements": [{"type": "consent"}], "phases": [{"requirements": ["selfie"]}]}
    look = looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | more]})

    assert look.orders[0].requirements == (
        Requirement("consent"),
        Requirement("", "selfie"),
        Requirement("qnr", "intake_form"),
        Requirement("qnr", "photo_id"),
        Requirement("", "7"),
    )


@pytest.mark.parametrize("odd", [None, "intake_form", {"type": "qnr"}, [None], 3])
def test_requirements_that_do_not_fit_are_left_out(shop: Any, ana: Any, odd: Any) -> None:
    more = {"lineItems": [LINE | {"requirements": odd, "subscriptionPhases": odd}], "requirements": odd}
    look = looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | more]})

    assert look.orders[0].requirements == ()
