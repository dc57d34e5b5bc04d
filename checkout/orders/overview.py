"""A patient's orders side by side: what we know of each, and what its upstream says became of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from checkout.models import OrderAttempt, State
from checkout.orders import lookups
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.upstream.errors import SignedOut, UpstreamError
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, Order, Progress

TIME_FOR_LOOK_UPS = 5.0  # seconds, of a page that has to look up each order by itself
URGENT_FIRST = (
    *(Progress.ACTION, Progress.WAITING, Progress.PREPARING, Progress.SHIPPED, Progress.DELIVERED),
    *(Progress.REFUNDED, Progress.CANCELLED),
)
OF_PAGE_STATE = {"payment": Progress.ACTION, "refused": Progress.CANCELLED}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """``attempt`` is None for an order that was made elsewhere. ``orders`` are empty where nothing is known of them."""

    attempt: OrderAttempt | None
    orders: tuple[Order, ...]

    @property
    def main(self) -> Order | None:
        return most_urgent(self.orders)

    @property
    def progress(self) -> Progress:
        return progress_of(self.attempt, self.orders)


@dataclass(frozen=True, slots=True)
class Overview:
    """``others`` were made elsewhere. ``complete`` is off where an upstream could not be asked about all of it."""

    rows: tuple[OrderRow, ...]
    others: tuple[OrderRow, ...] = ()
    complete: bool = True


def most_urgent(orders: Sequence[Order]) -> Order | None:
    """One act may make several orders: the page begins with the one that needs the patient most."""
    return min(orders, key=lambda order: URGENT_FIRST.index(order.progress), default=None)


def progress_of(attempt: OrderAttempt | None, orders: Sequence[Order]) -> Progress:
    """What became of the order, or where there is none (yet), what our own state comes to."""
    order = most_urgent(orders)
    if attempt is not None and attempt.page_state != "placed":
        return OF_PAGE_STATE.get(attempt.page_state, Progress.WAITING)
    return order.progress if order else Progress.WAITING


def overview(clinic: Clinic, attempts: Sequence[OrderAttempt], known: set[str], access: Access) -> Overview:
    """``known`` are the upstream's ids of all orders that began here. Raises ``SignedOut``."""
    commerce = commerce_for(clinic)
    if commerce.can.list_orders:
        return _listed(clinic, commerce, attempts, known, access)
    return _looked_up(clinic, commerce, attempts, access)


def _listed(
    clinic: Clinic, commerce: Commerce, attempts: Sequence[OrderAttempt], known: set[str], access: Access
) -> Overview:
    try:
        history = commerce.orders.history(access)
    except SignedOut:
        raise
    except UpstreamError as error:
        note_for(clinic, error)
        return Overview(tuple(OrderRow(attempt, ()) for attempt in attempts), complete=False)
    by_ref = {order.ref: order for order in history}
    others = tuple(OrderRow(None, (order,)) for order in history if order.ref not in known)
    return Overview(tuple(OrderRow(attempt, _mine(attempt, by_ref)) for attempt in attempts), others)


def _mine(attempt: OrderAttempt, by_ref: dict[str, Order]) -> tuple[Order, ...]:
    refs = [order.upstream_order_id for order in attempt.placed_orders.all()]
    return tuple(by_ref[ref] for ref in refs if ref in by_ref)


def _looked_up(clinic: Clinic, commerce: Commerce, attempts: Sequence[OrderAttempt], access: Access) -> Overview:
    """One call for each order: not for ever, and not at all after one that was not answered."""
    until, complete, rows = time.monotonic() + TIME_FOR_LOOK_UPS, True, []
    for attempt in attempts:
        orders: tuple[Order, ...] = ()
        if attempt.state == State.PLACED and complete:
            try:
                orders = commerce.orders.look_up(lookups.question(attempt), access).orders
            except SignedOut:
                raise
            except UpstreamError as error:
                note_for(clinic, error)
                complete = False
            complete = complete and time.monotonic() < until
        rows.append(OrderRow(attempt, orders))
    return Overview(tuple(rows), complete=complete)
