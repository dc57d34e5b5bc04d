"""Drafts of a patient (document "Get Carts List"): those that staff prepared carry a creator, a shop's carry none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.readers.shapes import Cents, aware, is_of
from storefront.upstream.errors import Unreadable
from storefront.upstream.fields import ListOf, Maybe, Ref, Shape, Text, objects, reading
from storefront.upstream.types import Access, OpenCart
from storefront.upstream.wire import Reply

DRAFT = "DRAFT"


class _Goods(Shape):
    name: Text = ""


class _Line(Shape):
    item: Maybe[_Goods] = None
    package: Maybe[_Goods] = None

    @property
    def name(self) -> str:
        goods = self.item or self.package
        return goods.name if goods else ""


class _Cart(Shape):
    id: Ref
    status: Text
    creator: Any = None
    items: ListOf[_Line] = []
    quotes: ListOf[Any] = []
    total: Cents
    updated_date: Maybe[datetime] = None


class DecodaOpenCarts:
    def __init__(self, api: Api) -> None:
        self._api = api

    def list(self, access: Access) -> tuple[OpenCart, ...]:
        """``GET /billing/cart/list``."""
        reply = self._api.rows("/billing/cart/list", patient_id=access.patient_ref, status=DRAFT)
        with reading(reply, "carts"):
            rows = objects(reply.json, "carts")
        found = [one for row in rows if (one := _cart(reply, row, access))]
        long_ago = datetime.min.replace(tzinfo=UTC)
        found.sort(key=lambda cart: aware(cart.updated_date) or long_ago, reverse=True)
        return tuple(_open(cart, self._api.currency) for cart in found)


def _cart(reply: Reply, row: Any, access: Access) -> _Cart | None:
    """None for another patient's, one that is no draft, an empty one, and one that does not fit, which is counted.

    Also for one that staff made a quote of: the patient answers the quote.
    """
    try:
        with reading(reply, "cart"):
            if not is_of(row, access):
                return None
            cart = _Cart.model_validate(row)
    except Unreadable:
        reply.odd("a cart")
        return None
    return cart if cart.status == DRAFT and cart.items and not cart.quotes else None


def _open(cart: _Cart, currency: str) -> OpenCart:
    names = tuple(line.name for line in cart.items if line.name)
    return OpenCart(cart.id, bool(cart.creator), names, Money.from_minor(cart.total, currency))
