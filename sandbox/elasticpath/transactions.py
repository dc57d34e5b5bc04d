"""Transactions of an order: read, confirm after the bank's question, capture, refund, cancel."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, card_payments, orders, outcomes, reserving
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Order, Transaction, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

AT = "/v2/orders/{order}/transactions"


@routes.get(AT)
def transactions(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_shopper()
    found = orders.known_order(visit, order)
    return json_response({"data": [outcomes.payload(visit, found, one) for one in found.transactions.values()]})


@routes.get(AT + "/{transaction}")
def transaction(visit: Visit, request: Request, order: str, transaction: str) -> Response:
    visit.needs_shopper()
    found, known = _known(visit, order, transaction)
    return json_response({"data": outcomes.payload(visit, found, known)})


@routes.post(AT + "/{transaction}/confirm")
def confirm(visit: Visit, request: Request, order: str, transaction: str) -> Response:
    """Part of paying, so open to every token. What is not finished at the bank stays pending."""
    found, known = _known(visit, order, transaction)
    _options(visit, {"options": bodies.mapping})
    card_payments.follow(visit, found, known)
    return outcomes.response(visit, found, known)


@routes.post(AT + "/{transaction}/capture")
def capture(visit: Visit, request: Request, order: str, transaction: str) -> Response:
    visit.needs_trust()
    found, known = _known(visit, order, transaction)
    _options(visit, {"options": bodies.mapping})
    _still_authorized(known)
    known.used_up = True
    taken = _another(visit, found, known, "capture")
    outcomes.complete(visit, found, taken)
    return json_response({"data": outcomes.payload(visit, found, taken)})


@routes.post(AT + "/{transaction}/cancel")
def cancel(visit: Visit, request: Request, order: str, transaction: str) -> Response:
    visit.needs_trust()
    found, known = _known(visit, order, transaction)
    _options(visit, {"options": bodies.mapping})
    if known.status == "pending" and known.gateway != "manual":
        known.status, known.updated = "failed", visit.now
        visit.platform.world.processor.authenticate(known.intent, approve=False)
        return json_response({"data": outcomes.payload(visit, found, known)})
    _still_authorized(known)
    known.used_up = True
    released = _another(visit, found, known, "cancel")
    released.status, released.used_up = "complete", True
    reserving.give_back_unless_paid(visit.store, found)
    return json_response({"data": outcomes.payload(visit, found, released)})


@routes.post(AT + "/{transaction}/refund")
def refund(visit: Visit, request: Request, order: str, transaction: str) -> Response:
    visit.needs_trust()
    found, known = _known(visit, order, transaction)
    data = _options(visit, {"amount": bodies.whole(1), "options": bodies.mapping})
    left = known.amount - known.refunded
    amount = data.get("amount") or left
    if known.kind not in {"purchase", "capture"} or known.status != "complete" or not 0 < amount <= left:
        raise Problem(422, detail="Only what was paid can be refunded", id=known.id)
    known.refunded += amount
    back = _another(visit, found, known, "refund")
    back.amount, back.status, back.used_up = amount, "complete", True
    outcomes.record(visit, found, back, "refund")
    return json_response({"data": outcomes.payload(visit, found, back)})


def _known(visit: Visit, order: str, id_: str) -> tuple[Order, Transaction]:
    found = orders.known_order(visit, order)
    if id_ not in found.transactions:
        raise Problem(404, detail="Transaction not found", id=id_)
    return found, found.transactions[id_]


def _options(visit: Visit, known: dict[str, Check]) -> dict[str, Any]:
    """These calls may come without a body."""
    return visit.data(known) if visit.request.get_data() else {}


def _still_authorized(transaction: Transaction) -> None:
    if transaction.kind != "authorize" or transaction.status != "complete" or transaction.used_up:
        raise Problem(422, detail="Only an open authorization can be captured or cancelled", id=transaction.id)


def _another(visit: Visit, order: Order, first: Transaction, kind: str) -> Transaction:
    now = visit.now
    made = Transaction(new_id(), order.id, first.gateway, kind, first.amount, "pending", now, now, first.reference)
    order.transactions[made.id] = made
    return made
