"""A guest's cart at an upstream that knows carts of patients only: lines in the session, at the catalogue's prices."""

from __future__ import annotations

import pytest

from checkout.cart.guest import GUEST, MOST, GuestCarts
from checkout.cart.session import CartReference, RememberedLine
from storefront.catalogue import shelf
from storefront.clinics.models import Clinic
from storefront.upstream.errors import CouponRefused, ProductRefused
from storefront.upstream.types import Access, Item, Product
from tests.world import World


@pytest.fixture
def product(meadow: Clinic, world: World) -> Product:
    return next(product for product in shelf.products(meadow) if product.buyable and product.stock is None)


def test_a_product_twice_is_one_line_at_the_catalogues_price(meadow: Clinic, product: Product) -> None:
    carts = GuestCarts(meadow, None)
    carts.create([Item(product.ref, 1)], None)

    cart = carts.add(GUEST, [Item(product.ref, 2)], None)

    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(product.ref, 3)]
    assert cart.total == product.price * 3
    assert cart.estimate


def test_a_quantity_changes_and_a_line_goes(meadow: Clinic, product: Product) -> None:
    carts = GuestCarts(meadow, None)
    carts.create([Item(product.ref, 1)], None)

    assert carts.change(GUEST, product.ref, Item(product.ref, 5), None).lines[0].quantity == 5
    assert carts.remove(GUEST, product.ref, None).lines == ()


def test_more_than_a_cart_takes_is_refused_and_changes_nothing(meadow: Clinic, product: Product) -> None:
    carts = GuestCarts(meadow, None)
    carts.create([Item(product.ref, 1)], None)

    with pytest.raises(ProductRefused):
        carts.add(GUEST, [Item(product.ref, MOST)], None)

    assert carts.read(GUEST, None).lines[0].quantity == 1


def test_what_is_no_longer_sold_is_named_as_dropped(meadow: Clinic, product: Product) -> None:
    lines = (RememberedLine("gone", "gone", "Gone", 1, 100), RememberedLine(product.ref, product.ref, "Here", 1, 100))

    cart = GuestCarts(meadow, CartReference(GUEST, lines=lines)).read(GUEST, None)

    assert [line.product_ref for line in cart.lines] == [product.ref]
    assert cart.dropped == ("gone",)


def test_a_coupon_waits_for_a_patient(meadow: Clinic, world: World) -> None:
    with pytest.raises(CouponRefused):
        GuestCarts(meadow, None).apply_coupon(GUEST, "WELCOME10", None)

    assert GuestCarts(meadow, None).others(Access("dana")) == ()
