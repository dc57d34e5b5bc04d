"""Reading orders and their transactions."""

from __future__ import annotations

from dataclasses import replace

from storefront.upstream.elasticpath.api import Api, Caller
from storefront.upstream.elasticpath.readers.orders import read_order, read_orders
from storefront.upstream.elasticpath.readers.problems import no
from storefront.upstream.elasticpath.readers.shipments import read_shipments
from storefront.upstream.elasticpath.readers.transactions import Transaction, read_payments
from storefront.upstream.errors import NotFound
from storefront.upstream.types import Access, Order, Payment, Shipment
from storefront.upstream.wire import Reply

ORDERS, ORDER = "/v2/orders", "/v2/orders/{order}"
SHIPPING_GROUPS = "/v2/orders/{order}/shipping-groups"
TRANSACTIONS = "/v2/orders/{order}/transactions"
LONGEST_PAGE = 100


class OrderReading:
    """Every order that comes out of here is this access's account's."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def one(self, order_ref: str, access: Access) -> Order:
        """``GET /v2/orders/{order}``. ``NotFound``."""
        caller, query = self._api.looker(access), {"include": "items"}
        reply = self._api.send("GET", ORDER, caller, query=query, order=order_ref)
        if reply.refused:
            raise no(reply, NotFound, "no such order")
        return self.read(reply, access)

    def of_key(self, key: str, access: Access) -> tuple[Order, ...]:
        """``GET /v2/orders`` filtered by ``external_ref``, oldest first. Nothing makes them unique there."""
        query: dict[str, str | int] = {
            "filter": f"eq(external_ref,{key})",
            "include": "items",
            "page[limit]": LONGEST_PAGE,
        }
        reply = self._api.send("GET", ORDERS, self._api.looker(access), query=query)
        if reply.refused:
            raise no(reply, NotFound, "no orders")
        found = read_orders(reply, self._api.currency, access.patient_ref, external_ref=key)
        return tuple(self._as_paid_here(order) for order in found)

    def latest(self, access: Access) -> tuple[Order, ...]:
        """``GET /v2/orders`` of the token's account: the newest hundred, newest first."""
        query: dict[str, str | int] = {"include": "items", "page[limit]": LONGEST_PAGE}
        reply = self._api.send("GET", ORDERS, Caller.of(access), query=query)
        if reply.refused:
            raise no(reply, NotFound, "no orders")
        found = read_orders(reply, self._api.currency, access.patient_ref)
        return tuple(self._as_paid_here(order) for order in reversed(found))

    def payments(self, order_ref: str, access: Access) -> tuple[Transaction, ...]:
        """``GET /v2/orders/{order}/transactions``, oldest first."""
        reply = self._api.send("GET", TRANSACTIONS, self._api.looker(access), order=order_ref)
        if reply.refused:
            raise no(reply, NotFound, "no transactions of this order")
        return read_payments(reply)

    def shipments(self, order_ref: str, access: Access) -> tuple[Shipment, ...]:
        """``GET /v2/orders/{order}/shipping-groups``: those that say something."""
        reply = self._api.send("GET", SHIPPING_GROUPS, self._api.looker(access), order=order_ref)
        if reply.refused:
            raise no(reply, NotFound, "no shipping groups of this order")
        return read_shipments(reply)

    def read(self, reply: Reply, access: Access) -> Order:
        return self._as_paid_here(read_order(reply, self._api.currency, access.patient_ref))

    def _as_paid_here(self, order: Order) -> Order:
        """Paid by the manual gateway is a note that the clinic collects the money itself, in its own way.

        Only a clinic with a secret may cancel.
        """
        order = replace(order, can_be_cancelled=order.can_be_cancelled and bool(self._api.settings.client_secret))
        settled = order.payment in {Payment.PAID, Payment.PROCESSING}
        if settled and self._api.settings.gateway == "manual":
            return replace(order, payment=Payment.INVOICE)
        return order
