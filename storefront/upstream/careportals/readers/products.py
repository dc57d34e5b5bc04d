"""``GET /v2/products``: two shapes are about, one with ``name`` and ``imageUrl``, one with ``label`` and ``images``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from storefront.money import Money
from storefront.upstream.careportals.readers.recurrence import Phase, recurrence_of
from storefront.upstream.fields import (
    Amount,
    Flag,
    InvalidValueError,
    ListOf,
    Ref,
    Shape,
    Text,
    money,
    objects,
    reading,
    same_currency,
)
from storefront.upstream.types import Product
from storefront.upstream.wire import Reply


class _Picture(Shape):
    image_url: Text = ""
    is_thumbnail: Flag = False


class _Product(Shape):
    id: Ref = Field(alias="_id")
    label: Text = ""
    name: Text = ""
    sub_label: Text = ""
    description: Text = ""
    image_url: Text = ""
    images: ListOf[_Picture] = []
    price: Amount | None = None
    list_price: Amount | None = None
    currency: Text = ""
    type: Text = ""
    is_subscription: Flag = False
    subscription_phases: ListOf[Phase] = []
    categories: Any = None


class _ProductStatus(Shape):
    status: Text = ""


def read_products(reply: Reply, currency: str) -> tuple[Product, ...]:
    """The active ones, in their order."""
    with reading(reply, "products"):
        products = [_product(one, currency) for one in objects(reply.json, "products")]
        return tuple(product for product in products if product)


def read_product(reply: Reply, currency: str) -> Product | None:
    """None for one that is not sold."""
    with reading(reply, "product"):
        return _product(reply.json, currency)


def _product(data: Any, currency: str) -> Product | None:
    if _ProductStatus.model_validate(data).status not in {"", "active"}:
        return None
    shape = _Product.model_validate(data)
    if shape.price is None:  # what has no price cannot be sold
        return None
    price = money(shape.price, same_currency(shape.currency, currency), "price")
    return Product(
        ref=shape.id,
        name=_title(shape),
        price=price,
        list_price=higher(shape.list_price, price),
        summary=shape.sub_label,
        description=shape.description,
        picture_url=picture_of(shape.image_url, shape.images),
        category=_first_category(shape.categories),
        physical=shape.type != "digital",
        recurring=shape.is_subscription,
        recurrence=recurrence_of(shape.subscription_phases, price) if shape.is_subscription else None,
    )


def higher(amount: Decimal | None, price: Money) -> Money | None:
    """A list price is worth a mention only where it is higher."""
    if amount is None:
        return None
    listed = money(amount, price.currency, "listPrice")
    return listed if listed > price else None


def picture_of(image_url: str, images: list[_Picture]) -> str:
    """The thumbnail, else the first one. Anything but a web address is none."""
    best = sorted(images, key=lambda picture: not picture.is_thumbnail)
    addresses = [picture.image_url for picture in best] + [image_url]
    return next((url for url in addresses if url.startswith(("https://", "http://"))), "")


def _title(shape: _Product) -> str:
    if title := shape.label or shape.name:
        return title
    raise InvalidValueError("label: no title")


def _first_category(categories: Any) -> str:
    """Words, or objects with a label: no page says which."""
    first = categories[0] if isinstance(categories, list) and categories else ""
    named = _Category.model_validate(first if isinstance(first, dict) else {"label": first})
    return named.label or named.name


class _Category(Shape):
    label: Text = ""
    name: Text = ""
