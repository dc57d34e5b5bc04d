"""From the cart to the review: the address first, then how to pay, and back to the review where one came from there."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from tests.checkout.harbour import TEA
from tests.world import ADDRESS, SWAP, Shopper, World


@pytest.fixture
def buyer(shopper: Shopper) -> Shopper:
    """Ana, signed in, with something in her cart."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    return shopper


@pytest.mark.parametrize("page", ["", "details/", "payment/"])
def test_without_anything_to_buy_every_step_leads_to_the_cart(shopper: Shopper, page: str) -> None:
    shopper.sign_in()

    assert shopper.get(f"/checkout/{page}")["Location"] == "/cart/"
    assertContains(shopper.get("/cart/"), "Your cart is empty. Put something into it first.")


def test_an_address_that_is_wrong_is_refused_beside_its_field_and_kept(buyer: Shopper) -> None:
    page = buyer.post("/checkout/details/", ADDRESS | {"city": "", "address1": "12 Long Wharf"})

    assertContains(page, 'id="error-summary"', status_code=422)
    assertContains(page, "12 Long Wharf", status_code=422)
    assert buyer.get("/checkout/payment/")["Location"] == "/checkout/details/"


def test_changing_the_country_in_a_swap_judges_nothing(buyer: Shopper) -> None:
    typed = {"country": "US", "address1": "12 Long Wharf", "country_changed": "1"}

    page = buyer.post("/checkout/details/", typed, headers=SWAP)

    assertContains(page, "12 Long Wharf")
    assert b"<html" not in page.content
    assert b"error-summary" not in page.content


def test_the_answers_lead_on_to_the_review(buyer: Shopper) -> None:
    assert buyer.post("/checkout/details/", ADDRESS)["Location"] == "/checkout/payment/"
    method = {"payment_method": buyer.choice("4242", "/checkout/payment/")}

    assert buyer.post("/checkout/payment/", method)["Location"] == "/checkout/review/"
    assert buyer.get("/checkout/")["Location"] == "/checkout/review/"


def test_who_corrects_the_address_from_the_review_goes_back_there(ana: Shopper) -> None:
    corrected = ADDRESS | {"address1": "14 Quay Street", "return": "review"}

    assert ana.post("/checkout/details/", corrected)["Location"] == "/checkout/review/"
    assertContains(ana.get("/checkout/review/"), "14 Quay Street")


def test_no_method_is_no_choice(buyer: Shopper) -> None:
    buyer.post("/checkout/details/", ADDRESS)

    assertContains(buyer.post("/checkout/payment/", {}), 'id="error-summary"', status_code=422)
    assert buyer.get("/checkout/review/")["Location"] == "/checkout/payment/"


def test_the_form_stands_empty_where_the_upstream_cannot_tell_the_address(buyer: Shopper, world: World) -> None:
    world.faults.arm("status", path="*/users/account", method="GET", status=503, times=None)

    assertContains(buyer.get("/checkout/details/"), 'name="address1"')

    assert world.ledger.calls[-1].fault
