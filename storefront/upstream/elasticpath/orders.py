"""The act and what became of it. Elastic Path orders and charges in two steps, each with its own look-up.

``POST /v2/carts/:ref/checkout`` makes an unpaid order, **one more with every call**: nothing there limits them. So our
key goes along as ``external_ref``, and a lost answer is resolved by looking for it, never by repeating.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.elasticpath.api import TRUSTED, UPSTREAM, Api
from storefront.upstream.elasticpath.bodies import checkout_body
from storefront.upstream.elasticpath.cards import INVOICE
from storefront.upstream.elasticpath.carts import ElasticPathCarts
from storefront.upstream.elasticpath.paying import Paying
from storefront.upstream.elasticpath.readers.problems import is_stock, problems_of
from storefront.upstream.elasticpath.readers.transactions import FAILED, PENDING
from storefront.upstream.elasticpath.reading_orders import ORDER, OrderReading
from storefront.upstream.elasticpath.reconciliation import orders_with_key
from storefront.upstream.errors import NotFound, OrderRefused, OutcomeUnknown, OutOfStock
from storefront.upstream.types import (
    Access,
    ConfirmationNeeded,
    LookUp,
    Order,
    OrderRequest,
    OrderStatus,
    OrderWithKey,
    Payment,
    PaymentMade,
    PaymentMethod,
    PlacedOrders,
    Preparation,
    Question,
    UnpaidOrder,
    Verdict,
)

CANCEL_TRANSACTION = "/v2/orders/{order}/transactions/{transaction}/cancel"
CHECKOUT = "/v2/carts/{cart}/checkout"
REFUSALS = {400, 422}  # of a checkout that made no order


class ElasticPathOrders:
    def __init__(self, api: Api, carts: ElasticPathCarts) -> None:
        self._api, self._carts = api, carts
        self._orders = OrderReading(api)
        self._paying = Paying(api, self._orders)

    def prepare(self, cart_ref: str, coupon: str, access: Access) -> Preparation:
        """The cart as it is now. Elastic Path drops a code that ended only at checkout, so the order may still cost
        more: compare its total before paying.

        The manual gateway offers the invoice. A card is no saved one: what ``cards.add`` answered is used directly.
        """
        cart = self._carts.read(cart_ref, access)
        self._api.warm_up(self._api.buyer(access))
        refused = bool(coupon) and cart.coupon.casefold() != coupon.casefold()
        return Preparation(cart, self.payment_methods(access), coupon_refused=refused)

    def payment_methods(self, access: Access, due: Money | None = None) -> tuple[PaymentMethod, ...]:
        """The manual gateway's invoice; the others take a card that is entered for the order."""
        return (INVOICE,) if self._api.settings.gateway == "manual" else ()

    def place(self, request: OrderRequest, access: Access) -> UnpaidOrder:
        """``POST /v2/carts/{cart}/checkout``, as the clinic's checkout mode has it. Always an order to be paid."""
        begun = time.monotonic()
        reply = self._api.send(
            "POST",
            CHECKOUT,
            self._api.buyer(access),
            json=checkout_body(request, access, self._api.settings.checkout),
            act_since=begun,
            missing=OrderRefused,
            cart=request.cart_ref,
        )
        if reply.refused and reply.status in REFUSALS and problems_of(reply):
            raise reply.error(OutOfStock if is_stock(reply) else OrderRefused, "the checkout was refused")
        if reply.refused:
            raise reply.error(OutcomeUnknown, f"the checkout answered {reply.status}")
        return UnpaidOrder(self._orders.read(reply, access))

    def pay(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        return self._paying.pay(request, access)

    def confirm(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        return self._paying.confirm(request, access)

    def look_up(self, question: Question, access: Access) -> LookUp:
        """By the order where it is known, else by our key: several orders with it are all told, the oldest first.

        A cancelled order that nobody paid is as good as none: ``FAILED``.
        """
        if question.order_ref:
            return self._look_up_order(question.order_ref, access)
        orders = self._orders.of_key(question.key, access)
        if not orders:
            return LookUp(Verdict.NOTHING)
        if any(order.payment is not Payment.DUE for order in orders):
            return LookUp(Verdict.PLACED, orders)
        if all(order.status is OrderStatus.CANCELLED for order in orders):
            return LookUp(Verdict.FAILED, orders)
        return LookUp(Verdict.ORDERED, orders)

    def payments_of(self, order_ref: str, access: Access) -> tuple[PaymentMade, ...]:
        """``GET /v2/orders/{order}/transactions``. The manual gateway's are notes: the clinic collects the money."""
        if self._api.settings.gateway == "manual":
            return ()
        self._orders.one(order_ref, access)  # this account's own
        made = (payment.made for payment in self._orders.payments(order_ref, access))
        return tuple(payment for payment in made if payment)

    def close_cart(self, question: Question, access: Access) -> None:
        """``DELETE /v2/carts/{cart}``: a checkout that comes later finds nothing to order. Gone already is as good."""
        self._carts.delete(question.cart_ref, access)

    def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
        return orders_with_key(self._api, prefix, since)

    def history(self, access: Access) -> tuple[Order, ...]:
        return self._orders.latest(access)

    def drop_payment(self, question: Question, access: Access) -> bool:
        """``POST .../transactions/{transaction}/cancel`` of the pending one, by the clinic's own token."""
        if not question.order_ref or not self._api.settings.client_secret:
            return False
        pending = [one for one in self._orders.payments(question.order_ref, access) if one.status == PENDING]
        for one in pending:
            with suppress(OutcomeUnknown):
                order, body = question.order_ref, dict[str, Any](data={})
                self._api.send("POST", CANCEL_TRANSACTION, TRUSTED, json=body, order=order, transaction=one.ref)
        return all(one.status != PENDING for one in self._orders.payments(question.order_ref, access))

    def cancel(self, order_ref: str, access: Access) -> None:
        """``PUT /v2/orders/{order}`` by the clinic's own token, and the order read again. It gives no money back."""
        order = self._orders.one(order_ref, access)
        if order.status is OrderStatus.CANCELLED:
            return
        if not order.can_be_cancelled:
            raise OrderRefused(UPSTREAM, "something of this order is paid or sent")
        body = {"data": {"type": "order", "status": "cancelled"}}
        with suppress(OutcomeUnknown):
            self._api.send("PUT", ORDER, TRUSTED, json=body, order=order_ref)
        if self._orders.one(order_ref, access).status is not OrderStatus.CANCELLED:
            raise OrderRefused(UPSTREAM, "the order was not cancelled")

    def with_details(self, order: Order, access: Access) -> Order:
        """``GET /v2/orders/{order}/shipping-groups``, and its transactions: only they tell of a refund in part."""
        shipments = self._orders.shipments(order.ref, access)
        back = sum(one.refunded.minor for one in self._orders.payments(order.ref, access) if one.refunded)
        refunded = Money.from_minor(back, self._api.currency) if back else None
        return replace(order, shipments=shipments, refunded=refunded)

    def _look_up_order(self, order_ref: str, access: Access) -> LookUp:
        """How the last payment of this order went. One that is complete, or of a status we do not know, while the
        order is not paid: they have not finished writing it down."""
        try:
            order = self._orders.one(order_ref, access)
        except NotFound:
            return LookUp(Verdict.NOTHING)
        if order.payment is not Payment.DUE:
            return LookUp(Verdict.PLACED, (order,))
        if order.status is OrderStatus.CANCELLED:
            return LookUp(Verdict.FAILED, (order,))
        payments = self._orders.payments(order.ref, access)
        if not payments:
            return LookUp(Verdict.ORDERED, (order,))
        last = payments[-1]
        if last.processing:
            return LookUp(Verdict.PENDING, (replace(order, payment=Payment.PROCESSING, due=None),))
        known = {FAILED: Verdict.FAILED, PENDING: Verdict.CONFIRM}
        return LookUp(known.get(last.status, Verdict.PENDING), (order,))
