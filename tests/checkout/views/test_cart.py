"""The cart, through the front door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from checkout.words.patients import coupon_words
from storefront.clinics.models import Clinic
from storefront.upstream.errors import CouponReason, CouponRefused
from tests.checkout.harbour import PLAN, SERUM, TEA
from tests.world import BACK_BUTTON, SWAP, Shopper, World


@pytest.mark.parametrize(("headers", "whole_page"), [({}, True), (SWAP, False), (BACK_BUTTON, True)])
def test_the_cart_is_one_url_for_page_and_swap(shopper: Shopper, headers: dict[str, str], whole_page: bool) -> None:
    shopper.add(TEA)

    reply = shopper.get("/cart/", headers=headers)

    assertContains(reply, '<section id="cart"')
    assert (b"<html" in reply.content) is whole_page
    assert "HX-Request" in reply["Vary"]


def test_the_same_product_twice_is_one_line(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.add(TEA, 2)

    assert list(shopper.lines()) == [TEA]
    assert shopper.total() == "$102.00"


def test_a_quantity_changes_by_page_and_by_swap(shopper: Shopper) -> None:
    shopper.add(TEA)
    line = shopper.lines()[TEA]

    by_page = shopper.post(f"/cart/lines/{line}/", {"quantity": "3"})
    by_swap = shopper.post(f"/cart/lines/{line}/", {"quantity": "2"}, headers=SWAP)

    assert (by_page.status_code, by_page["Location"]) == (303, "/cart/")
    assertContains(by_swap, "$68.00")
    assert b"<html" not in by_swap.content


@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "two", "", "1000000000", "1.5"])
def test_a_quantity_that_cannot_be_is_refused_beside_its_field_and_kept(
    shopper: Shopper, world: World, typed: str
) -> None:
    shopper.add(TEA)
    line = shopper.lines()[TEA]

    reply = shopper.post(f"/cart/lines/{line}/", {"quantity": typed})

    assertContains(reply, 'id="error-summary"', status_code=422)
    assertContains(reply, 'aria-invalid="true"', status_code=422)
    assert not [call for call in world.calls() if call.startswith("PUT")]
    if typed:
        assertContains(reply, f'value="{typed}"', status_code=422)


def test_removing_the_last_line_leaves_an_empty_cart_that_helps(shopper: Shopper) -> None:
    shopper.add(TEA)

    shopper.post(f"/cart/lines/{shopper.lines()[TEA]}/remove/")

    assertContains(shopper.get("/cart/"), "There is nothing in it yet")


def test_a_subscription_is_told_beside_its_price_and_has_no_quantity_to_change(shopper: Shopper) -> None:
    shopper.add(PLAN)

    page = shopper.get("/cart/")

    assertContains(page, "every month")
    assertNotContains(page, 'name="quantity"')


def test_a_line_of_another_cart_does_not_exist_here(shopper: Shopper, world: World) -> None:
    stranger = Shopper(shopper.host)
    stranger.add(TEA)
    foreign = stranger.lines()[TEA]
    shopper.add(SERUM)

    for path in (f"/cart/lines/{foreign}/", f"/cart/lines/{foreign}/remove/"):
        assert shopper.post(path, {"quantity": "5"}).status_code == 404
    assert stranger.total() == "$34.00"


@pytest.mark.parametrize("ref", ["nope", "..", "000000000000000000000000", "a" * 500, "<script>", "%2e%2e"])
def test_an_unknown_product_is_answered_clearly(shopper: Shopper, ref: str) -> None:
    assert shopper.post("/cart/add/", {"product": ref, "quantity": "1"}).status_code in (404, 422)
    assert shopper.get("/cart/").status_code == 200


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("EXPIRED", CouponReason.EXPIRED),
        ("NOSUCH", CouponReason.UNKNOWN),
        ("SOON", CouponReason.NOT_YET),
        ("MIN100", CouponReason.MINIMUM),
    ],
)
def test_a_refused_coupon_leaves_the_cart_alone_and_says_why(shopper: Shopper, code: str, reason: CouponReason) -> None:
    shopper.add(TEA)
    shopper.sign_in()

    reply = shopper.post("/cart/coupon/", {"code": code}, headers=SWAP)

    words = coupon_words(CouponRefused("", "", reason=reason))
    assertContains(reply, words, status_code=422)
    assertContains(reply, f'value="{code}"', status_code=422)
    assert shopper.total() == "$34.00"


@pytest.mark.parametrize("code", ["A" * 10_000, "..", "/", "\x00", "🎉", "", "%2e%2e", "a\nb", "."])
def test_a_code_that_cannot_be_one_never_reaches_the_upstream(shopper: Shopper, world: World, code: str) -> None:
    shopper.add(TEA)
    shopper.sign_in()

    assert shopper.post("/cart/coupon/", {"code": code}).status_code == 422
    assert not [call for call in world.calls() if "coupon" in call]


def test_a_code_with_a_space_is_sent_as_it_is(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in()

    assert shopper.post("/cart/coupon/", {"code": " NEW 20 "}).status_code == 422
    assert any(call.request.path.endswith("/coupon/NEW 20") for call in world.ledger.calls)


def test_an_outage_is_never_an_empty_cart(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    kept = shopper.browser.session["cart"]
    world.down(path="*carts*")

    page = shopper.get("/cart/")

    assertContains(page, "Your cart is safe", status_code=503)
    assertNotContains(page, "There is nothing in it yet", status_code=503)
    assert shopper.browser.session["cart"] == kept
    world.faults.clear()
    assert shopper.total() == "$34.00"


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_end_of_a_cart_is_told_beforehand_and_one_button_keeps_it(
    summit: Clinic, world: World, signed_in: bool
) -> None:
    shopper = Shopper("summit.localhost")
    if signed_in:
        shopper.sign_in("erin@summit.example", "Summit-2026!")
    shopper.add("Trail Foam Roller")
    assertNotContains(shopper.get("/cart/"), "Keep this cart")
    upstream: Any = world.upstreams["elasticpath"]
    cart = upstream.platform.stores["summit"].carts[shopper.browser.session["cart"]["ref"]]
    cart.updated -= timedelta(days=5, hours=12)
    ends = cart.expires
    assertContains(shopper.get("/cart/"), "Keep this cart")

    shopper.post("/cart/keep/")

    assert cart.expires > ends
    assertNotContains(shopper.get("/cart/"), "Keep this cart")
    assert list(shopper.lines()) == ["Trail Foam Roller"]


def test_a_cart_whose_end_is_not_told_offers_nothing(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)

    assertNotContains(shopper.get("/cart/"), "cart-ends")
    assert shopper.post("/cart/keep/")["Location"] == "/cart/"
