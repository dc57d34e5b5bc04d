"""Wherever a patient enters the checkout, the first unfinished step wins."""

from __future__ import annotations

import pytest

from checkout.cart.session import Draft
from checkout.steps.order import address_use, first_unfinished, is_reached, steps_at
from storefront.upstream.ports import AddressNeeds
from storefront.upstream.types import Address, AddressUse
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


HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.mark.parametrize(
    ("draft", "page", "reached"),
    [
        (Draft("ana"), "checkout:details", [True, False, False]),
        (Draft("ana", payment_method="card"), "checkout:details", [True, False, False]),
        (Draft("ana", HOME), "checkout:payment", [True, True, False]),
        (Draft("ana", HOME, payment_method="card"), "checkout:review", [True, True, True]),
    ],
)
def test_the_first_unfinished_step_follows_from_the_answers(draft: Draft, page: str, reached: list[bool]) -> None:
    use = AddressUse.DELIVERY
    assert first_unfinished(draft, use) == page
    assert [is_reached(name, draft, use) for name in ("details", "payment", "review")] == reached


@pytest.mark.parametrize(
    ("always", "physical", "use"),
    [
        (True, True, AddressUse.DELIVERY),
        (True, False, AddressUse.BILLING),
        (False, True, AddressUse.DELIVERY),
        (False, False, AddressUse.NONE),
    ],
)
def test_an_address_is_asked_for_what_is_sent_and_where_the_upstream_wants_one(
    always: bool, physical: bool, use: AddressUse
) -> None:
    assert address_use(AddressNeeds(always=always), physical) == use


def test_without_an_address_there_are_two_steps() -> None:
    assert first_unfinished(Draft("ana"), AddressUse.NONE) == "checkout:payment"
    assert [step.name for step in steps_at("payment", AddressUse.NONE)] == ["payment", "review"]


def test_the_row_of_steps_says_what_is_done() -> None:
    steps = steps_at("payment", AddressUse.DELIVERY)

    assert [step.state for step in steps] == ["done", "current", "todo"]
    assert [step.number for step in steps] == [1, 2, 3]
