"""Carts: what is sent, whose they are, and what a lost answer leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from storefront.upstream.errors import CartGone, NotFound, OutcomeUnknown, ProductRefused, Refused, SignedOut
from storefront.upstream.types import Access, Item
from tests.upstream.decoda.at_sandbox import CREAM, SERIES, SERUM
from tests.upstream.decoda.conftest import API, REQUEST, asked
from tests.upstream.decoda.examples import (
    CART,
    CONVERTED,
    EMPTY_CART,
    EXPIRES,
    ITEM,
    NO,
    PACKAGE,
    SENTENCE,
    STRANGERS_CART,
    Calls,
    page,
)
from tests.upstream.fakes import body_of

ONE_CREAM, ONE_SERIES = Item("item:itm-1", 1), Item("package:pkg-1", 1)


CALLS: Calls = {
    "read": (lambda shop, me: shop.carts.read("cart-1", me), [CART], [("GET /billing/cart/cart-1", None)]),
    "claim": (lambda shop, me: shop.carts.claim("cart-1", me), [CART], [("GET /billing/cart/cart-1", None)]),
    "add to a line": (
        lambda shop, me: shop.carts.add("cart-1", [ONE_CREAM, ONE_CREAM], me),
        [CART, page(ITEM), CART],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /inventory/items/list?ids=itm-1&is_archived=false&page=1&per_page=50", None),
            ("PUT /billing/cart/cart-1/items/line-1", {"quantity": 4}),
        ],
    ),
    "add a line": (
        lambda shop, me: shop.carts.add("cart-1", [ONE_SERIES], me),
        [CART, PACKAGE, CART],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /inventory/packages/pkg-1", None),
            ("POST /billing/cart/cart-1/items", {"packageId": "pkg-1", "quantity": 1}),
        ],
    ),
    "change": (
        lambda shop, me: shop.carts.change("cart-1", "line-1", Item("item:itm-1", 3), me),
        [CART, CART],
        [("GET /billing/cart/cart-1", None), ("PUT /billing/cart/cart-1/items/line-1", {"quantity": 3})],
    ),
    "remove": (
        lambda shop, me: shop.carts.remove("cart-1", "line-1", me),
        [CART, EMPTY_CART],
        [("GET /billing/cart/cart-1", None), ("DELETE /billing/cart/cart-1/items/line-1", None)],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


def test_a_new_cart_has_an_id_of_our_own(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(page(ITEM), CART)

    shop.carts.create([Item("item:itm-1", 1), Item("item:itm-1", 1)], me)

    path, body = asked(recorder)[-1]
    assert path == "POST /billing/cart"
    assert UUID(body.pop("id"))
    assert body == {"patientId": "pat-1", "items": [{"itemId": "itm-1", "quantity": 2}], "expiresDate": EXPIRES}


@pytest.mark.parametrize("lost", [(409, SENTENCE), (500, b""), (502, b"<html>")])
def test_a_cart_whose_answer_was_lost_is_found_by_its_id(shop: Any, answering: Any, me: Any, lost: Any) -> None:
    recorder = answering(page(ITEM), lost, CART)

    assert shop.carts.create([ONE_CREAM], me).ref == "cart-1"

    made = body_of(recorder.asked[1])["id"]
    assert recorder.lines[2] == f"GET {API}/billing/cart/{made}"


def test_a_cart_that_was_lost_before_it_was_made_is_unknown(shop: Any, answering: Any, me: Any) -> None:
    answering(page(ITEM), (500, b""), (404, SENTENCE))

    with pytest.raises(OutcomeUnknown):
        shop.carts.create([ONE_CREAM], me)


@pytest.mark.parametrize("nobody", [None, Access(patient_ref="")])
def test_without_a_patient_nothing_is_asked(shop: Any, answering: Any, nobody: Any) -> None:
    recorder = answering(CART)

    for do in (
        lambda: shop.carts.create([ONE_CREAM], nobody),
        lambda: shop.carts.read("cart-1", nobody),
        lambda: shop.carts.add("cart-1", [ONE_CREAM], nobody),
        lambda: shop.carts.change("cart-1", "line-1", ONE_CREAM, nobody),
        lambda: shop.carts.remove("cart-1", "line-1", nobody),
        lambda: shop.carts.apply_coupon("cart-1", "WELCOME10", nobody),
    ):
        with pytest.raises(SignedOut):
            do()
    assert recorder.asked == []


@pytest.mark.parametrize("status", ["CONVERTED", "EXPIRED", "ABANDONED", "ACCEPTED", "REJECTED", "SLEEPING"])
def test_a_cart_that_is_no_draft_is_gone(shop: Any, answering: Any, me: Any, status: str) -> None:
    answering(CART | {"status": status})

    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize(
    "do",
    [
        lambda shop, me: shop.carts.add("cart-1", [], me),
        lambda shop, me: shop.carts.change("cart-1", "line-1", REQUEST, me),
        lambda shop, me: shop.carts.remove("cart-1", "line-1", me),
        lambda shop, me: shop.carts.apply_coupon("cart-1", "WELCOME10", me),
        lambda shop, me: shop.orders.prepare("cart-1", "", me),
    ],
)
def test_a_strangers_cart_is_never_written_to(shop: Any, answering: Any, me: Any, do: Any) -> None:
    recorder = answering(STRANGERS_CART)

    with pytest.raises(NotFound):
        do(shop, me)
    assert {request.method for request in recorder.asked} == {"GET"}


@pytest.mark.parametrize(
    ("again", "error"),
    [(CART, Refused), (CONVERTED, CartGone), ((404, SENTENCE), CartGone), (EMPTY_CART, NotFound)],
)
def test_a_refused_change_is_explained_by_another_look(
    shop: Any, answering: Any, me: Any, again: Any, error: Any
) -> None:
    answering(CART, NO, again)

    with pytest.raises(error):
        shop.carts.remove("cart-1", "line-1", me)


@pytest.mark.parametrize("ref", ["item:item-tretinoin", "item:item-rose-toner", "item:none", "none", "package:none"])
def test_what_is_not_on_the_shelf_does_not_get_into_a_cart(clinic: Any, dana: Any, cart: Any, ref: str) -> None:
    with pytest.raises(ProductRefused):
        clinic.carts.create([Item(ref, 1)], dana)
    with pytest.raises(ProductRefused):
        clinic.carts.add(cart.ref, [Item(ref, 1)], dana)
    assert clinic.carts.read(cart.ref, dana) == cart


def test_a_cart_is_filled_changed_and_emptied(clinic: Any, dana: Any, cart: Any) -> None:
    cart = clinic.carts.add(cart.ref, [Item(CREAM, 2), Item(SERIES, 1)], dana)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(CREAM, 3), (SERIES, 1)]

    first, second = cart.lines
    cart = clinic.carts.change(cart.ref, first.ref, Item(CREAM, 2), dana)
    assert [line.ref for line in cart.lines] == [first.ref, second.ref]

    cart = clinic.carts.remove(cart.ref, second.ref, dana)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(CREAM, 2)]
    assert clinic.carts.claim(cart.ref, dana) == cart
    assert clinic.carts.remove(cart.ref, first.ref, dana).lines == ()


def test_a_line_that_is_not_there_is_not_found(clinic: Any, dana: Any, cart: Any) -> None:
    (line,) = cart.lines

    for do in (
        lambda: clinic.carts.change(cart.ref, "no-line", Item(CREAM, 2), dana),
        lambda: clinic.carts.change(cart.ref, line.ref, Item(SERUM, 2), dana),
        lambda: clinic.carts.remove(cart.ref, "no-line", dana),
    ):
        with pytest.raises(NotFound) as raised:
            do()
        assert not isinstance(raised.value, CartGone)


def test_a_cart_that_never_was_is_gone(clinic: Any, dana: Any) -> None:
    for ref in ("none", "..", "a/b"):
        with pytest.raises(CartGone):
            clinic.carts.read(ref, dana)


def test_a_product_that_is_sold_no_more_leaves_and_is_told(clinic: Any, sandbox: Any, dana: Any, cart: Any) -> None:
    clinic.carts.add(cart.ref, [Item(SERUM, 1)], dana)
    sandbox.set_option("decoda", "archive", item="item-barrier-cream")

    read = clinic.carts.read(cart.ref, dana)

    assert read.dropped == (CREAM,)
    assert [line.product_ref for line in read.lines] == [SERUM]
    assert clinic.carts.read(cart.ref, dana).dropped == ()


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "truncated"])
def test_a_cart_whose_answer_was_lost_is_there_once(clinic: Any, sandbox: Any, dana: Any, fault: str) -> None:
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path="/billing/cart", seconds=60)

    cart = clinic.carts.create([Item(CREAM, 1)], dana)

    assert [line.quantity for line in cart.lines] == [1]
    assert clinic.carts.read(cart.ref, dana) == cart


def test_an_expired_cart_is_gone(clinic: Any, sandbox: Any, dana: Any, cart: Any) -> None:
    sandbox.clock.advance(timedelta(days=31).total_seconds())

    with pytest.raises(CartGone):
        clinic.carts.read(cart.ref, dana)
