"""Lines of carts and orders, and the totals of a cart."""

from __future__ import annotations

from storefront.upstream.elasticpath.readers.shapes import Price, PricePair, Snake
from storefront.upstream.fields import ListOf, Maybe, Quantity, Ref, Text


class LinePrices(Snake):
    without_discount: Maybe[PricePair] = None


class LineMeta(Snake):
    display_price: Maybe[LinePrices] = None


class Cut(Snake):
    """What one promotion takes off this line, negative."""

    amount: Price
    code: Text = ""


class _Image(Snake):
    href: Text = ""


class LineShape(Snake):
    """A line of a cart, and of an order."""

    id: Ref
    type: Text = ""
    name: Text = ""
    sku: Text = ""
    product_id: Maybe[Ref] = None
    quantity: Quantity
    unit_price: Maybe[Price] = None
    value: Price
    image: Maybe[_Image] = None
    discounts: ListOf[Cut] = []
    meta: Maybe[LineMeta] = None

    @property
    def full(self) -> PricePair:
        """For one piece and for all, before discounts. ``value`` is after those of the line, in some answers."""
        prices = self.meta.display_price if self.meta else None
        return (prices and prices.without_discount) or PricePair(unit=self.unit_price, value=self.value)


class Totals(Snake):
    with_tax: Price
    tax: Maybe[Price] = None
    discount: Maybe[Price] = None
    without_discount: Maybe[Price] = None
    shipping: Maybe[Price] = None
