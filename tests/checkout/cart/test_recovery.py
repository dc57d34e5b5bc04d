"""A cart comes back after sign-in and from another device, and one that expired is filled again."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from tests.checkout.harbour import TEA
from tests.world import Shopper, World


def test_a_cart_that_is_gone_is_filled_again_and_the_patient_is_told(shopper: Shopper, world: World) -> None:
    shopper.add(TEA, 2)
    world.faults.arm("status", path=f"*{shopper.browser.session['cart']['ref']}*", status=404)

    assertContains(shopper.get("/cart/"), "Your cart had expired")
    assert shopper.total() == "$68.00"
