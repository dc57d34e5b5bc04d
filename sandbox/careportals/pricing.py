"""What a cart costs, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.careportals import coupons
from sandbox.careportals.organization import Cart, Line, Organization

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sums:
    """``base`` at list prices, ``subtotal`` before the coupon, ``total`` to be paid."""

    base: Decimal
    subtotal: Decimal
    total: Decimal

    @property
    def discount(self) -> Decimal:
        """The list-price reduction and the coupon's, together."""
        return self.base - self.total

    def amounts(self) -> dict[str, Decimal]:
        return {"baseAmount": self.base, "discountAmount": self.discount, "totalAmount": self.total}


def sums(shop: Organization, lines: list[Line], code: str) -> Sums:
    """``code`` is a coupon that is good, or empty."""
    base = sum((list_price(line) * line.quantity for line in lines), Decimal(0))
    subtotal = sum((line.product.price * line.quantity for line in lines), Decimal(0))
    coupon = shop.coupons.get(code)
    off = coupon.amount + subtotal * coupon.percent / 100 if coupon else Decimal(0)
    off = min(off.quantize(CENT, ROUND_HALF_UP), subtotal)
    return Sums(base, subtotal, subtotal - off)


def written(shop: Organization, cart: Cart, *, echo: Line | None = None) -> dict[str, Any]:
    """The cart as every call answers it. Products that are not sold any more leave without a word, but for ``extras``.

    ``echo`` is a line to be written in place of the kept one.
    """
    gone = drop_unsold(cart)
    lines = [echo if echo and echo.id == line.id else line for line in cart.lines]
    code = "" if coupons.trouble(shop, cart, cart.coupon) else cart.coupon
    found = sums(shop, cart.lines, code)
    return {
        "_id": cart.id,
        "lineItems": [written_line(line) for line in lines],
        **found.amounts(),
        "subTotalAmount": found.subtotal,
        "extras": {"removedDisabledLineItems": ",".join(gone)} if gone else {},
    }


def drop_unsold(cart: Cart) -> list[str]:
    """Take out what is not sold any more; the product ids that went."""
    gone = [line.product.id for line in cart.lines if not line.product.active]
    cart.lines = [line for line in cart.lines if line.product.active]
    return gone


def written_line(line: Line) -> dict[str, Any]:
    product = line.product
    told: dict[str, Any] = {"id": line.id, "name": product.name, "productId": product.id, "sku": product.sku}
    told |= {"price": product.price, "quantity": line.quantity, "isSubscription": product.every is not None}
    if product.list_price is not None:
        told["listPrice"] = product.list_price
    if product.every is not None:
        told["subscriptionPhases"] = product.phases()
    if line.variant is not None:
        told["variantId"] = line.variant
    if line.options is not None:
        told["options"] = line.options
    return told


def list_price(line: Line) -> Decimal:
    """For one; a list price that is not higher than the price does not count."""
    return max(line.product.price, line.product.list_price or Decimal(0))
