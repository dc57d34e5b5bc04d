"""What must be true at every moment, whatever failed: compared are our table, and the upstream's own account of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from uuid import UUID

import requests
from django.db import connection
from django.http import HttpResponse

from checkout.models import IN_QUESTION, OrderAttempt, State, Step
from tests.world import World, state_of

SAYS_NO = ("not placed", "no order was placed", "declined", "You can try again", "failed")


@dataclass
class Witness:
    """Remembers what no table tells: what was seen at the very moment, and what was so before."""

    world: World
    order_call: str
    pay_call: str = ""
    placed: set[UUID] = field(default_factory=set)
    unwritten: list[str] = field(default_factory=list)

    def sees(self, request: requests.PreparedRequest) -> None:
        """Called in the moment before the upstream sees the request; complaints are kept, not raised: the wire would
        take them for a failure of its own."""
        path = str(request.path_url)
        for pattern in filter(None, (self.order_call, self.pay_call)):
            if request.method == "POST" and fnmatchcase(path, pattern):
                self.unwritten += _unwritten(path, paying=pattern == self.pay_call)

    def check(self) -> None:
        """Invariants 1 to 7. The eighth is about pages: see ``page_is_honest``."""
        attempts = list(OrderAttempt.objects.prefetch_related("placed_orders"))
        broken = [
            *self.two_orders_of_one_attempt(attempts),
            *self.paid_twice(),
            *self.placed_and_not_there(attempts),
            *self.not_ordered_and_yet_there(attempts),
            *self.orders_of_nobody(attempts),
            *self.unwritten,
            *self.no_longer_placed(attempts),
            *two_open_questions(attempts),
        ]
        assert not broken, "\n".join(broken)

    def two_orders_of_one_attempt(self, attempts: list[OrderAttempt]) -> Iterator[str]:
        """1: at most one upstream order for each attempt."""
        for attempt in attempts:
            if (orders := len(self.world.ledger.orders(attempt.cart_ref))) > 1:
                yield f"I1: {orders} orders of one attempt ({_story(attempt)})"

    def paid_twice(self) -> Iterator[str]:
        """1, of money: never more than the order costs (a credit and a card may share it)."""
        for order in self.world.ledger.orders():
            if (paid := self._paid(order.cart)) > order.amount:
                yield f"I1: {paid} was paid for {order.amount}"

    def placed_and_not_there(self, attempts: list[OrderAttempt]) -> Iterator[str]:
        """2: *placed* or ordered and to be paid, if and only if an upstream order is stored; and it exists."""
        exists = {order.ref: order.cart for order in self.world.ledger.orders()}
        for attempt in attempts:
            stored = [order.upstream_order_id for order in attempt.placed_orders.all()]
            ordered = attempt.state == State.PLACED or attempt.step == Step.PAY
            waits = attempt.step == Step.CONFIRM  # of both kinds: before the order, and before its payment
            if bool(stored) != ordered and not waits:
                yield f"I2: {len(stored)} stored orders ({_story(attempt)})"
            if any(exists.get(ref) != attempt.cart_ref for ref in stored):
                yield f"I2: a stored order does not exist upstream ({_story(attempt)})"

    def not_ordered_and_yet_there(self, attempts: list[OrderAttempt]) -> Iterator[str]:
        """3: *open* or *refused*: no order (or, where the order exists, no payment) is there or can still appear."""
        for attempt in attempts:
            if attempt.state not in (State.OPEN, State.REFUSED):
                continue
            paying = attempt.step == Step.PAY
            if not paying and self.world.ledger.orders(attempt.cart_ref):
                yield f"I3: an order exists ({_story(attempt)})"
            if not paying and attempt.cart_closed_at is None and self._under_way(attempt):
                yield f"I3: an order may still appear ({_story(attempt)})"
            order = next(iter(self.world.ledger.orders(attempt.cart_ref)), None)
            if paying and order and order.amount and self._paid(attempt.cart_ref) >= order.amount:
                yield f"I3: it was paid ({_story(attempt)})"

    def orders_of_nobody(self, attempts: list[OrderAttempt]) -> Iterator[str]:
        """4: no upstream order without an attempt that was sent."""
        sent = {attempt.cart_ref for attempt in attempts if attempt.try_number}
        for order in self.world.ledger.orders():
            if order.cart not in sent:
                yield "I4: an order that no attempt knows of"

    def no_longer_placed(self, attempts: list[OrderAttempt]) -> Iterator[str]:
        """6: a state never leaves *placed*."""
        for attempt in attempts:
            if attempt.state == State.PLACED:
                self.placed.add(attempt.pk)
            elif attempt.pk in self.placed:
                yield f"I6: it was placed before ({_story(attempt)})"

    def _paid(self, cart: str) -> Decimal:
        return sum((act.amount for act in self.world.ledger.charges(cart)), Decimal(0))

    def _under_way(self, attempt: OrderAttempt) -> bool:
        """A late request that orders this cart is still to be carried out."""
        return any(
            attempt.cart_ref in call.request.path and fnmatchcase(call.request.path, self.order_call)
            for call in self.world.late
        )

    def sees_nothing_of(self, attempt: OrderAttempt) -> bool:
        return not self.world.ledger.orders(attempt.cart_ref) and not self._under_way(attempt)

    # -- at rest -------------------------------------------------------------------------------------------------------

    def check_at_rest(self) -> None:
        """Hours later, with the upstream well and the patient looking: nothing is lost, and nothing is in doubt."""
        for attempt in OrderAttempt.objects.all():
            orders = self.world.ledger.orders(attempt.cart_ref)
            ordered = attempt.state == State.PLACED or attempt.step in (Step.PAY, Step.CONFIRM)
            assert ordered or not orders, f"lost: an order that the upstream has ({_story(attempt)})"
            paid = orders and orders[0].amount and self._paid(attempt.cart_ref) == orders[0].amount
            assert attempt.state == State.PLACED or not paid, f"lost: an order that is paid ({_story(attempt)})"
            waits = attempt.state == State.SENT and attempt.step == Step.CONFIRM
            assert waits or attempt.state not in (State.SENT, State.UNKNOWN), f"in doubt ({_story(attempt)})"


def _unwritten(path: str, *, paying: bool) -> Iterator[str]:
    """5: *sent* is committed before the upstream sees the request."""
    if connection.in_atomic_block:
        yield "I5: the request goes out inside a transaction"
    sent = OrderAttempt.objects.filter(state=State.SENT)
    if not any(attempt.step == Step.PAY if paying else attempt.cart_ref in path for attempt in sent):
        yield "I5: the request goes out and nobody wrote it down"


def two_open_questions(attempts: list[OrderAttempt]) -> Iterator[str]:
    """7: one attempt in question per patient and clinic."""
    asked = Counter((a.clinic_id, a.patient_ref) for a in attempts if a.state in IN_QUESTION)
    if any(questions > 1 for questions in asked.values()):
        yield "I7: two open questions of one patient"


def page_is_honest(page: HttpResponse, attempt: OrderAttempt) -> None:
    """8: nobody reads "failed" while it is not proven, or "thank you" before the order is placed."""
    attempt.refresh_from_db()
    said, words = state_of(page), _words(page)
    assert said == attempt.page_state, f"I8: the page says {said} ({_story(attempt)})"
    if attempt.state in (State.SENT, State.UNKNOWN) and attempt.step != Step.CONFIRM:
        assert f"Please do not {'pay' if attempt.step == Step.PAY else 'order'} again" in words
        assert not [no for no in SAYS_NO if no in words], f"I8: it says no ({_story(attempt)})"
    if attempt.state != State.PLACED:
        assert "Thank you" not in words, f"I8: it says yes ({_story(attempt)})"
    if attempt.state in IN_QUESTION:
        assert attempt.reference in words


def _words(page: HttpResponse) -> str:
    """The order's part of the page."""
    section = page.content.decode().partition('id="order"')[2].partition("</section>")[0]
    return re.sub(r"<[^>]+>|\s+", " ", section)


def _story(attempt: OrderAttempt) -> str:
    """What happened to it, for whoever reads a failed test."""
    events = attempt.events.values_list("to_state", "cause", "error_class")
    return f"{attempt.state}/{attempt.step}: " + ", ".join(" ".join(filter(None, event)) for event in events)
