"""Carts: made, changed, claimed and discarded, and what they are refused with."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import requests

from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponReason,
    CouponRefused,
    NotFound,
    OutcomeUnknown,
    ProductRefused,
    Refused,
)
from storefront.upstream.types import Item
from tests.upstream.elasticpath.common import (
    ADD,
    LOOK,
    STOCK_GONE,
    TWO,
    callers,
    cart,
    changed,
    check,
    lines,
    raised_by,
)
from tests.upstream.elasticpath.conftest import API
from tests.upstream.elasticpath.examples import (
    CART,
    CART_ANSWER,
    EMPTY,
    ITEMS,
    LINE,
    OTHER_ACCOUNT,
    PRODUCT,
    RECREATED,
    refusal,
)
from tests.upstream.fakes import body_of


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_new_cart_gets_a_reference_of_our_own_and_then_its_items(shop: Any, erin: Any, signed_in: bool) -> None:
    clinic, store = shop()
    store.answers = [(201, CART_ANSWER), (201, ITEMS)]

    cart = clinic.carts.create(TWO, erin if signed_in else None)

    assert re.fullmatch(r"c-[0-9a-f]{32}", cart.ref)
    assert lines(store) == [f"POST {API}/v2/carts", f"POST {API}/v2/carts/{cart.ref}/items"]
    made, filled = store.asked
    assert body_of(made) == {"data": {"id": cart.ref, "name": "Cart", "description": "Made by the clinic's storefront"}}
    assert body_of(filled) == ADD
    assert callers(store) == [("implicit", "acc0unt-t0ken" if signed_in else None)] * 2


def test_a_code_is_taken_off_whatever_is_in_it(shop: Any) -> None:
    clinic, store = shop(CART_ANSWER, (204, b""), CART_ANSWER)
    cart = replace(clinic.carts.read(CART, None), coupon="10 % off/ü")

    clinic.carts.remove_coupon(cart, None)

    assert store.lines[1] == f"DELETE {API}/v2/carts/{CART}/discounts/10%20%25%20off%2F%C3%BC"
    assert lines(store)[2:] == [LOOK]


def test_an_empty_cart_that_we_did_not_make_is_how_an_expired_one_looks(shop: Any, erin: Any) -> None:
    for do in (
        lambda clinic: clinic.carts.read(CART, None),
        lambda clinic: clinic.carts.read(CART, erin),
        lambda clinic: clinic.carts.add(CART, [], None),
        lambda clinic: clinic.carts.claim(CART, erin),
        lambda clinic: clinic.carts.apply_coupon(CART, "X", None),
        lambda clinic: clinic.orders.prepare(CART, "", erin),
    ):
        clinic, store = shop(RECREATED)
        with pytest.raises(CartGone):
            do(clinic)
        assert len(store.asked) == 1


def test_another_accounts_cart_is_not_found(shop: Any, erin: Any) -> None:
    related = {"accounts": {"data": [{"type": "account", "id": OTHER_ACCOUNT}]}}
    theirs = changed(CART_ANSWER, "data.relationships", related)

    for access in (None, erin):
        with pytest.raises(NotFound) as raised:
            cart(shop, theirs, access)
        assert not isinstance(raised.value, CartGone)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_product_that_cannot_be_added(shop: Any, status: int) -> None:
    clinic, _ = shop((201, CART_ANSWER), (status, STOCK_GONE))
    check(raised_by(lambda: clinic.carts.create(TWO, None)), ProductRefused)

    clinic, _ = shop(CART_ANSWER, (status, STOCK_GONE))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), ProductRefused)

    clinic, _ = shop((status, STOCK_GONE), CART_ANSWER)
    check(raised_by(lambda: clinic.carts.change(CART, LINE, Item(PRODUCT, 99), None)), ProductRefused)


NO_CODE = refusal(404, "Not ProductEntry", "No promotion could be found with the given code.")


def test_errors_beside_the_lines_are_a_refusal_too(shop: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (201, ITEMS | STOCK_GONE))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), ProductRefused)

    clinic, _ = shop(CART_ANSWER, (201, ITEMS | NO_CODE))
    check(raised_by(lambda: clinic.carts.apply_coupon(CART, "X", None)), CouponRefused)


@pytest.mark.parametrize("do", ["change", "remove"])
@pytest.mark.parametrize(("cart", "kind"), [(EMPTY, NotFound), (RECREATED, CartGone), ((503, b""), OutcomeUnknown)])
def test_a_line_that_is_not_there_or_its_cart(shop: Any, do: str, cart: Any, kind: Any) -> None:
    clinic, _ = shop((404, refusal(404, "Not ProductEntry", "Item was not found in the cart")), cart)

    if do == "change":
        check(raised_by(lambda: clinic.carts.change(CART, LINE, TWO[0], None)), kind)
    else:
        check(raised_by(lambda: clinic.carts.remove(CART, LINE, None)), kind)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_code_that_is_not_for_this_cart(shop: Any, status: int) -> None:
    clinic, store = shop(CART_ANSWER, (status, NO_CODE))

    error = raised_by(lambda: clinic.carts.apply_coupon(CART, "EXPIRED", None))

    check(error, CouponRefused)
    assert isinstance(error, CouponRefused)
    assert error.reason is CouponReason.UNKNOWN
    assert len(store.asked) == 2


def test_taking_off_a_code_that_fell_away_already_is_no_trouble(shop: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (404, NO_CODE), CART_ANSWER)
    cart = clinic.carts.read(CART, None)

    assert clinic.carts.remove_coupon(replace(cart, coupon="OLD"), None) == cart


def test_two_writes_at_once_are_busy(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (409, refusal(409, "Conflict", "Write conflict detected")))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), Busy)
    check(raised_by(lambda: clinic.carts.remove(CART, LINE, None)), Busy)


@pytest.mark.parametrize(("status", "kind"), [(404, CartGone), (400, Refused), (422, Refused)])
def test_a_cart_that_cannot_be_claimed(shop: Any, erin: Any, status: int, kind: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (status, refusal(status)))

    check(raised_by(lambda: clinic.carts.claim(CART, erin)), kind)


@pytest.mark.parametrize("answer", [(204, b""), (404, refusal(404)), (503, b""), requests.ReadTimeout(), (401, b"")])
def test_discarding_a_cart_never_fails(shop: Any, erin: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    assert clinic.carts.discard(CART, erin) is None
