"""Items and packages: what is on the shelf, and what a line of a cart is about.

A product's ref says which of the two it is: ``item:<id>`` or ``package:<id>``.
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Any

from pydantic import Field

from storefront.money import Money
from storefront.upstream.decoda.readers.shapes import Cents
from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.errors import Unreadable
from storefront.upstream.fields import Flag, InvalidValueError, ListOf, Maybe, Quantity, Ref, Shape, Text, each
from storefront.upstream.types import Part, Product
from storefront.upstream.wire import Reply

ITEM, PACKAGE = "item:", "package:"
SOLD_TYPES = {"ITEM", "PRODUCT", "SERVICE"}
NEVER_SOLD_TYPES = {"PACKAGE", "MEMBERSHIP"}  # packages have a list of their own; memberships are staff's to sell


class Offer(IntEnum):
    """The lowest of several wins."""

    HIDDEN = 0
    SHOWN = 1  # (a kind that we do not know: no purchase)
    SOLD = 2


class _Part(Shape):
    quantity: Maybe[Quantity] = None
    item: Maybe[Goods] = None


class Goods(Shape):
    """An item or a package as a line shows it; nothing in it is worth losing the line for."""

    name: Text = ""
    is_archived: Flag = False
    category: Text = ""
    type: Text = ""
    unit: Text = ""
    is_physical: Maybe[bool] = None
    items: ListOf[_Part] = []


class _Shipment(Shape):
    remaining_quantity: Annotated[Decimal, Field(ge=0)]


class _StockDetail(Shape):
    shipments: list[_Shipment]


class _Stock(Shape):
    """What an item is made of. ``quantity_used`` is how much of it one item takes."""

    quantity_used: Annotated[Decimal, Field(gt=0)]
    stock: _StockDetail


class _CatalogueRow(Goods):
    id: Ref
    price: Cents | None = None
    brand_name: Text = ""
    description: Text = ""
    sort_order: Maybe[int] = None
    stocks: Maybe[list[_Stock]] = None


_Part.model_rebuild()


def read_items(reply: Reply, rows: list[Any], settings: DecodaSettings) -> tuple[Product, ...]:
    """Those that may be seen, in the clinic's order, each once. ``Unreadable`` where no row fits."""
    shapes = _shapes(reply, rows, "items")
    shown = [shape for shape in shapes if item_offer(shape, settings)]
    shown.sort(key=lambda shape: (shape.sort_order is None, shape.sort_order or 0))
    return tuple(each(reply, shown, lambda shape: _item(shape, settings), "items"))


def read_packages(reply: Reply, rows: list[Any], settings: DecodaSettings) -> tuple[Product, ...]:
    """As ``read_items``."""
    shown = [shape for shape in _shapes(reply, rows, "packages") if package_offer(shape, settings)]
    return tuple(each(reply, shown, lambda shape: _package(shape, settings), "packages"))


def _shapes(reply: Reply, rows: list[Any], what: str) -> list[_CatalogueRow]:
    shapes = {shape.id: shape for shape in each(reply, rows, _CatalogueRow.model_validate, what)}
    if rows and not shapes:
        raise reply.error(Unreadable, f"{what}: not one fits")
    return list(shapes.values())


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
        contents=tuple(
            Part(part.item.name, part.quantity or 1) for part in shape.items if part.item and part.item.name
        ),
    )


def _named(shape: Goods) -> str:
    if not shape.name:
        raise InvalidValueError("name: none")
    return shape.name


def _price(shape: _CatalogueRow, settings: DecodaSettings) -> Money:
    if shape.price is None:
        raise InvalidValueError("price: none")
    return Money.from_minor(shape.price, settings.currency)


def _stock(stocks: list[_Stock] | None) -> int | None:
    """How many can be made of what is left, at all locations together; None where that is not told or not managed.

    Nothing is kept back for a cart, so it is advice.
    """
    if not stocks:
        return None
    return min(
        int(sum(shipment.remaining_quantity for shipment in part.stock.shipments) // part.quantity_used)
        for part in stocks
    )
