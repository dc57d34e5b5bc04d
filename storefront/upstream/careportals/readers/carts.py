"""Carts (Public API), and the answer of *start* and *coupon* (Patient API): a cart and the payment methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from storefront.money import Money
from storefront.upstream.careportals.messages import coupon_reason, message_of
from storefront.upstream.careportals.readers.cards import read_methods
from storefront.upstream.careportals.readers.products import higher, picture_of
from storefront.upstream.careportals.readers.recurrence import Phase, recurrence_of
from storefront.upstream.errors import CouponRefused
from storefront.upstream.fields import (
    Amount,
    Flag,
    InvalidValueError,
    ListOf,
    Maybe,
    Quantity,
    Ref,
    Shape,
    Text,
    money,
    reading,
    same_currency,
)
from storefront.upstream.types import Cart, Discount, Line, PaymentMethod
from storefront.upstream.wire import Reply


class LineShape(Shape):
    id: Ref
    product_id: Ref
    name: Text = ""
    label: Text = ""
    price: Amount
    list_price: Amount | None = None
    quantity: Quantity
    image_url: Text = ""
    is_subscription: Flag = False
    subscription_phases: ListOf[Phase] = []


class _Extras(Shape):
    removed_disabled_line_items: Text = ""


class _Cart(Shape):
    id: Ref = Field(alias="_id")
    line_items: list[LineShape]
    total_amount: Amount
    currency: Text = ""
    extras: Maybe[_Extras] = None


class _Start(Shape):
    cart: dict[str, Any]
    currency: Text = ""
    payment_methods: ListOf[Any] = []
    coupon_error: Any = None


@dataclass(frozen=True, slots=True)
class Start:
    """A cart as it would be charged now. ``coupon_refused``: the coupon is not honoured, the success status aside."""

    cart: Cart
    payment_methods: tuple[PaymentMethod, ...]
    coupon_refused: bool


def read_cart(reply: Reply, currency: str) -> Cart:
    with reading(reply, "cart"):
        return _cart(reply.json, currency)


def read_start(reply: Reply, currency: str, coupon: str = "") -> Start:
    """``coupon`` is the code that should be at work."""
    with reading(reply, "start"):
        shape = _Start.model_validate(reply.json)
        refused = bool(_said(shape.coupon_error))
        cart = _cart(shape.cart, same_currency(shape.currency, currency), "" if refused else coupon)
        return Start(cart, read_methods(shape.payment_methods), refused)


def read_coupon_cart(reply: Reply, currency: str, code: str) -> Cart:
    """The start shape, or the bare cart. ``CouponRefused`` for a ``couponError``."""
    said = reply.json if isinstance(reply.json, dict) else {}
    if "cart" not in said and "couponError" not in said:
        with reading(reply, "cart"):
            return _cart(reply.json, currency, code)
    if error := _said(said.get("couponError")):
        raise reply.error(CouponRefused, "refused in a success", reason=coupon_reason(error))
    return read_start(reply, currency, code).cart


def _said(error: Any) -> str:
    """They may say it as words or as an object; null, false and "" say nothing."""
    return message_of(error) or ("refused" if error else "")


def _cart(data: Any, currency: str, coupon: str = "") -> Cart:
    shape = _Cart.model_validate(data)
    currency = same_currency(shape.currency, currency)
    lines = tuple(_line(line, currency) for line in shape.line_items)
    total = money(shape.total_amount, currency, "totalAmount")
    subtotal = sum((line.total for line in lines), Money.zero(currency))
    return Cart(
        ref=shape.id,
        lines=lines,
        total=total,
        subtotal=subtotal,
        discounts=_discounts(subtotal, total, coupon),
        coupon=coupon,
        dropped=_dropped(shape.extras),
    )


def _discounts(subtotal: Money, total: Money, coupon: str) -> tuple[Discount, ...]:
    """What the lines cost less what is charged; ``discountAmount`` would hold the list-price reductions too."""
    return (Discount(subtotal - total, code=coupon),) if subtotal > total else ()


def _line(shape: LineShape, currency: str) -> Line:
    """A subscription line is pinned to one: an answer may echo another quantity, and it is not kept."""
    price = money(shape.price, currency, "lineItems.price")
    quantity = 1 if shape.is_subscription else shape.quantity
    if not (name := shape.name or shape.label):
        raise InvalidValueError("lineItems.name: no title")
    return Line(
        ref=shape.id,
        product_ref=shape.product_id,
        name=name,
        quantity=quantity,
        unit_price=price,
        total=price * quantity,
        list_price=higher(shape.list_price, price),
        picture_url=picture_of(shape.image_url, []),
        recurring=shape.is_subscription,
        recurrence=recurrence_of(shape.subscription_phases, price) if shape.is_subscription else None,
        fixed_quantity=shape.is_subscription,
    )


def _dropped(extras: _Extras | None) -> tuple[str, ...]:
    refs = extras.removed_disabled_line_items.split(",") if extras else []
    return tuple(ref.strip() for ref in refs if ref.strip())
