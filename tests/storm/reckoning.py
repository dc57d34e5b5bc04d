"""After the storm: wait until nobody is in doubt, and compare what we say with what the upstreams have."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, fields
from datetime import timedelta

import requests
from django.db.models import F
from django.utils import timezone

from checkout.models import IN_QUESTION, OrderAttempt, State, Step
from tests.storm.processes import Program

LEAPS = (
    1,
    4,
    28,
    4,
    4,
)  # minutes: past the first look-up, the quiet after the cart is closed, and until staff are asked


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Figures of one storm. ``lost``: an order exists and we say there is none, or we say placed and there is none."""

    attempts: int
    placed: int
    refused: int
    unpaid: int
    never_sent: int
    in_review: int
    in_doubt: int
    orders_upstream: int
    duplicates: int
    paid_twice: int
    orders_of_nobody: int
    lost: int

    @property
    def harm(self) -> int:
        return self.duplicates + self.paid_twice + self.orders_of_nobody + self.lost + self.in_doubt

    def told(self) -> dict[str, int]:
        return {field.name.replace("_", " "): getattr(self, field.name) for field in fields(self)}


def resolve_all(sandbox: str, resolving: Program) -> None:
    """Late calls arrive, and time leaps until each attempt is resolved or with staff."""
    requests.post(f"{sandbox}/control/release", json={}, timeout=10).raise_for_status()
    for minutes in LEAPS:
        if not OrderAttempt.objects.filter(state__in=(State.SENT, State.UNKNOWN)).exists():
            return
        _leap(timedelta(minutes=minutes))
        _wait_for_look_ups(resolving)


def _leap(by: timedelta) -> None:
    OrderAttempt.objects.filter(state__in=IN_QUESTION).update(
        sent_at=F("sent_at") - by,
        cart_closed_at=F("cart_closed_at") - by,
        looked_up_at=F("looked_up_at") - by,
        next_look_up_at=timezone.now(),
    )


def _wait_for_look_ups(resolving: Program) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        resolving.keep_alive()
        time.sleep(0.5)
        if not OrderAttempt.objects.filter(state__in=IN_QUESTION, next_look_up_at__lte=timezone.now()).exists():
            time.sleep(0.5)  # the last one may be looked at just now
            return


def reckon(sandbox: str) -> Reckoning:
    acts = requests.get(f"{sandbox}/control/acts", timeout=10).json()
    orders = Counter((act["upstream"], act["cart"]) for act in acts if act["kind"] == "order")
    charges = Counter((act["upstream"], act["cart"]) for act in acts if act["kind"] == "charge")
    attempts = {(attempt.upstream, attempt.cart_ref): attempt for attempt in OrderAttempt.objects.all()}
    states = Counter(attempt.state for attempt in attempts.values())
    unpaid = [attempt for attempt in attempts.values() if attempt.is_unpaid]
    return Reckoning(
        attempts=len(attempts),
        placed=states[State.PLACED],
        refused=sum(attempt.state == State.REFUSED and not attempt.is_unpaid for attempt in attempts.values()),
        unpaid=len(unpaid),
        never_sent=sum(attempt.state == State.OPEN and not attempt.is_unpaid for attempt in attempts.values()),
        in_review=states[State.REVIEW],
        in_doubt=states[State.SENT] + states[State.UNKNOWN],
        orders_upstream=sum(orders.values()),
        duplicates=sum(made > 1 for made in orders.values()),
        paid_twice=sum(made > 1 for made in charges.values()),
        orders_of_nobody=len(orders.keys() - attempts.keys()),
        lost=sum(_is_lost(attempt, orders[cart]) for cart, attempt in attempts.items()),
    )


def _is_lost(attempt: OrderAttempt, orders: int) -> bool:
    says_none = attempt.state in (State.OPEN, State.REFUSED) and attempt.step != Step.PAY
    says_one = attempt.state == State.PLACED or attempt.is_unpaid
    return (says_none and orders > 0) or (says_one and orders == 0)
