"""Wherever a patient enters the checkout, the first unfinished step wins."""

from __future__ import annotations

from tests.checkout.harbour import TEA, finalize_calls
from tests.world import Shopper, World


def test_the_steps_cannot_be_skipped(shopper: Shopper, world: World) -> None:
    assert shopper.get("/checkout/review/")["Location"] == "/login/?next=%2Fcheckout%2Freview%2F"
    shopper.add(TEA)
    shopper.sign_in()

    assert shopper.get("/checkout/")["Location"] == "/checkout/details/"
    assert shopper.get("/checkout/review/")["Location"] == "/checkout/details/"
    assert shopper.get("/checkout/payment/")["Location"] == "/checkout/details/"
    assert shopper.post("/checkout/review/", {"attempt": "x"}).status_code == 404
    assert finalize_calls(world) == 0
