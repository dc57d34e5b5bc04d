"""What changed in a cart without the patient is said in sentences."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from tests.checkout.harbour import SERUM, TEA
from tests.world import Shopper, World


def test_a_product_that_vanished_is_named(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.add(SERUM)
    world.set_option("careportals", "product-active", product=shopper.product_refs()[SERUM])

    page = shopper.get("/cart/")

    assertContains(page, "Rosée Hydrating Sérum is no longer available and was taken out.")
    assert shopper.total() == "$34.00"


def test_a_price_that_changed_shows_old_and_new(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    world.set_option("careportals", "price", product=shopper.product_refs()[TEA], price="36.00")

    assertContains(shopper.get("/cart/"), "changed from $34.00 to $36.00")
