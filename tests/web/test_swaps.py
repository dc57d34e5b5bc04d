"""One address answers a swap with a part of the page, and everybody else with the page."""

from __future__ import annotations

import pytest

from tests.world import BACK_BUTTON, SWAP, Shopper, World

TEA = "Calm Evening Magnesium"


def test_a_swap_of_a_signed_out_patient_moves_the_whole_page(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    world.set_option("careportals", "expire-tokens")

    reply = shopper.post("/cart/coupon/", {"code": "NEW20"}, headers=SWAP)

    assert reply["HX-Redirect"] == "/login/?next=%2Fcart%2F"
    assert b"password" not in reply.content


def test_the_back_button_gets_the_whole_page(shopper: Shopper) -> None:
    assert b"<html" not in shopper.get("/cart/", headers=SWAP).content
    page = shopper.get("/cart/", headers=BACK_BUTTON)

    assert b"<html" in page.content
    assert "HX-Request" in page["Vary"]


@pytest.mark.parametrize("path", ["/logout/", "/search/"])
def test_whoever_comes_back_to_an_address_that_is_only_posted_to_is_led_to_a_page(shopper: Shopper, path: str) -> None:
    assert (shopper.get(path).status_code, shopper.get(path)["Location"]) == (303, "/")
    assert shopper.browser.put(path).status_code == 405
