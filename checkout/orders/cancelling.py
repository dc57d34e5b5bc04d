"""Cancelling an order: at the upstream while nobody paid it, and else by asking the clinic."""

from __future__ import annotations

from enum import Enum, auto

from checkout.models import OrderAttempt, State
from checkout.orders import transitions
from checkout.orders.lookups import question
from storefront.commerce import commerce_for
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, Order, Progress

STILL_OPEN = {Progress.ACTION, Progress.WAITING, Progress.PREPARING}


class Way(Enum):
    UPSTREAM = auto()  # it is taken back at once
    CLINIC = auto()  # the clinic is asked


def orders_of(attempt: OrderAttempt, access: Access) -> tuple[Order, ...]:
    """What the upstream has of it now. Raises what a look-up raises."""
    if attempt.state != State.PLACED and not attempt.is_unpaid:
        return ()
    return commerce_for(attempt.clinic).orders.look_up(question(attempt), access).orders


def way_for(attempt: OrderAttempt, orders: tuple[Order, ...]) -> Way | None:
    """None where it has ended or left, and for a bill: that is the clinic's."""
    if attempt.bill_ref or not orders:
        return None
    if attempt.is_unpaid:
        return Way.UPSTREAM if all(order.can_be_cancelled for order in orders) else Way.CLINIC
    return Way.CLINIC if any(order.progress in STILL_OPEN for order in orders) else None


def cancel(attempt: OrderAttempt, commerce: Commerce, access: Access) -> None:
    """Raises what the port raises: then nothing is cancelled as far as anybody knows."""
    commerce.orders.cancel(attempt.order_ref, access)
    transitions.cancelled(attempt)


def fingerprint(attempt: OrderAttempt, orders: tuple[Order, ...]) -> str:
    """What a page showed: an order that went on meanwhile is not cancelled by an old one."""
    return "|".join([attempt.state, *(f"{order.ref}:{order.status}:{order.payment}" for order in orders)])
