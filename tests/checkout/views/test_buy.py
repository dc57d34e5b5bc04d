"""A link from the clinic's own site asks first, and only submitting it adds to the cart."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from tests.checkout.harbour import TEA
from tests.world import Shopper

pytestmark = pytest.mark.slow


def test_a_link_with_a_coupon_asks_first_and_says_what_it_applied(shopper: Shopper) -> None:
    shopper.sign_in()
    link = {"product": shopper.product_refs()["Calm Evening Magnesium"], "quantity": "2", "coupon": "new20"}

    page = shopper.browser.get("/buy/", link)
    assertContains(page, "Add this to your cart?")
    assertContains(page, "Coupon new20 will be applied")
    assert shopper.lines() == {}
    assert shopper.post("/buy/", link)["Location"] == "/cart/"

    assertContains(shopper.get("/cart/"), "was applied")
    assert shopper.total() == "$54.40"


def test_a_coupon_of_a_link_is_kept_until_somebody_logs_in(shopper: Shopper) -> None:
    link = {"product": shopper.product_refs()["Calm Evening Magnesium"], "quantity": "1", "coupon": "NEW20"}
    shopper.post("/buy/", link)
    assertContains(shopper.get("/cart/"), "We will apply NEW20 as soon as you log in.")

    shopper.sign_in()

    assertContains(shopper.get("/cart/"), "The coupon NEW20 was applied")
    assert shopper.total() == "$27.20"


def test_a_link_with_a_coupon_that_is_none_fills_the_cart_and_says_so(shopper: Shopper) -> None:
    shopper.sign_in()
    link = {"product": shopper.product_refs()["Calm Evening Magnesium"], "quantity": "1", "coupon": "EXPIRED"}
    shopper.post("/buy/", link)

    assertContains(shopper.get("/cart/"), "EXPIRED: This coupon has expired.")
    assert shopper.total() == "$34.00"


@pytest.mark.parametrize("quantity", ["0", "-1", "many", ""])
def test_a_quantity_that_cannot_be_is_refused_and_adds_nothing(shopper: Shopper, quantity: str) -> None:
    link = {"product": shopper.product_refs()[TEA], "quantity": quantity}

    assert shopper.post("/buy/", link).status_code == 422

    assert shopper.lines() == {}


def test_a_link_to_a_product_that_is_gone_is_a_calm_404(shopper: Shopper) -> None:
    assert shopper.get("/buy/", product="no-such-product").status_code == 404
