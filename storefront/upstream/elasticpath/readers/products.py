"""Products of the published catalog (``GET /catalog/products``) and their stock (``GET /v2/inventories/:id``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storefront.money import Money
from storefront.upstream.elasticpath.plain_text import plain_text
from storefront.upstream.elasticpath.readers.shapes import (
    Minor,
    Price,
    Relationship,
    Snake,
    charge_of,
    enveloped,
    included,
    listed,
    web_address,
)
from storefront.upstream.fields import Flag, InvalidValueError, Maybe, Ref, Text, reading
from storefront.upstream.types import Product
from storefront.upstream.wire import Reply


class _Attributes(Snake):
    name: Text = ""
    description: Text = ""
    commodity_type: Text = ""
    base_product: Flag = False
    base_product_id: Text = ""
    price: Maybe[dict[str, Any]] = None


class _DisplayPrice(Snake):
    without_tax: Price | None = None
    with_tax: Price | None = None

    @property
    def price(self) -> Price | None:
        return self.without_tax or self.with_tax


class _Meta(Snake):
    display_price: _DisplayPrice | None = None
    original_display_price: Maybe[_DisplayPrice] = None


class _Relationships(Snake):
    main_image: Maybe[Relationship] = None


class _Product(Snake):
    id: Ref
    attributes: _Attributes
    meta: _Meta | None = None
    relationships: Maybe[_Relationships] = None


class _Link(Snake):
    href: Text = ""


class _Picture(Snake):
    id: Text = ""
    link: Maybe[_Link] = None


class _Total(Snake):
    total: Maybe[Minor] = None


class _Results(Snake):
    results: Maybe[_Total] = None


class _PageEnvelope(Snake):
    meta: Maybe[_Results] = None


class _Levels(Snake):
    available: Minor


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """``product`` is None for what cannot be bought: a parent (``is_parent``), or without a price in our currency."""

    ref: str
    parent_ref: str
    is_parent: bool
    product: Product | None


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` is how many there are in all, where they say it."""

    found: tuple[ProductEntry, ...]
    total: int | None


def read_page(reply: Reply, currency: str) -> Page:
    with reading(reply, "products"):
        pictures = _pictures(reply.json)
        found = tuple(_found(one, pictures, currency) for one in listed(reply.json))
        meta = _PageEnvelope.model_validate(reply.json).meta
        return Page(found, meta.results.total if meta and meta.results else None)


def read_product(reply: Reply, currency: str) -> ProductEntry:
    with reading(reply, "product"):
        return _found(enveloped(reply.json), _pictures(reply.json), currency)


def read_stock(reply: Reply) -> int:
    """Pieces that can be had. Flat, or under ``attributes`` in stores with several locations."""
    with reading(reply, "inventory"):
        data = enveloped(reply.json)
        levels = data["attributes"] if isinstance(data.get("attributes"), dict) else data
        return max(_Levels.model_validate(levels).available, 0)


def _found(data: Any, pictures: dict[str, str], currency: str) -> ProductEntry:
    shape = _Product.model_validate(data)
    parent = shape.attributes.base_product
    return ProductEntry(
        ref=shape.id,
        parent_ref=shape.attributes.base_product_id,
        is_parent=parent,
        product=None if parent else _product(shape, pictures, currency),
    )


def _product(shape: _Product, pictures: dict[str, str], currency: str) -> Product | None:
    attributes = shape.attributes
    price = _price(shape, currency)
    if price is None:
        return None
    if not attributes.name:
        raise InvalidValueError("attributes.name: no title")
    image = shape.relationships.main_image if shape.relationships else None
    return Product(
        ref=shape.id,
        name=attributes.name,
        price=price,
        list_price=_higher(shape, price),
        description=plain_text(attributes.description),
        picture_url=pictures.get(image.ids[0], "") if image and image.ids else "",
        physical=attributes.commodity_type != "digital",
    )


def _price(shape: _Product, currency: str) -> Money | None:
    """None where it is not sold in our currency. A price shown in another one, though ours exists, makes no sense."""
    displayed = shape.meta.display_price if shape.meta else None
    if displayed is None or displayed.price is None:
        return None
    if shape.attributes.price and currency not in shape.attributes.price:
        return None
    return charge_of(displayed.price, currency, "meta.display_price")


def _higher(shape: _Product, price: Money) -> Money | None:
    """The price before a sale is worth a mention only where it is higher."""
    original = shape.meta.original_display_price if shape.meta else None
    if original is None or original.price is None:
        return None
    listed_at = charge_of(original.price, price.currency, "meta.original_display_price")
    return listed_at if listed_at > price else None


def _pictures(body: Any) -> dict[str, str]:
    shapes = [_Picture.model_validate(one) for one in included(body, "main_images")]
    return {shape.id: web_address(shape.link.href) for shape in shapes if shape.link}
