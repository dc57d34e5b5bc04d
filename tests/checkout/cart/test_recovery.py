"""A cart comes back after sign-in and from another device, and one that expired is filled again."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from checkout.models import State
from storefront.clinics.models import Clinic
from tests.checkout.harbour import SERUM, TEA
from tests.checkout.staff_case import written
from tests.world import Shopper, World


def test_a_cart_that_is_gone_is_filled_again_and_the_patient_is_told(shopper: Shopper, world: World) -> None:
    shopper.add(TEA, 2)
    world.faults.arm("status", path=f"*{shopper.browser.session['cart']['ref']}*", status=404)

    assertContains(shopper.get("/cart/"), "Your cart had expired")
    assert shopper.total() == "$68.00"


def test_a_cart_that_became_an_order_is_not_filled_again(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    ana.post("/checkout/review/", form)
    ordered = ana.attempt().cart_ref
    ana.add(TEA)
    session = ana.browser.session
    session["cart"] = session["cart"] | {"ref": ordered}
    session.save()
    world.faults.arm("status", path=f"*{ordered}*", status=404)

    assertContains(ana.get("/cart/"), "This cart was already ordered. You find the order under Orders.")

    assert ana.lines() == {}


def test_what_is_no_longer_sold_is_left_out_of_the_new_cart(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.add(SERUM)
    world.set_option("careportals", "product-active", product=shopper.product_refs()[SERUM])
    world.faults.arm("status", path=f"*{shopper.browser.session['cart']['ref']}*", status=404)

    assertContains(shopper.get("/cart/"), "Your cart had expired")

    assert list(shopper.lines()) == [TEA]


def test_an_expired_cart_waits_while_an_order_is_in_question(ana: Shopper, harbour: Clinic, world: World) -> None:
    ana.get("/cart/")
    cart = ana.browser.session["cart"]
    written(harbour, "another-cart", State.UNKNOWN, patient_ref=cart["owner"])
    world.faults.arm("status", path=f"*{cart['ref']}*", status=404)

    asked = len(world.ledger.calls)

    ana.get("/cart/")

    assert {call.method for call in world.ledger.calls[asked:]} == {"GET"}
    assert ana.browser.session["cart"]["ref"] == cart["ref"]
