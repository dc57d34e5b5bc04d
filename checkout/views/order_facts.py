"""What the page of an order that exists says of it, and what a row of the list says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checkout.models import OrderAttempt
from checkout.orders.cancelling import way_for
from checkout.orders.overview import OrderRow, most_urgent, progress_of
from checkout.words import orders as words
from storefront.clinics.models import Clinic
from storefront.upstream.types import Order, OrderStatus

LONGEST_NUMBER = 20  # characters; a longer one is an id that nobody reads out


def page_facts(clinic: Clinic, attempt: OrderAttempt, orders: Sequence[Order]) -> dict[str, Any]:
    """``orders`` are empty where the upstream could not be asked."""
    main = most_urgent(orders)
    asked = main.requirements if main and main.status is not OrderStatus.CANCELLED else ()
    wants = bool(main and main.status in (OrderStatus.REQUIREMENTS, OrderStatus.TEST, OrderStatus.UNPAID))
    return {
        "progress": progress_of(attempt, orders).value,
        "order_title": words.title(main, bill=bool(attempt.bill_ref)),
        "order_lead": words.lead(main),
        "order_mark": _mark(main),
        "since": main.status_since if main else None,
        "number": next((order.number for order in orders if _is_spoken(attempt, order)), ""),
        "to_do": words.to_do(asked) if wants or (asked and _are_open(main)) else [],
        "wants": wants,
        "shipments": [shipment for order in orders for shipment in order.shipments],
        "steps": words.next_steps(main, clinic.name, bill=bool(attempt.bill_ref)),
        "can_again": not attempt.bill_ref and any(order.lines for order in orders),
        "can_cancel": way_for(attempt, tuple(orders)) is not None,
        "panels": [(order, words.short(None, order), words.money(order, clinic.country)) for order in orders],
    }


def row_facts(row: OrderRow, *, bills: bool = False) -> dict[str, Any]:
    """``bills``: what was made elsewhere is a bill of the clinic."""
    order, attempt = row.main, row.attempt
    spoken = attempt and order and not attempt.bill_ref and _is_spoken(attempt, order)
    return {
        "name": words.name(attempt, order.number if order and (spoken or not attempt) else "", bill=bills),
        "reference": attempt.reference if attempt and spoken else "",
        "at": attempt.created_at if attempt else order.placed_at if order else None,
        "attempt": row.attempt,
        "order": order,
        "lines": [line for each in row.orders for line in each.lines],
        "progress": row.progress.value,
        "tone": words.tone(row.progress),
        "status": words.short(row.attempt, order),
        "to_do": words.to_do(order.requirements) if order and order.status is OrderStatus.REQUIREMENTS else [],
        "can_again": bool(row.attempt and not row.attempt.bill_ref and any(each.lines for each in row.orders)),
        "total": row.attempt.total if row.attempt else order.total if order else None,
        "refunded": order.refunded if order and order.partly_refunded else None,
        "due": order.due if order and order.status is OrderStatus.UNPAID else None,
    }


def _are_open(order: Order | None) -> bool:
    """Where nothing marks one as done, they are when the order goes on. Forms of a visit are told only while due."""
    return bool(order and any(one.kind == "form" for one in order.requirements))


def _is_spoken(attempt: OrderAttempt, order: Order) -> bool:
    return order.number != attempt.reference and len(order.number) < LONGEST_NUMBER


def _mark(order: Order | None) -> str:
    if order is None or order.status is OrderStatus.UNKNOWN:
        return "phone"
    if order.status in (OrderStatus.CANCELLED, OrderStatus.UNPAID):
        return "cross"
    return "box" if order.status is OrderStatus.SHIPPED else "check"
