"""Carts. Whoever knows a reference may do everything with it, so ours are random and stay in the session.

A reference that is unknown, spent or expired (a week without a change) is not refused: it silently becomes a new,
empty cart, and a product added to it would be all there is. So our carts are made with a description of their own,
and an empty cart without it was made by asking: ``CartGone``. That needs no clock and no memory of what was in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

from storefront.upstream.elasticpath.api import UPSTREAM, Api, Caller
from storefront.upstream.elasticpath.readers.carts import (
    read_cart,
    read_description,
    read_items,
    read_owners,
    read_refs,
)
from storefront.upstream.elasticpath.readers.problems import no, problems_of
from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponRefused,
    NotFound,
    OutcomeUnknown,
    ProductRefused,
    Refused,
    UpstreamError,
)
from storefront.upstream.types import Access, Cart, Item
from storefront.upstream.wire import Reply

CART, ITEMS, LINE = "/v2/carts/{cart}", "/v2/carts/{cart}/items", "/v2/carts/{cart}/items/{line}"
OURS = "Made by the clinic's storefront"
LONGEST_CODE = 100
LONGEST_PAGE = 100


class ElasticPathCarts:
    def __init__(self, api: Api) -> None:
        self._api = api

    def create(self, items: Sequence[Item], access: Access | None) -> Cart:
        """``POST /v2/carts`` with a reference of our own, then its items. A patient's is associated at once."""
        ref = f"c-{uuid4().hex}"
        data = {"id": ref, "name": "Cart", "description": OURS}
        reply = self._api.send("POST", "/v2/carts", Caller.of(access), json={"data": data})
        if reply.refused:
            raise _why(reply, Refused, "the cart was not made")
        return self._put_in(ref, items, access)

    def read(self, cart_ref: str, access: Access | None) -> Cart:
        """``GET /v2/carts/{cart}?include=items``. ``NotFound`` for one that is associated with another account."""
        return self._look(cart_ref, access)

    def add(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        """``POST .../items``: a product already there grows. Looked at first: on a cart that is gone it would start
        another one and the rest would be lost."""
        self._look(cart_ref, access)
        return self._put_in(cart_ref, items, access)

    def change(self, cart_ref: str, line_ref: str, item: Item, access: Access | None) -> Cart:
        """``PUT .../items/{line}``, with the same stock check as adding."""
        data = {"type": "cart_item", "quantity": item.quantity}
        reply = self._send("PUT", LINE, access, json={"data": data}, cart=cart_ref, line=line_ref)
        if reply.refused:
            raise self._why_not(reply, ProductRefused, cart_ref, line_ref, access)
        return read_items(reply, cart_ref, self._api.currency)

    def remove(self, cart_ref: str, line_ref: str, access: Access | None) -> Cart:
        """``DELETE .../items/{line}``: the emptied cart lives on."""
        reply = self._send("DELETE", LINE, access, cart=cart_ref, line=line_ref)
        if reply.refused:
            raise self._why_not(reply, NotFound, cart_ref, line_ref, access)
        return read_items(reply, cart_ref, self._api.currency)

    def keep(self, cart_ref: str, access: Access | None) -> Cart:
        """``PUT /v2/carts/{cart}`` as it is: a change lets it last another week, a read does not."""
        self._look(cart_ref, access)
        reply = self._send("PUT", CART, access, json={"data": {"description": OURS}}, cart=cart_ref)
        if reply.refused:
            raise _why(reply, CartGone if reply.status == 404 else Refused, "the cart was not kept")
        return self._look(cart_ref, access)

    def claim(self, cart_ref: str, access: Access) -> Cart:
        """``POST .../relationships/accounts``: the patient finds it on other devices."""
        cart = self._look(cart_ref, access)
        if cart.patient_ref:
            return cart
        body = {"data": [{"type": "account", "id": access.patient_ref}]}
        route = "/v2/carts/{cart}/relationships/accounts"
        reply = self._send("POST", route, access, json=body, empty=True, cart=cart_ref)
        if reply.refused:
            raise _why(reply, CartGone if reply.status == 404 else Refused, "the cart was not associated")
        return replace(cart, patient_ref=access.patient_ref)

    def others(self, access: Access) -> tuple[str, ...]:
        """``GET /v2/carts``: the account's, of which only those that were made here."""
        reply = self._api.send("GET", "/v2/carts", Caller.of(access), query={"page[limit]": LONGEST_PAGE})
        if reply.refused:
            raise _why(reply, Refused, "the carts were not listed")
        return read_refs(reply, OURS)

    def apply_coupon(self, cart_ref: str, code: str, access: Access | None) -> Cart:
        """``POST .../items`` with a ``promotion_item``: 404 for every code that is not for this cart, never saying why.

        Elastic Path takes several; once a new one holds, the others are taken off.
        """
        code = code.strip()
        if not code or len(code) > LONGEST_CODE:
            raise CouponRefused(UPSTREAM, "not a code")
        before = self._look(cart_ref, access)
        body = {"data": {"type": "promotion_item", "code": code}}
        reply = self._send("POST", ITEMS, access, json=body, cart=cart_ref)
        if reply.refused or problems_of(reply):
            raise _why(reply, CouponRefused, "the code was refused")
        cart = read_items(reply, cart_ref, self._api.currency)
        others = [old for old in _codes(before) if old.casefold() != code.casefold()]
        return self._without(others, cart_ref, access) if others else replace(cart, patient_ref=before.patient_ref)

    def remove_coupon(self, cart: Cart, access: Access | None) -> Cart:
        """``DELETE .../discounts/{code}`` for each code at work."""
        return self._without(_codes(cart), cart.ref, access)

    def discard(self, cart_ref: str, access: Access | None) -> None:
        """``DELETE /v2/carts/{cart}``, as well as can be: after an order the cart could be checked out again.

        Fails silently: what matters is that nobody uses the reference again, for reading it makes a new cart.
        """
        with suppress(UpstreamError):
            self.delete(cart_ref, access)

    def delete(self, cart_ref: str, access: Access | None) -> None:
        """A cart that is not there is as good as deleted."""
        reply = self._send("DELETE", CART, access, empty=True, cart=cart_ref)
        if reply.refused and reply.status != 404:
            raise _why(reply, OutcomeUnknown, "the cart was not deleted")

    def _look(self, cart_ref: str, access: Access | None) -> Cart:
        reply = self._send("GET", CART, access, query={"include": "items"}, cart=cart_ref)
        if reply.refused:
            raise _why(reply, CartGone if reply.status == 404 else NotFound, "no such cart")
        cart = read_cart(reply, cart_ref, self._api.currency)
        if not cart.lines and read_description(reply) != OURS:
            raise reply.error(CartGone, "an empty cart that we did not make")
        owners = read_owners(reply)
        mine = access.patient_ref if access else ""
        if owners and mine not in owners:
            raise reply.error(NotFound, "another account's cart")
        return replace(cart, patient_ref=mine if owners else "")

    def _put_in(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        """All of them or none."""
        data = [{"type": "cart_item", "id": item.product_ref, "quantity": item.quantity} for item in items]
        body = {"data": data, "options": {"add_all_or_nothing": True}}
        reply = self._send("POST", ITEMS, access, json=body, cart=cart_ref)
        if reply.refused or problems_of(reply):
            raise _why(reply, ProductRefused, "the products were not added")
        return read_items(reply, cart_ref, self._api.currency)

    def _without(self, codes: Sequence[str], cart_ref: str, access: Access | None) -> Cart:
        for code in codes:
            route = "/v2/carts/{cart}/discounts/{code}"
            reply = self._send("DELETE", route, access, empty=True, cart=cart_ref, code=code)
            if reply.refused and reply.status != 404:
                raise _why(reply, Refused, "the code was not taken off")
        return self._look(cart_ref, access)

    def _why_not(
        self, reply: Reply, kind: type[UpstreamError], cart_ref: str, line_ref: str, access: Access | None
    ) -> UpstreamError:
        """An unknown cart and an unknown line are the same 404: look which."""
        if reply.status == 404 and problems_of(reply):
            there = any(line.ref == line_ref for line in self._look(cart_ref, access).lines)
            kind = kind if there else NotFound
        return _why(reply, kind, "the line was not changed")

    def _send(
        self,
        method: str,
        route: str,
        access: Access | None,
        *,
        json: Any = None,
        query: dict[str, str | int] | None = None,
        empty: bool = False,
        **references: Any,
    ) -> Reply:
        missing = NotFound if "line" in references else CartGone
        return self._api.send(
            method, route, Caller.of(access), json=json, query=query, empty=empty, missing=missing, **references
        )


def _codes(cart: Cart) -> tuple[str, ...]:
    codes = [cart.coupon, *(discount.code for discount in cart.discounts)]
    return tuple(dict.fromkeys(code for code in codes if code))


def _why(reply: Reply, kind: type[UpstreamError], detail: str) -> UpstreamError:
    """409 is another write to the same cart at the same moment: nothing was done."""
    return no(reply, Busy if reply.status == 409 else kind, detail)
