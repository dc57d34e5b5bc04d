"""Paying an order that checkout made, and finishing what the bank was asked about.

``POST /v2/orders/:id/payments`` and ``POST /v2/orders/:id/transactions/:id/confirm`` (document "Payments").
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from storefront.upstream.elasticpath.api import UPSTREAM, Api
from storefront.upstream.elasticpath.bodies import payment_body
from storefront.upstream.elasticpath.readers.problems import is_stock, problems_of
from storefront.upstream.elasticpath.readers.transactions import (
    COMPLETE,
    FAILED,
    PENDING,
    Transaction,
    read_transaction,
)
from storefront.upstream.elasticpath.reading_orders import OrderReading
from storefront.upstream.errors import (
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.types import (
    Access,
    ConfirmationNeeded,
    Order,
    OrderRequest,
    OrderStatus,
    Payment,
    PlacedOrders,
)
from storefront.upstream.wire import Reply

PAYMENTS = "/v2/orders/{order}/payments"
CONFIRM = "/v2/orders/{order}/transactions/{transaction}/confirm"
REFUSALS = {400, 402, 422}  # of a payment that was not made; any other 4xx leaves it open what happened


class Paying:
    def __init__(self, api: Api, orders: OrderReading) -> None:
        self._api, self._orders = api, orders

    def pay(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """The order is read first: one that is paid already is not paid again, and only the manual gateway takes an
        order that costs nothing."""
        begun = time.monotonic()
        with _before_the_act():
            order = self._orders.one(request.order_ref, access)
        if order.payment is not Payment.DUE:
            return PlacedOrders((order,))
        if order.status is OrderStatus.CANCELLED:
            raise OrderRefused(UPSTREAM, "the order was cancelled")
        gateway = self._api.settings.gateway if order.total else "manual"
        reply = self._api.send(
            "POST",
            PAYMENTS,
            self._api.buyer(access),
            json=payment_body(request, gateway),
            act_since=begun,
            missing=OrderRefused,
            order=order.ref,
        )
        return self._outcome(reply, order, access, by_card=gateway != "manual")

    def confirm(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """Elastic Path asks the processor how it went. ``request.confirmation`` names the transaction; without it the
        one that is pending is meant."""
        begun = time.monotonic()
        with _before_the_act():
            order = self._orders.one(request.order_ref, access)
            transaction = request.confirmation or self._pending(order, access)
        if order.payment is not Payment.DUE:
            return PlacedOrders((order,))
        reply = self._api.send(
            "POST",
            CONFIRM,
            self._api.buyer(access),
            json={"data": {}},
            act_since=begun,
            missing=OrderRefused,
            order=order.ref,
            transaction=transaction,
        )
        return self._outcome(reply, order, access, by_card=True)

    def _pending(self, order: Order, access: Access) -> str:
        pending = [one.ref for one in self._orders.payments(order.ref, access) if one.status == PENDING]
        if not pending and order.payment is Payment.DUE:
            raise PaymentDeclined(UPSTREAM, "no payment of this order is waiting")
        return pending[-1] if pending else ""

    def _outcome(
        self, reply: Reply, order: Order, access: Access, *, by_card: bool
    ) -> PlacedOrders | ConfirmationNeeded:
        if reply.refused:
            return self._after_refusal(reply, order, access, by_card)
        transaction = read_transaction(reply)
        if transaction.status == FAILED:
            raise reply.error(PaymentDeclined, "the payment failed")
        if transaction.status == COMPLETE:
            return self._paid(reply, order, access)
        return _unfinished(reply, transaction, order)

    def _paid(self, reply: Reply, order: Order, access: Access) -> PlacedOrders:
        """The transaction is complete; whether that pays the order is for the order to say."""
        try:
            order = self._orders.one(order.ref, access)
        except UpstreamError:
            raise reply.error(OutcomeUnknown, "a complete payment, and no word of its order") from None
        if order.payment is Payment.DUE:
            raise reply.error(OutcomeUnknown, "a complete payment, and an order that is not paid")
        return PlacedOrders((order,))

    def _after_refusal(self, reply: Reply, order: Order, access: Access, by_card: bool) -> PlacedOrders:
        """A decline and "paid already" are the same 422, and the documents promise neither: only the order tells."""
        if reply.status not in REFUSALS or not problems_of(reply):
            raise reply.error(OutcomeUnknown, f"the payment answered {reply.status}")
        try:
            now = self._orders.one(order.ref, access)
        except UpstreamError:
            raise reply.error(OutcomeUnknown, "a refused payment, and no word of its order") from None
        if now.payment is not Payment.DUE:
            return PlacedOrders((now,))
        declined = by_card and not is_stock(reply) and now.status is not OrderStatus.CANCELLED
        raise reply.error(PaymentDeclined if declined else OrderRefused, "the payment was refused")


def _unfinished(reply: Reply, transaction: Transaction, order: Order) -> PlacedOrders | ConfirmationNeeded:
    if transaction.status != PENDING:
        raise reply.error(Unreadable, "transaction: an unknown status")
    if transaction.processing:
        return PlacedOrders((replace(order, payment=Payment.PROCESSING, due=None),))
    if transaction.secret or transaction.redirect_url:
        return transaction.question
    raise reply.error(OutcomeUnknown, "a pending payment without a question")


@contextmanager
def _before_the_act() -> Iterator[None]:
    """What goes wrong with a read before the act proves that nothing of the act was sent."""
    try:
        yield
    except NotFound:
        raise OrderRefused(UPSTREAM, "no such order of this account") from None
    except (OutcomeUnknown, Unreadable) as error:
        raise Unreachable(UPSTREAM, "not sent: the order could not be read", request_id=error.request_id) from None
