"""What a write of a whole cart has to repeat, so that it changes nothing else: discounts, custom prices and notes that
staff gave, the creator, and the end.

Answers tell a discount as the cents that it comes to, and a percentage beside them that is part of those cents. What
is written is what was agreed: the percentage, and the cents that it does not explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from storefront.upstream.decoda.readers.goods import Goods
from storefront.upstream.decoda.readers.shapes import Cents, Person
from storefront.upstream.fields import Flag, Maybe, Quantity, Ref, Shape

HALF_CENTS = 1  # how far two ways of rounding may lie apart
Percent = Annotated[Decimal, BeforeValidator(lambda value: 0 if value is None else value), Field(ge=0, le=100)]


class PricedGoods(Goods):
    price: Maybe[Cents] = None
    allow_custom_pricing: Flag = False


class LineShape(Shape):
    id: Ref
    item_id: Ref | None = None
    package_id: Ref | None = None
    quantity: Quantity
    unit_price: Cents | None = None
    discount_percentage: Percent = Decimal(0)
    total_price: Cents
    notes: Maybe[str] = None
    item: Maybe[PricedGoods] = None
    package: Maybe[Goods] = None

    @property
    def gross(self) -> int:
        """Cents for the whole quantity before the line's own discount."""
        return self.total_price if self.unit_price is None else self.unit_price * self.quantity


class WrittenCart(Shape):
    """The parts of a cart that staff may have set."""

    subtotal: Cents
    discount_amount: Cents | None = None
    discount_percentage: Percent = Decimal(0)
    notes: Maybe[str] = None
    expires_date: Maybe[str] = None
    creator: Maybe[Person] = None


def as_written(cart: WrittenCart, lines: Sequence[LineShape]) -> dict[str, Any]:
    """The body of ``PUT /billing/cart/{cart}`` that leaves everything as it is, but for the patient."""
    return {
        "items": [_line(line) for line in lines],
        "notes": cart.notes or None,
        "expiresDate": cart.expires_date,
        "creatorId": cart.creator.id if cart.creator else None,
        **_discount(cart.subtotal, cart.discount_amount or 0, cart.discount_percentage),
    }


def percent(number: Decimal) -> int | float:
    """As JSON writes it."""
    return int(number) if number == int(number) else float(number)


def _line(line: LineShape) -> dict[str, Any]:
    goods = {"itemId": line.item_id} if line.item_id else {"packageId": line.package_id}
    body = goods | {"quantity": line.quantity} | _custom_price(line)
    taken_off = max(line.gross - line.total_price, 0)
    if taken_off or line.discount_percentage:
        body |= _discount(line.gross, taken_off, line.discount_percentage)
    return body | ({"notes": line.notes} if line.notes else {})


def _custom_price(line: LineShape) -> dict[str, int]:
    """Only where staff may set one, and did: any other price is the catalogue's to say."""
    item = line.item
    if line.unit_price is None or item is None or not item.allow_custom_pricing or item.price == line.unit_price:
        return {}
    return {"unitPrice": line.unit_price}


def _discount(gross: int, taken_off: int, percentage: Decimal) -> dict[str, Any]:
    by_percentage = int((gross * percentage / 100).quantize(Decimal(1), ROUND_HALF_UP))
    rest = taken_off - by_percentage
    return {
        "discountAmount": rest if rest > HALF_CENTS else 0,
        "discountPercentage": percent(percentage),
    }
