"""Pages of a patient ask for a sign-in first and lead back."""

from __future__ import annotations

from tests.world import SWAP, Shopper


def test_a_page_is_come_back_to_with_its_whole_address(shopper: Shopper) -> None:
    assert shopper.get("/account/data/")["Location"] == "/login/?next=%2Faccount%2Fdata%2F"


def test_after_a_post_the_page_that_it_stands_on_is_come_back_to(shopper: Shopper) -> None:
    assert shopper.post("/account/cards/")["Location"] == "/login/?next=%2Faccount%2F"


def test_a_swap_moves_the_whole_page_to_the_sign_in(shopper: Shopper) -> None:
    assert shopper.get("/account/data/", headers=SWAP)["HX-Redirect"] == "/login/?next=%2Faccount%2Fdata%2F"


def test_a_signed_in_patient_sees_the_page(shopper: Shopper) -> None:
    shopper.sign_in()

    assert shopper.get("/account/data/").status_code == 200
