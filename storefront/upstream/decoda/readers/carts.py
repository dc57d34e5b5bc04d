"""Carts. Every number is the server's; ``discountAmount`` of an answer is the whole discount in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.notes import code_in
from storefront.upstream.decoda.readers.goods import ITEM, PACKAGE, Offer, item_offer
from storefront.upstream.decoda.readers.shapes import Cents, check_owner
from storefront.upstream.decoda.readers.writing import LineShape, WrittenCart, as_written
from storefront.upstream.decoda.settings import DecodaSettings
from storefront.upstream.fields import InvalidValueError, ListOf, Maybe, Ref, Text, reading
from storefront.upstream.types import Access, Cart, Discount, Line
from storefront.upstream.wire import Reply


class _Cart(WrittenCart):
    id: Ref
    status: Text
    items: ListOf[LineShape] = []
    tax_amount: Cents | None = None
    total: Cents
    converted_charge_id: Maybe[Ref] = None


@dataclass(frozen=True, slots=True)
class CartState:
    """``unsold`` are lines whose goods are not sold any more; ``charge_ref`` is the order that a cart became.

    ``written`` is what a write of the whole cart has to repeat, and ``notes`` what staff and we noted.
    """

    cart: Cart
    status: str
    charge_ref: str
    unsold: tuple[Line, ...]
    written: dict[str, Any]
    notes: str

    @property
    def open(self) -> bool:
        """Only a draft can be changed, and is the patient's to order. A status that we do not know is not open."""
        return self.status == "DRAFT"


def read_cart(reply: Reply, access: Access, settings: DecodaSettings) -> CartState:
    """``NotFound`` for another patient's."""
    check_owner(reply, access, "cart")
    with reading(reply, "cart"):
        shape = _Cart.model_validate(reply.json)
        if not shape.items and (shape.subtotal or shape.total):
            raise InvalidValueError("items: none, and there is something to pay")
        lines = tuple(_line(line, settings) for line in shape.items)
        unsold = tuple(
            line for line, shown in zip(lines, shape.items, strict=True) if _offer(shown, settings) is Offer.HIDDEN
        )
        cart = _cart(shape, lines, settings.currency, access.patient_ref)
        written = as_written(shape, shape.items)
    return CartState(cart, shape.status, shape.converted_charge_id or "", unsold, written, shape.notes or "")


def _cart(shape: _Cart, lines: tuple[Line, ...], currency: str, patient_ref: str) -> Cart:
    discount = Money.from_minor(shape.discount_amount or 0, currency)
    coupon = code_in(shape.notes) if discount else ""
    return Cart(
        ref=shape.id,
        lines=lines,
        total=Money.from_minor(shape.total, currency),
        subtotal=Money.from_minor(shape.subtotal, currency),
        discounts=(Discount(discount, code=coupon),) if discount else (),
        tax=Money.from_minor(shape.tax_amount, currency) if shape.tax_amount is not None else None,
        coupon=coupon,
        patient_ref=patient_ref,
    )


def _line(shape: LineShape, settings: DecodaSettings) -> Line:
    goods = shape.item if shape.item_id else shape.package
    if (shape.item_id is None) == (shape.package_id is None):
        raise InvalidValueError("items: neither an item nor a package")
    if goods is None or not goods.name:
        raise InvalidValueError("items: no name")
    listed = shape.item.price if shape.item_id and shape.item else None
    each = shape.unit_price if shape.unit_price is not None else shape.total_price // shape.quantity
    return Line(
        ref=shape.id,
        product_ref=ITEM + shape.item_id if shape.item_id else f"{PACKAGE}{shape.package_id}",
        name=goods.name,
        quantity=shape.quantity,
        unit_price=Money.from_minor(each, settings.currency),
        total=Money.from_minor(shape.total_price, settings.currency),
        list_price=Money.from_minor(listed, settings.currency) if listed and listed > each else None,
        taken_off=_money(shape.gross - shape.total_price, settings.currency),
        unit=goods.unit,
        gift_amount=bool(shape.item and shape.item.allow_custom_pricing and shape.item.is_physical is False),
        physical=bool(shape.item_id) and goods.is_physical is not False,
    )


def _offer(shape: LineShape, settings: DecodaSettings) -> Offer:
    """A package says little of itself here, and was judged by the catalogue when it was put in."""
    if shape.item_id and shape.item:
        return item_offer(shape.item, settings)
    return Offer.HIDDEN if shape.package and shape.package.is_archived else Offer.SHOWN


def _money(cents: int, currency: str) -> Money | None:
    return Money.from_minor(cents, currency) if cents > 0 else None
