"""Carts (documents "Create Cart", "Get Cart by ID", "Update Cart Full", "Add Item To Cart" and their like).

Lines are changed by the line routes and not by replacing the whole cart: these leave the other lines, their ids and
their prices alone, lose nothing that another tab put in meanwhile, and are not held up by an item that is archived by
now. Only a discount has no route of its own and is written with the whole cart, a call that is safe to repeat.

A write of the whole cart repeats all that staff may have set (``readers/writing.py``): line discounts, custom prices,
notes, the creator and the end. A discount that staff gave to the cart stands: a coupon does not take its place.

The code at work is written into the cart's notes (``notes.py``). Staff may read it there, and write beside it.

The key may change everybody's carts, so each call looks first whose the cart is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api, no, signed_in
from storefront.upstream.decoda.catalogue import DecodaCatalogue
from storefront.upstream.decoda.coupons import CouponRule, Coupons
from storefront.upstream.decoda.notes import code_in, with_code
from storefront.upstream.decoda.readers.carts import CartState, read_cart
from storefront.upstream.decoda.readers.goods import ITEM, PACKAGE
from storefront.upstream.decoda.readers.writing import percent
from storefront.upstream.errors import (
    CartGone,
    CouponReason,
    CouponRefused,
    NotFound,
    OutcomeUnknown,
    ProductRefused,
    Refused,
    UpstreamError,
)
from storefront.upstream.types import Access, Cart, Item, Line
from storefront.upstream.wire import Call, Reply

CARTS, CART = "/billing/cart", "/billing/cart/{cart}"
ITEMS, LINE = "/billing/cart/{cart}/items", "/billing/cart/{cart}/items/{line}"
LIFE = timedelta(days=30)


class DecodaCarts:
    def __init__(self, api: Api, catalogue: DecodaCatalogue, coupons: Coupons, clock: Callable[[], datetime]) -> None:
        self._api, self._catalogue, self._coupons, self._clock = api, catalogue, coupons, clock

    def create(self, items: Sequence[Item], access: Access | None) -> Cart:
        """``POST /billing/cart`` under an id of our own, by which it is found again when the answer is lost."""
        access = signed_in(access)
        self._refuse_unsold(items)
        ref = str(uuid4())
        body = {"id": ref, **self._new(access, items)}
        try:
            reply = self._api.wire.send(Call("POST", CARTS, json=body, accept=JUDGED))
        except OutcomeUnknown:
            with suppress(UpstreamError):
                return self.read(ref, access)
            raise
        if reply.status == 409:
            with suppress(NotFound):
                return self.read(ref, access)
        if reply.refused:
            self._refuse_unsold(items)  # if one of them went just now; else it is not about them
            raise no(reply, Refused, "the cart was not made")
        return self._read(reply, access).cart

    def read(self, cart_ref: str, access: Access | None) -> Cart:
        """``GET /billing/cart/{cart}``. Lines that are not sold any more are taken out, and told as ``dropped``."""
        access = signed_in(access)
        return self._sellable(cart_ref, access).cart

    def look_up(self, cart_ref: str, access: Access) -> CartState:
        """``GET /billing/cart/{cart}``, whatever became of it. ``CartGone``, ``NotFound`` for another patient's."""
        return self._read(self._api.one(CART, missing=CartGone, cart=cart_ref), access)

    def add(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        """A product that is there already grows; else ``POST /billing/cart/{cart}/items``, never sent twice."""
        access = signed_in(access)
        cart = self._draft(cart_ref, access).cart
        self._refuse_unsold(items)
        for item in _each_once(items):
            line = next((line for line in cart.lines if line.product_ref == item.product_ref), None)
            cart = (
                self._set(cart, line, line.quantity + item.quantity, access)
                if line
                else self._changed("POST", ITEMS, cart, access, ProductRefused, json=_line(item)).cart
            )
        return cart

    def change(self, cart_ref: str, line_ref: str, item: Item, access: Access | None) -> Cart:
        """``PUT /billing/cart/{cart}/items/{line}``."""
        access = signed_in(access)
        cart = self._draft(cart_ref, access).cart
        return self._set(cart, _line_of(cart, line_ref, item.product_ref), item.quantity, access)

    def remove(self, cart_ref: str, line_ref: str, access: Access | None) -> Cart:
        """``DELETE /billing/cart/{cart}/items/{line}``: the emptied cart lives on."""
        access = signed_in(access)
        cart = self._draft(cart_ref, access).cart
        return self._remove(cart, _line_of(cart, line_ref), access).cart

    def keep(self, cart_ref: str, access: Access | None) -> Cart:
        """When it ends is not told, so nothing is offered."""
        return self.read(cart_ref, access)

    def claim(self, cart_ref: str, access: Access) -> Cart:
        """There are no guests' carts: it is this patient's already, or nobody else's business."""
        return self.read(cart_ref, access)

    def others(self, access: Access) -> tuple[str, ...]:
        """Not offered: ``can.finds_carts`` is off."""
        return ()

    def apply_coupon(self, cart_ref: str, code: str, access: Access | None) -> Cart:
        """The clinic's rule decides; another code that was at work gives way, and a discount of staff's does not."""
        access = signed_in(access)
        state = self._sellable(cart_ref, access)
        cart = state.cart
        rule = self._coupons.rule(code, cart, access.patient_ref)
        if cart.discounts and not code_in(state.notes):
            raise CouponRefused(UPSTREAM, "staff gave a discount", reason=CouponReason.NOT_COMBINED)
        return self._with_coupon(state, access, rule)

    def discard(self, cart_ref: str, access: Access) -> None:
        """Nothing to do: the order consumed it."""

    def abandon(self, cart_ref: str, access: Access) -> None:
        """``PUT /billing/cart/{cart}`` as ABANDONED, and a look-up whether it is. One that is not open is as good."""
        try:
            seen = self.look_up(cart_ref, access)
            if not seen.open:
                return
            body = _body(access) | seen.written | {"status": "ABANDONED"}
            self._api.wire.send(Call("PUT", CART, json=body, accept=JUDGED, parameters={"cart": cart_ref}))
            if self.look_up(cart_ref, access).open:
                raise OutcomeUnknown(UPSTREAM, "the cart is still open")
        except CartGone:
            return

    def remove_coupon(self, cart: Cart, access: Access | None) -> Cart:
        """A discount that staff gave stays."""
        access = signed_in(access)
        now = self._sellable(cart.ref, access)
        return self._with_coupon(now, access, None) if code_in(now.notes) else now.cart

    def for_order(self, cart_ref: str, coupon: str, access: Access) -> tuple[Cart, bool]:
        """The cart as it can be ordered now, and whether ``coupon`` (or the one noted there) is at work no more.

        Staff may have rewritten the notes. What counts is the discount: as long as it stands, so does the coupon.
        """
        state = self._sellable(cart_ref, access)
        cart, noted = state.cart, code_in(state.notes)
        code = noted or coupon
        if not code:
            return cart, False
        if not cart.discounts:
            return (self._with_coupon(state, access, None) if noted else cart), True
        try:
            self._coupons.rule(code, cart, access.patient_ref)
        except CouponRefused:
            return (self._with_coupon(state, access, None) if noted else cart), True
        return named(cart, code), False

    def _refuse_unsold(self, items: Sequence[Item]) -> None:
        """The upstream would sell anything to this key, also what is not on the shelf. So the shelf is asked first."""
        for item in _each_once(items):
            try:
                product = self._catalogue.product(item.product_ref)
            except NotFound:
                raise ProductRefused(UPSTREAM, "not on the shelf") from None
            if not product.buyable:
                raise ProductRefused(UPSTREAM, "not for sale here")

    def _sellable(self, cart_ref: str, access: Access) -> CartState:
        """The cart after what is not sold any more was taken out."""
        seen = state = self._draft(cart_ref, access)
        for line in seen.unsold:
            state = self._remove(state.cart, line, access)
        dropped = tuple(line.product_ref for line in seen.unsold)
        return replace(state, cart=replace(state.cart, dropped=dropped))

    def _draft(self, cart_ref: str, access: Access) -> CartState:
        """``CartGone`` for one that is ordered, expired or given up: a new one is needed."""
        seen = self.look_up(cart_ref, access)
        if not seen.open:
            raise CartGone(UPSTREAM, "this cart is not open any more")
        return seen

    def _set(self, cart: Cart, line: Line, quantity: int, access: Access) -> Cart:
        json = {"quantity": quantity}
        return self._changed("PUT", LINE, cart, access, ProductRefused, line=line.ref, json=json).cart

    def _remove(self, cart: Cart, line: Line, access: Access) -> CartState:
        return self._changed("DELETE", LINE, cart, access, NotFound, line=line.ref)

    def _with_coupon(self, state: CartState, access: Access, rule: CouponRule | None) -> Cart:
        """``PUT /billing/cart/{cart}`` with all that it holds. What is sent is the rule's own number, never the amount
        that the cart says it comes to."""
        body = _body(access) | state.written | _discount(rule, state.notes)
        cart = self._changed("PUT", CART, state.cart, access, Refused, json=body).cart
        return replace(cart, dropped=state.cart.dropped)

    def _changed(
        self,
        method: str,
        route: str,
        cart: Cart,
        access: Access,
        kind: type[UpstreamError],
        *,
        json: Any = None,
        **parameters: Any,
    ) -> CartState:
        """A refusal may be about the cart or about what was asked: another look-up tells."""
        reply = self._api.wire.send(
            Call(method, route, json=json, accept=JUDGED, parameters={"cart": cart.ref, **parameters})
        )
        if reply.refused:
            lines = self._draft(cart.ref, access).cart.lines
            line_is_gone = "line" in parameters and parameters["line"] not in {line.ref for line in lines}
            raise no(reply, NotFound if line_is_gone else kind, "the change was refused")
        return self._read(reply, access)

    def _read(self, reply: Reply, access: Access) -> CartState:
        return read_cart(reply, access, self._api.settings)

    def _new(self, access: Access, items: Sequence[Item]) -> dict[str, Any]:
        """Never a ``unitPrice``: what is sent there would be the price."""
        return _body(access) | {
            "items": [_line(item) for item in _each_once(items)],
            "expiresDate": (self._clock() + LIFE).isoformat(timespec="seconds"),
            **({"creatorId": self._api.settings.creator} if self._api.settings.creator else {}),
        }


def named(cart: Cart, code: str) -> Cart:
    """The same cart, whose discount is said to be this code's."""
    return replace(cart, coupon=code, discounts=tuple(replace(discount, code=code) for discount in cart.discounts))


def _body(access: Access) -> dict[str, Any]:
    return {"patientId": access.patient_ref}


def _each_once(items: Sequence[Item]) -> tuple[Item, ...]:
    wanted: dict[str, int] = {}
    for item in items:
        wanted[item.product_ref] = wanted.get(item.product_ref, 0) + item.quantity
    return tuple(Item(ref, quantity) for ref, quantity in wanted.items())


def _line(item: Item) -> dict[str, str | int]:
    if item.product_ref.startswith(PACKAGE):
        return {"packageId": item.product_ref.removeprefix(PACKAGE), "quantity": item.quantity}
    return {"itemId": item.product_ref.removeprefix(ITEM), "quantity": item.quantity}


def _discount(rule: CouponRule | None, notes: str) -> dict[str, Any]:
    return {
        "notes": with_code(notes, rule.code if rule else ""),
        "discountAmount": rule.amount.minor if rule and rule.amount else 0,
        "discountPercentage": percent(rule.percent) if rule and rule.percent is not None else 0,
    }


def _line_of(cart: Cart, line_ref: str, product_ref: str = "") -> Line:
    for line in cart.lines:
        if line.ref == line_ref and product_ref in {"", line.product_ref}:
            return line
    raise NotFound(UPSTREAM, "no such line in this cart")
