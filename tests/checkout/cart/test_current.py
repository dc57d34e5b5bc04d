"""While an order is in question, the cart of its patient stays as it is."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from tests.checkout.harbour import FINALIZE, PAYMENTS, TEA, finalize_calls
from tests.world import Shopper, World


def test_while_an_order_is_in_question_the_cart_cannot_change_and_no_other_is_sent(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    line = ana.lines()[TEA]
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)
    location = ana.post("/checkout/review/", form)["Location"]

    for path, data in [
        (f"/cart/lines/{line}/", {"quantity": "5"}),
        (f"/cart/lines/{line}/remove/", {}),
        ("/cart/coupon/", {"code": "NEW20"}),
        ("/checkout/review/", form),
    ]:
        assert ana.post(path, data)["Location"] == location
    assertContains(ana.get("/cart/"), ana.attempt().reference)
    assert finalize_calls(world) == 1


def test_a_patient_does_not_get_the_cart_of_whoever_used_the_browser_before(ana: Shopper) -> None:
    ana.get("/cart/")
    session = ana.browser.session
    session["cart"] = session["cart"] | {"owner": "somebody-else"}
    session.save()

    assertContains(ana.get("/cart/"), "There is nothing in it yet")
