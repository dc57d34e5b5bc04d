"""What a patient does with a cart keeps the coupon and the lines true."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from tests.checkout.harbour import TEA
from tests.world import Shopper, World


def test_a_guests_coupon_waits_for_sign_in_and_says_so(shopper: Shopper) -> None:
    shopper.add(TEA)

    shopper.post("/cart/coupon/", {"code": "NEW20"})
    assertContains(shopper.get("/cart/"), "NEW20")
    shopper.sign_in()

    assertContains(shopper.get("/cart/"), "The coupon NEW20 was applied")
    assert shopper.total() == "$27.20"


def test_a_coupon_is_lost_again_and_the_items_stay(shopper: Shopper) -> None:
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.post("/cart/coupon/", {"code": "SAVE15"})
    assert shopper.total() == "$53.00"

    removed = shopper.post("/cart/coupon/remove/")

    assert removed.status_code == 303
    assert shopper.total() == "$68.00"
    assert list(shopper.lines()) == [TEA]


def test_a_coupon_survives_a_change_of_quantity(shopper: Shopper) -> None:
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.post("/cart/coupon/", {"code": "NEW20"})

    shopper.post(f"/cart/lines/{shopper.lines()[TEA]}/", {"quantity": "1"})

    assert shopper.total() == "$27.20"


def test_the_cart_page_asks_the_upstream_once(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    before = len(world.ledger.calls)
    shopper.get("/cart/")
    as_guest = world.calls(before)
    shopper.sign_in()
    shopper.get("/cart/")
    before = len(world.ledger.calls)
    shopper.get("/cart/")

    assert as_guest == ["GET /v2/carts/{cart}"]
    assert world.calls(before) == ["GET /v2/checkout/{cart}/start"]
