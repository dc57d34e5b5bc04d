"""What changed in a cart without the patient is said in sentences."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from checkout.cart.changes import changes_between
from checkout.cart.session import CartReference, RememberedLine
from storefront.money import Money
from storefront.upstream.types import Cart, Line
from tests.checkout.harbour import SERUM, TEA
from tests.world import Shopper, World


def test_a_product_that_vanished_is_named(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.add(SERUM)
    world.set_option("careportals", "product-active", product=shopper.product_refs()[SERUM])

    page = shopper.get("/cart/")

    assertContains(page, "Rosée Hydrating Sérum is no longer available and was taken out.")
    assert shopper.total() == "$34.00"


def test_a_price_that_changed_shows_old_and_new(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    world.set_option("careportals", "price", product=shopper.product_refs()[TEA], price="36.00")

    assertContains(shopper.get("/cart/"), "changed from $34.00 to $36.00")


def before(*lines: RememberedLine) -> CartReference:
    return CartReference("c-1", lines=lines)


def cart(*lines: Line, dropped: tuple[str, ...] = ()) -> Cart:
    zero = Money.of(0, "CAD")
    return Cart("c-1", lines, total=zero, subtotal=zero, dropped=dropped)


def line(quantity: int = 1, price: str = "34.00") -> Line:
    return Line("l-1", "p-1", TEA, quantity, Money.of(price, "CAD"), Money.of(price, "CAD"))


SEEN = RememberedLine("l-1", "p-1", TEA, 1, 3400)


def test_a_cart_that_is_as_it_was_says_nothing() -> None:
    assert changes_between(before(SEEN), cart(line()), set(), "CA") == []


@pytest.mark.parametrize(("touched", "notes"), [(set(), 1), ({"p-1"}, 0)])
def test_a_quantity_is_told_where_the_patient_did_not_change_it(touched: set[str], notes: int) -> None:
    assert len(changes_between(before(SEEN), cart(line(quantity=2)), touched, "CA")) == notes


def test_a_price_is_told_although_the_patient_changed_the_line() -> None:
    notes = changes_between(before(SEEN), cart(line(quantity=2, price="36.00")), {"p-1"}, "CA")

    assert notes == [f"The price of {TEA} changed from $34.00 to $36.00."]


@pytest.mark.parametrize(("dropped", "notes"), [((), 0), (("p-1",), 1)])
def test_a_line_that_the_patient_removed_is_told_only_where_the_upstream_took_it_out(
    dropped: tuple[str, ...], notes: int
) -> None:
    assert len(changes_between(before(SEEN), cart(dropped=dropped), {"p-1"}, "CA")) == notes
