"""Carts: ``GET /v2/carts/:ref`` with its lines included, and what every change of a line answers (lines and totals).

A cart promotion is told three times: inside the lines, as a negative line of its own, and in the totals. So nothing is
summed to a total here: totals are ``meta.display_price``, and the rest only says where a discount comes from.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.elasticpath.readers.discounts import codes_of, discounts_of
from storefront.upstream.elasticpath.readers.lines import LineShape, Totals
from storefront.upstream.elasticpath.readers.shapes import (
    Price,
    Relationship,
    Snake,
    Timestamps,
    aware,
    charge_of,
    enveloped,
    included,
    listed,
    web_address,
)
from storefront.upstream.fields import InvalidValueError, Maybe, Ref, Text, reading
from storefront.upstream.types import Cart, Line
from storefront.upstream.wire import Reply


class _Meta(Snake):
    display_price: Totals
    timestamps: Maybe[Timestamps] = None


class _Relationships(Snake):
    accounts: Maybe[Relationship] = None


class _Cart(Snake):
    id: Ref
    description: Text = ""
    meta: _Meta
    relationships: Maybe[_Relationships] = None


class _Times(Snake):
    timestamps: Maybe[Timestamps] = None


class _ListedCart(Snake):
    id: Ref
    description: Text = ""
    meta: Maybe[_Times] = None


class _Items(Snake):
    meta: _Meta


def read_cart(reply: Reply, ref: str, currency: str) -> Cart:
    """``GET /v2/carts/:ref?include=items``."""
    with reading(reply, "cart"):
        shape = _Cart.model_validate(enveloped(reply.json))
        if shape.id != ref:
            raise InvalidValueError("id: another cart")
        cart = _cart(ref, included(reply.json, "items"), shape.meta.display_price, currency)
        return replace(cart, ends_at=aware(shape.meta.timestamps.expires_at) if shape.meta.timestamps else None)


def read_items(reply: Reply, ref: str, currency: str) -> Cart:
    """What a change of the lines answers."""
    with reading(reply, "cart items"):
        meta = _Items.model_validate(reply.json).meta
        return _cart(ref, listed(reply.json), meta.display_price, currency)


def read_description(reply: Reply) -> str:
    """The description that the cart was made with."""
    with reading(reply, "cart"):
        return _Cart.model_validate(enveloped(reply.json)).description


def read_refs(reply: Reply, description: str) -> tuple[str, ...]:
    """The references of the carts with this description, the one that changed last first."""
    with reading(reply, "carts"):
        shapes = [_ListedCart.model_validate(one) for one in listed(reply.json)]
    ours = [shape for shape in shapes if shape.description == description]
    return tuple(shape.id for shape in sorted(ours, key=_changed_at, reverse=True))


def _changed_at(shape: _ListedCart) -> datetime:
    moment = aware(shape.meta.timestamps.updated_at) if shape.meta and shape.meta.timestamps else None
    return moment or datetime.min.replace(tzinfo=UTC)


def read_owners(reply: Reply) -> tuple[str, ...]:
    """The ids of the accounts that the cart is associated with."""
    with reading(reply, "cart"):
        related = _Cart.model_validate(enveloped(reply.json)).relationships
        return related.accounts.ids if related and related.accounts else ()


def _cart(ref: str, items: list[Any], totals: Totals, currency: str) -> Cart:
    shapes = [LineShape.model_validate(item) for item in items]
    total = charge_of(totals.with_tax, currency, "meta.display_price.with_tax")
    if total and not shapes:
        raise InvalidValueError("items: none, but the cart costs something")
    promotions = [shape for shape in shapes if shape.type == "promotion_item"]
    discounts = discounts_of(shapes, promotions, totals, currency)
    delivery = _delivery(shapes, totals, currency)
    return Cart(
        ref=ref,
        lines=tuple(_line(shape, currency) for shape in shapes if shape.type not in {"promotion_item", "custom_item"}),
        total=total,
        subtotal=_subtotal(shapes, totals, total, currency),
        discounts=discounts,
        tax=_some(totals.tax, currency, "meta.display_price.tax"),
        delivery=delivery,
        coupon=next((code for code in codes_of(shapes, promotions) if code), ""),
    )


def _line(shape: LineShape, currency: str) -> Line:
    if not shape.name:
        raise InvalidValueError("items.name: no title")
    total = charge_of(shape.full.value or shape.value, currency, "items.value")
    unit = shape.full.unit or shape.unit_price
    if unit is None:
        raise InvalidValueError("items.unit_price: missing")
    return Line(
        ref=shape.id,
        product_ref=shape.product_id or shape.id,
        name=shape.name,
        quantity=shape.quantity,
        unit_price=charge_of(unit, currency, "items.unit_price"),
        total=total,
        picture_url=web_address(shape.image.href) if shape.image else "",
        recurring=shape.type == "subscription_item",
        fixed_quantity=shape.type != "cart_item",
    )


def _delivery(shapes: list[LineShape], totals: Totals, currency: str) -> Money | None:
    """Custom items: the store's own service puts the shipping into the cart that way. Else the total of that name."""
    if any(shape.type == "custom_item" for shape in shapes):
        return _custom(shapes, currency)
    return _some(totals.shipping, currency, "meta.display_price.shipping")


def _subtotal(shapes: list[LineShape], totals: Totals, total: Money, currency: str) -> Money:
    """What the products cost before discounts: ``without_discount``, less the custom items, told as delivery."""
    if totals.without_discount is None:
        return total
    return charge_of(totals.without_discount, currency, "meta.display_price.without_discount") - _custom(
        shapes, currency
    )


def _custom(shapes: list[LineShape], currency: str) -> Money:
    values = [shape.full.value or shape.value for shape in shapes if shape.type == "custom_item"]
    return sum((charge_of(value, currency, "items.value") for value in values), Money.zero(currency))


def _some(price: Price | None, currency: str, field: str) -> Money | None:
    """None for nothing."""
    return (charge_of(price, currency, field) or None) if price else None
