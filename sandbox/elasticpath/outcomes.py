"""The outcome of a transaction: complete or failed, written down, and put into an answer."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import orders, reserving, shapes
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Order, Transaction
from sandbox.elasticpath.visit import Visit
from sandbox.http import json_response
from sandbox.ledger import Act


def complete(visit: Visit, order: Order, transaction: Transaction) -> None:
    """The money moved, or is authorized."""
    transaction.status, transaction.updated = "complete", visit.now
    order.updated = visit.now
    if transaction.kind in {"purchase", "capture"}:
        record(visit, order, transaction, "charge")
    if orders.payment(order) == "paid":
        order.paid_at = order.paid_at or visit.now


def fail(visit: Visit, order: Order, transaction: Transaction) -> None:
    transaction.status, transaction.updated = "failed", visit.now
    reserving.give_back_unless_paid(visit.store, order)


def response(visit: Visit, order: Order, transaction: Transaction) -> Response:
    """The answer to a payment. A decline is an error, or 200 with a failed transaction: a switch decides."""
    status = visit.platform.switches.decline_status
    if transaction.status == "failed" and status != 200:
        raise Problem(status, "Payment declined", "Your card was declined.", order_id=order.id)
    return json_response({"data": payload(visit, order, transaction)})


def record(visit: Visit, order: Order, transaction: Transaction, kind: str) -> None:
    amount, currency = order.currency.major(transaction.amount), order.currency.code
    visit.platform.world.ledger.acted(
        Act(kind, "elasticpath", visit.store.slug, transaction.id, order.cart, order.account, amount, currency)
    )


def payload(visit: Visit, order: Order, transaction: Transaction) -> dict[str, Any]:
    currency = order.currency
    return {
        "id": transaction.id,
        "type": "transaction",
        "reference": transaction.reference,
        **transaction.meta,
        "gateway": transaction.gateway,
        "amount": transaction.amount,
        "refunded_amount": transaction.refunded,
        "currency": currency.code,
        "transaction_type": transaction.kind,
        "status": transaction.status,
        **_unfinished(visit, transaction),
        "relationships": {"order": shapes.reference("order", order.id)},
        "meta": {
            "display_price": currency.block(transaction.amount),
            "display_refunded_amount": {"total": currency.block(transaction.refunded)},
            **shapes.timestamps(transaction.created, transaction.updated),
        },
    }


def _unfinished(visit: Visit, transaction: Transaction) -> dict[str, Any]:
    """What the browser needs to finish a pending payment with the processor."""
    if transaction.status != "pending" or not transaction.intent:
        return {}
    intent = visit.platform.world.processor.intent(transaction.intent)
    return {
        "client_parameters": {"token": intent.id, "secret": intent.secret},
        "payment_intent": intent.payload(visit.request.base),
        "next_actions": ["confirm"],
    }
