"""Whatever goes wrong ends as one calm page or swap."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from tests.world import SWAP, Shopper, World

TEA = "Calm Evening Magnesium"


@pytest.fixture
def patient(shopper: Shopper) -> Shopper:
    """Ana, with a cart and every step of the checkout answered."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")
    return shopper


@pytest.mark.parametrize("fault", ["reset_before", "garbage", "truncated", "redirect", "slow", "hang_after", "drip"])
def test_every_kind_of_trouble_keeps_the_cart(patient: Shopper, world: World, fault: str) -> None:
    kept = patient.browser.session["cart"]
    world.faults.arm(fault, times=None, seconds=30)  # more than a read may take

    page = patient.get("/cart/")

    assert page.status_code == 503
    assert patient.browser.session["cart"] == kept


def test_a_post_that_failed_offers_the_same_press_again(patient: Shopper, world: World) -> None:
    world.down(path="*items*")
    refs = patient.product_refs()

    page = patient.post("/cart/add/", {"product": refs[TEA], "quantity": "3"})

    assertContains(page, 'action="/cart/add/"', status_code=503)
    assertContains(page, 'name="quantity" value="3"', status_code=503)


def test_a_swap_that_failed_says_so_and_swaps_nothing_else(patient: Shopper, world: World) -> None:
    world.down()

    reply = patient.post("/cart/coupon/", {"code": "NEW20"}, headers=SWAP)

    assertContains(reply, 'id="trouble"', status_code=503)
    assert b"<html" not in reply.content


def test_a_page_that_was_open_too_long_gets_a_fresh_form_with_what_was_typed(shopper: Shopper) -> None:
    strict = Shopper(shopper.host, enforce_csrf_checks=True)
    strict.get("/login/")

    page = strict.post(
        "/cart/coupon/",
        {"code": "NEW20", "csrfmiddlewaretoken": "stale"},
        headers={"origin": "http://harbour.localhost"},
    )

    assertContains(page, "NEW20", status_code=403)
    assertContains(page, "csrfmiddlewaretoken", status_code=403)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://meadow.localhost", "https://harbour.localhost"]
)
def test_what_another_site_posts_is_refused_and_not_offered_again(shopper: Shopper, origin: str) -> None:
    strict = Shopper(shopper.host, enforce_csrf_checks=True)
    strict.get("/login/")

    page = strict.post("/cart/coupon/", {"code": "NEW20"}, headers={"origin": origin})

    assert page.status_code == 403
    assert b"NEW20" not in page.content


def test_an_unknown_page_is_a_calm_404(shopper: Shopper) -> None:
    assertContains(shopper.get("/nowhere/"), "</html>", status_code=404)
    assertContains(shopper.get("/products/nope/"), "</html>", status_code=404)


def test_a_browser_without_cookies_is_told_so(shopper: Shopper) -> None:
    strict = Shopper(shopper.host, enforce_csrf_checks=True)

    page = strict.post("/login/", {"email": "ana@harbour.example", "password": "x"})

    assertContains(page, "Your browser sent no cookie", status_code=403)
