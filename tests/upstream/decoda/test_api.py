"""What a refusal means: theirs or a gateway's, and the clinic's own trouble."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import CartGone, Misconfigured, Refused, Unreadable
from tests.upstream.decoda.examples import CART, SENTENCE, SHAPE_LIST


@pytest.mark.parametrize("body", [SENTENCE, SHAPE_LIST])
def test_both_shapes_of_a_refusal_are_theirs(shop: Any, answering: Any, me: Any, body: Any) -> None:
    answering((404, body))
    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)
    answering((422, body))
    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("body", [b"<html>Not found</html>", {"message": "no"}, [], b"", {"detail": None}])
def test_a_gateways_page_is_no_proof_that_a_cart_is_gone(shop: Any, answering: Any, me: Any, body: Any) -> None:
    answering((404, body))

    with pytest.raises(Unreadable):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_the_clinics_trouble(shop: Any, answering: Any, me: Any, status: int) -> None:
    answering((status, SENTENCE))

    for do in (shop.catalogue.products, lambda: shop.carts.read("cart-1", me), lambda: shop.cards.list(me)):
        with pytest.raises(Misconfigured):
            do()


def test_the_words_of_a_refusal_are_not_repeated(shop: Any, answering: Any, me: Any) -> None:
    answering((400, {"detail": "Dana Whitfield is blacklisted"}), CART)

    with pytest.raises(Refused) as raised:
        shop.cards.list(me)
    assert "Dana" not in str(raised.value)
