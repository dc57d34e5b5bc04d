"""The whole purchase at a CarePortals clinic, through the front door and without JavaScript."""

from __future__ import annotations

from checkout.models import OrderAttempt, State
from tests.world import NEW_PATIENT, Shopper, World, state_of


def test_a_guest_fills_a_cart_signs_up_and_orders_exactly_once(shopper: Shopper, world: World) -> None:
    assert shopper.add("Calm Evening Magnesium", 2).status_code == 303
    assert shopper.total() == "$68.00"

    signed_up = shopper.post("/signup/", NEW_PATIENT | {"next": "/cart/"})
    assert (signed_up.status_code, signed_up["Location"]) == (303, "/cart/")
    assert shopper.total() == "$68.00"

    shopper.post("/checkout/details/", {"address1": "1 Rue Été", "city": "Halifax", "province": "NS"})
    chosen = shopper.post("/checkout/payment/", {"payment_method": "new:pm_card_visa"})
    assert chosen.status_code == 303


def test_a_patient_goes_all_the_way(shopper: Shopper, world: World) -> None:
    shopper.add("Calm Evening Magnesium", 2)
    shopper.sign_in()
    assert shopper.post("/cart/coupon/", {"code": "new20"}).status_code == 303
    assert shopper.total() == "$54.40"
    assert shopper.choose("4242").status_code == 303

    submitted = shopper.place_order()

    attempt = OrderAttempt.objects.get()
    assert submitted["Location"] == f"/orders/{attempt.pk}/"
    assert attempt.state == State.PLACED
    page = shopper.get(submitted["Location"])
    assert state_of(page) == "placed"
    assert attempt.reference in page.content.decode()
    assert len(world.ledger.orders(attempt.cart_ref)) == 1
    assert len(world.ledger.charges(attempt.cart_ref)) == 1
    assert shopper.total() == ""
