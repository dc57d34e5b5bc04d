"""Items and packages: what is on the shelf, and what a line of a cart is about.

A product's ref says which of the two it is: ``item:<id>`` or ``package:<id>``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.readers.shapes import Cents
from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.fields import Flag, InvalidValueError, ListOf, Maybe, Ref, Shape, Text
from storefront.upstream.types import Product

ITEM, PACKAGE = "item:", "package:"
SOLD_TYPES = {"ITEM", "PRODUCT", "SERVICE"}
NEVER_SOLD_TYPES = {"PACKAGE", "MEMBERSHIP"}  # packages have a list of their own; memberships are staff's to sell


class Offer(IntEnum):
    """The lowest of several wins."""

    HIDDEN = 0
    SHOWN = 1  # (a kind that we do not know: no purchase)
    SOLD = 2


class _Part(Shape):
    item: Maybe[Goods] = None


class Goods(Shape):
    """An item or a package as a line shows it; nothing in it is worth losing the line for."""

    name: Text = ""
    is_archived: Flag = False
    category: Text = ""
    type: Text = ""
    is_physical: Maybe[bool] = None
    items: ListOf[_Part] = []


class _Stock(Shape):
    remaining_quantity: Maybe[int] = None


class _CatalogueRow(Goods):
    id: Ref
    price: Cents | None = None
    brand_name: Text = ""
    description: Text = ""
    sort_order: Maybe[int] = None
    stocks: ListOf[_Stock] = []


_Part.model_rebuild()


def read_items(rows: list[Any], settings: DecodaSettings) -> tuple[Product, ...]:
    """Those that may be seen, in the clinic's order, each once. To be called within ``reading``."""
    shapes = {shape.id: shape for shape in map(_CatalogueRow.model_validate, rows)}
    shown = [shape for shape in shapes.values() if item_offer(shape, settings) and shape.price is not None]
    shown.sort(key=lambda shape: (shape.sort_order is None, shape.sort_order or 0))
    return tuple(_item(shape, settings) for shape in shown)


def read_packages(rows: list[Any], settings: DecodaSettings) -> tuple[Product, ...]:
    """As ``read_items``."""
    shapes = {shape.id: shape for shape in map(_CatalogueRow.model_validate, rows)}
    shown = [shape for shape in shapes.values() if package_offer(shape, settings) and shape.price is not None]
    return tuple(_package(shape, settings) for shape in shown)


def item_offer(goods: Goods, settings: DecodaSettings) -> Offer:
    if goods.is_archived or not _in_categories(goods, settings):
        return Offer.HIDDEN
    return _type_offer(goods.type, settings)


def package_offer(goods: Goods, settings: DecodaSettings) -> Offer:
    """No better than the worst of its parts: a prescription is not sold by wrapping it."""
    if goods.is_archived or not _in_categories(goods, settings):
        return Offer.HIDDEN
    parts = [_type_offer(part.item.type if part.item else "", settings) for part in goods.items]
    return min(parts, default=Offer.SHOWN)


def _type_offer(kind: str, settings: DecodaSettings) -> Offer:
    """What does not say its type could be a prescription: it is shown, and not sold."""
    kind = kind.upper()
    if kind == "MEDICATION":
        return Offer.SOLD if settings.allow_medication else Offer.HIDDEN
    if kind in NEVER_SOLD_TYPES:
        return Offer.HIDDEN
    return Offer.SOLD if kind in SOLD_TYPES else Offer.SHOWN


def _in_categories(goods: Goods, settings: DecodaSettings) -> bool:
    wanted = {name.casefold() for name in settings.categories}
    return not wanted or goods.category.casefold() in wanted


def _item(shape: _CatalogueRow, settings: DecodaSettings) -> Product:
    return Product(
        ref=ITEM + shape.id,
        name=_named(shape),
        price=_price(shape, settings),
        summary=shape.brand_name,
        description=shape.description,
        category=shape.category,
        physical=shape.is_physical is not False,
        stock=_stock(shape.stocks),
        buyable=item_offer(shape, settings) is Offer.SOLD,
    )


def _package(shape: _CatalogueRow, settings: DecodaSettings) -> Product:
    """Sold at its own price, whatever its parts add up to, and redeemed in the clinic: nothing is sent."""
    return Product(
        ref=PACKAGE + shape.id,
        name=_named(shape),
        price=_price(shape, settings),
        description=shape.description,
        category=shape.category,
        physical=False,
        buyable=package_offer(shape, settings) is Offer.SOLD,
    )


def _named(shape: Goods) -> str:
    if not shape.name:
        raise InvalidValueError("name: none")
    return shape.name


def _price(shape: _CatalogueRow, settings: DecodaSettings) -> Money:
    return Money.from_minor(shape.price or 0, settings.currency)


def _stock(stocks: list[_Stock]) -> int | None:
    """All locations together; nothing is kept back for a cart, so it is advice."""
    known = [stock.remaining_quantity for stock in stocks if stock.remaining_quantity is not None]
    return max(sum(known), 0) if known else None
