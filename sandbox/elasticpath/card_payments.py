"""Payments by card, through the processor: they may be declined, or wait for the bank's question to be answered."""

from __future__ import annotations

from typing import Any

from sandbox.elasticpath import bodies, outcomes
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Order, Transaction
from sandbox.elasticpath.visit import Visit
from sandbox.processor import Card

CARD: dict[str, Check] = {
    "payment": bodies.filled,
    "options": bodies.mapping,
    "payment_method_types": bodies.texts,
}
OPTIONS: dict[str, Check] = {
    "receipt_email": bodies.email,
    "idempotency_key": bodies.filled,
    "return_url": bodies.filled,
    "automatic_payment_methods": bodies.mapping,
    "payment_method_types": bodies.texts,
}
CHOSEN_IN_THE_BROWSER = "pm_card_threeDSecure2Required"


def checked(visit: Visit, common: dict[str, Check]) -> tuple[dict[str, Any], dict[str, Any]]:
    """``data`` and its ``options``. Either a card is named, or one of two members lets the browser choose one."""
    data = visit.data(common | CARD, ("gateway", "method"))
    options = bodies.members(data.get("options") or {}, "data.options", OPTIONS, strict=visit.strict)
    automatic = options.get("automatic_payment_methods")
    if automatic is not None:
        bodies.members(automatic, "data.options.automatic_payment_methods", {"enabled": bodies.flag}, ("enabled",))
    types = data.get("payment_method_types") or options.get("payment_method_types")
    choices = [choice for choice in (data.get("payment"), automatic, types) if choice]
    if len(choices) != 1:
        detail = "Exactly one of payment, automatic_payment_methods and payment_method_types is required"
        raise Problem(400, "required", detail, source="data.payment")
    return data, options


def refuse_foreign_key(visit: Visit, order: Order, key: str | None) -> None:
    """The processor knows keys store-wide: one that was used for another order is an error, not a new payment."""
    if key and any(key in other.keys for other in visit.store.orders.values() if other is not order):
        raise Problem(422, detail="Keys for idempotent requests can only be used with the same parameters")


def card(visit: Visit, data: dict[str, Any]) -> Card:
    """The named card. Where the browser is still to choose one, that and the bank's question are one and the same."""
    known = visit.platform.world.processor.card(data.get("payment") or CHOSEN_IN_THE_BROWSER)
    if known is None:
        raise Problem(422, detail="No such PaymentMethod", source="data.payment")
    return known


def charge(visit: Visit, order: Order, transaction: Transaction, card: Card, options: dict[str, Any]) -> None:
    amount = order.currency.major(transaction.amount)
    processor = visit.platform.world.processor
    intent = processor.charge(card, amount, order.currency.code, options.get("return_url") or "")
    transaction.intent = transaction.reference = intent.id
    follow(visit, order, transaction)


def follow(visit: Visit, order: Order, transaction: Transaction) -> None:
    """Take over what the processor says of a pending transaction."""
    if transaction.status != "pending" or not transaction.intent:
        return
    status = visit.platform.world.processor.intent(transaction.intent).status
    if status == "succeeded":
        outcomes.complete(visit, order, transaction)
    elif status == "requires_payment_method":
        outcomes.fail(visit, order, transaction)
