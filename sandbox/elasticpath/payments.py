"""``POST /v2/orders/:id/payments``. 200 does not mean paid: the transaction's ``status`` does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, card_payments, orders, outcomes, reserving
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Order, Transaction, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes

routes = Routes()

GATEWAYS = (
    "adyen",
    "authorize_net",
    "braintree",
    "card_connect",
    "cyber_source",
    "elastic_path_payments_stripe",
    "manual",
    "paypal_express_checkout",
    "stripe",
    "stripe_payment_intents",
)
COMMON: dict[str, Check] = {
    "gateway": bodies.one_of(*GATEWAYS),
    "method": bodies.one_of("purchase", "authorize", "purchase_setup", "authorize_setup"),
    "amount": bodies.whole(0),
    "type": bodies.filled,
}
MANUAL: dict[str, Check] = COMMON | {"paymentmethod_meta": bodies.mapping}
META: dict[str, Check] = {"custom_reference": bodies.text(), "name": bodies.text()}


@routes.post("/v2/orders/{order}/payments")
def pay(visit: Visit, request: Request, order: str) -> Response:
    found = orders.known_order(visit, order)
    data = visit.envelope()["data"]
    gateway = data.get("gateway") if isinstance(data, dict) else None
    payer = PAYERS.get(gateway) if isinstance(gateway, str) else None
    if payer is None or gateway not in visit.store.gateways:
        bodies.members(data, "data", COMMON, ("gateway", "method"), strict=False)
        raise Problem(422, detail=f"Gateway {gateway} is not enabled")
    transaction = payer(visit, found)
    return outcomes.response(visit, found, transaction)


def _manual(visit: Visit, order: Order) -> Transaction:
    """The gateway that believes every caller."""
    data = visit.data(MANUAL, ("gateway", "method"))
    meta = bodies.members(data.get("paymentmethod_meta") or {}, "data.paymentmethod_meta", META, strict=visit.strict)
    if data["method"] not in {"purchase", "authorize"}:
        raise Problem(422, detail="The manual gateway has no set-up methods")
    transaction = _started(visit, order, data)
    transaction.meta = dict(meta)
    outcomes.complete(visit, order, transaction)
    return transaction


def _by_card(visit: Visit, order: Order) -> Transaction:
    data, options = card_payments.checked(visit, COMMON)
    key = options.get("idempotency_key")
    if key and key in order.keys:
        return order.transactions[order.keys[key]]
    card_payments.refuse_foreign_key(visit, order, key)
    if not order.total:
        raise Problem(422, detail="Only the manual gateway takes an order total of 0")
    card = card_payments.card(visit, data)
    transaction = _started(visit, order, data)
    if key:
        order.keys[key] = transaction.id
    card_payments.charge(visit, order, transaction, card, options)
    return transaction


def _started(visit: Visit, order: Order, data: dict[str, Any]) -> Transaction:
    """A pending transaction, with the stock reserved."""
    amount = _amount(order, data.get("amount"))
    reserving.reserve(visit.store, order)
    kind = data["method"].removesuffix("_setup")
    now = visit.now
    transaction = Transaction(new_id(), order.id, data["gateway"], kind, amount, "pending", now, now)
    order.transactions[transaction.id] = transaction
    order.updated = now
    return transaction


def _amount(order: Order, wanted: int | None) -> int:
    owed = orders.owed(order)
    if order.cancelled or orders.payment(order) in {"paid", "authorized", "refunded"}:
        raise Problem(422, detail="The order is already paid or cancelled", order_id=order.id)
    if wanted is None:
        return owed
    if wanted > owed or (wanted == 0 and order.total):
        raise Problem(422, detail=f"The amount must be between 1 and {owed}", source="data.amount")
    return wanted


PAYERS: dict[str, Callable[[Visit, Order], Transaction]] = {
    "manual": _manual,
    "elastic_path_payments_stripe": _by_card,
    "stripe_payment_intents": _by_card,
}
