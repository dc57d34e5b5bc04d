"""Carts are the Public API's ("Create and Handle Carts"), coupons the Patient API's ("Build a Custom Checkout").

A cart needs no token, but it is sent along when there is one. *Start* binds a cart to the patient and says what would
be charged, so it is how a signed-in patient's cart is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storefront.upstream.careportals.apis import UPSTREAM, Apis, no
from storefront.upstream.careportals.messages import coupon_reason
from storefront.upstream.careportals.readers.carts import Start, read_cart, read_coupon_cart, read_start
from storefront.upstream.errors import (
    CartGone,
    CouponRefused,
    Misconfigured,
    NotFound,
    ProductRefused,
    SignedOut,
    UpstreamError,
)
from storefront.upstream.paths import REFERENCE
from storefront.upstream.types import Access, Cart, Item, items_of
from storefront.upstream.wire import Call, Reply

# An unknown cart, line or product is a 400 or a 404, and they do not say which of the three it was: look at the cart.
NO = (400, 403, 404, 409, 422)
CARTS, CART = "/v2/carts", "/v2/carts/{cart}"
ITEMS, LINE = "/v2/carts/{cart}/items", "/v2/carts/{cart}/items/{line}"


def start(apis: Apis, cart_ref: str, access: Access, *, coupon: str = "") -> Start:
    """``GET /v2/checkout/{cart}/start``: binds the cart to the patient.

    ``CartGone``; ``NotFound`` for a cart that is another patient's.
    """
    reply = apis.patient.send(
        Call(
            "GET",
            "/v2/checkout/{cart}/start",
            token=access.token,
            accept=(400, 403, 404),
            refusals={404: CartGone},
            parameters={"cart": cart_ref},
        )
    )
    if reply.refused:
        raise no(reply, NotFound if reply.status == 403 else CartGone, "no such cart")
    return read_start(reply, apis.currency, coupon)


class CarePortalsCarts:
    def __init__(self, apis: Apis) -> None:
        self._apis = apis

    def create(self, items: Sequence[Item], access: Access | None) -> Cart:
        """``POST /v2/carts`` with a list of items."""
        reply = self._send("POST", CARTS, access, json=[_body(item) for item in items])
        if reply.refused:
            raise _why(reply, ProductRefused, access)
        return read_cart(reply, self._apis.currency)

    def read(self, cart_ref: str, access: Access | None) -> Cart:
        """``GET .../start`` for a patient, ``GET /v2/carts/{cart}`` for a guest."""
        return self.claim(cart_ref, access) if access else self._look(cart_ref, None)

    def add(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        """``POST /v2/carts/{cart}/items``: a product already there is merged into its line."""
        reply = self._send("POST", ITEMS, access, cart=cart_ref, json=[_body(item) for item in items])
        if reply.refused:
            self._look(cart_ref, access)
            raise _why(reply, ProductRefused, access)
        return read_cart(reply, self._apis.currency)

    def change(self, cart_ref: str, line_ref: str, item: Item, access: Access | None) -> Cart:
        """``PUT /v2/carts/{cart}/items/{line}``: the quantity alone is refused, the product goes with it."""
        reply = self._send("PUT", LINE, access, cart=cart_ref, line=line_ref, json=_body(item))
        if reply.refused:
            there = any(line.ref == line_ref for line in self._look(cart_ref, access).lines)
            raise _why(reply, ProductRefused if there else NotFound, access)
        return read_cart(reply, self._apis.currency)

    def remove(self, cart_ref: str, line_ref: str, access: Access | None) -> Cart:
        """``DELETE /v2/carts/{cart}/items/{line}``: the emptied cart lives on."""
        reply = self._send("DELETE", LINE, access, cart=cart_ref, line=line_ref)
        if reply.refused:
            self._look(cart_ref, access)
            raise _why(reply, NotFound, access)
        return read_cart(reply, self._apis.currency)

    def keep(self, cart_ref: str, access: Access | None) -> Cart:
        """When it ends is not told, so nothing is offered."""
        return self.read(cart_ref, access)

    def claim(self, cart_ref: str, access: Access) -> Cart:
        """``GET .../start``. CarePortals joins no carts: this one becomes the patient's."""
        return start(self._apis, cart_ref, access).cart

    def others(self, access: Access) -> tuple[str, ...]:
        """Not offered: ``can.finds_carts`` is off."""
        return ()

    def apply_coupon(self, cart_ref: str, code: str, access: Access | None) -> Cart:
        """``POST .../coupon/{code}`` without a body: refused by a ``couponError`` in a success, or by a 4xx."""
        if access is None:
            raise SignedOut(UPSTREAM, "a coupon needs a patient")
        reply = self._apis.patient.send(
            Call(
                "POST",
                "/v2/checkout/{cart}/coupon/{code}",
                token=access.token,
                accept=NO,
                refusals={404: CouponRefused},
                parameters={"cart": cart_ref, "code": code.strip()},
            )
        )
        if reply.refused:
            self.claim(cart_ref, access)
            if isinstance(reply.json, dict):
                raise reply.error(CouponRefused, "refused", reason=coupon_reason(reply.json))
            raise _why(reply, CouponRefused, access)
        return read_coupon_cart(reply, self._apis.currency, code.strip())

    def discard(self, cart_ref: str, access: Access) -> None:
        """Nothing to do: the order consumed it."""

    def remove_coupon(self, cart: Cart, access: Access | None) -> Cart:
        """There is no such call: a new cart with the same lines, bound to the patient again."""
        if not cart.lines:
            return self.read(cart.ref, access)
        plain = self.create(items_of(cart.lines), access)
        return self.claim(plain.ref, access) if access else plain

    def _look(self, cart_ref: str, access: Access | None) -> Cart:
        """``GET /v2/carts/{cart}``, which binds nothing."""
        reply = self._send("GET", CART, access, cart=cart_ref)
        if reply.refused:
            raise _why(reply, CartGone if reply.status in {400, 404} else NotFound, access)
        return read_cart(reply, self._apis.currency)

    def _send(
        self, method: str, route: str, access: Access | None, *, cart: str = "", line: str = "", json: Any = None
    ) -> Reply:
        if line and not REFERENCE.fullmatch(line):  # said here: the cart itself is not gone
            raise NotFound(UPSTREAM, f"{method} {route}: not a reference of a line", status=404)
        return self._apis.public.send(
            Call(
                method,
                route,
                json=json,
                token=access.token if access else "",
                accept=NO,
                refusals={404: CartGone},
                parameters={"cart": cart, "line": line},
            )
        )


def _body(item: Item) -> dict[str, str | int]:
    return {"productId": item.product_ref, "quantity": item.quantity}


def _why(reply: Reply, kind: type[UpstreamError], access: Access | None) -> UpstreamError:
    """A 403 is another patient's cart, or for a guest the organization itself."""
    if reply.status == 403:
        kind = NotFound if access else Misconfigured
    return no(reply, kind, "the cart call was refused")
