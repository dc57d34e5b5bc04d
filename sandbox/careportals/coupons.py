"""When a coupon is good."""

from __future__ import annotations

from decimal import Decimal

from sandbox.careportals.organization import Cart, Organization


def trouble(shop: Organization, cart: Cart, code: str) -> str:
    """Why the code does not work with this cart now; empty when it does, or when there is none."""
    if not code:
        return ""
    coupon = shop.coupons.get(code)
    if coupon is None:
        return "Invalid coupon code"
    if coupon.ends is not None and coupon.ends <= shop.now:
        return "Coupon has expired"
    if coupon.starts is not None and shop.now < coupon.starts:
        return "Coupon is not active yet"
    if subtotal(cart) < coupon.minimum:
        return f"Coupon requires a minimum amount of {coupon.minimum}"
    if coupon.once and cart.patient and coupon.code in shop.patients[cart.patient].used_coupons:
        return "Coupon has already been used"
    return ""


def subtotal(cart: Cart) -> Decimal:
    return sum((line.product.price * line.quantity for line in cart.lines if line.product.active), Decimal(0))
