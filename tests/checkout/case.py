"""A submission under a fault: what the patient reads, what we have written down, and what the upstream really did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from html import unescape
from typing import Any

import time_machine
from django.http import HttpResponse
from django.utils import timezone

from checkout.models import IN_QUESTION, AttemptEvent, OrderAttempt, PlacedOrder, Refusal, State, Step
from checkout.orders.causes import Cause
from checkout.orders.lookups import resolve_due
from sandbox.app import Delivery
from sandbox.http import Request
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from tests.houses import House, calls
from tests.world import Shopper, World, state_of

CHECKING = "Please do not order again"
CHECKING_PAYMENT = "Please do not pay again"
THANKS = "Thank you. Your order is placed."
UNPAID = "The clinic has your order"
NOT_PLACED = "We checked: your order was not placed."
CALL = "Please call us about your order"

SOON = timedelta(seconds=10)
WORKER_IS_GONE = timedelta(seconds=30)  # the total deadline and its margin
CLOSED_FOR_LONG = timedelta(minutes=6)  # the quiet time after the cart is closed, and the next look-up on the schedule
LONG = timedelta(minutes=33)  # staff are asked


def words_of(page: HttpResponse) -> str:
    """What the order's page says, without the markup and what is round it."""
    section = page.content.decode().split('id="order"', 1)[1].split("</section>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


@dataclass
class Case:
    house: House
    shopper: Shopper
    world: World
    form: dict[str, str]
    start: datetime = field(default_factory=timezone.now)
    said_no: bool = False  # the patient read that there is no order

    # -- what happens --------------------------------------------------------------------------------------------------

    def arm(self, kind: str, on: str = "", **how: Any) -> None:
        """A fault on the act, or on the POST that ``on`` names."""
        self.world.faults.arm(kind, path=on or self.house.order_call, method="POST", **({"times": 1} | how))

    def place_order(self) -> HttpResponse:
        return self.shopper.post("/checkout/review/", self.form)

    def pay(self) -> None:
        method = self.shopper.choice(self.house.pays, self.path)
        self.shopper.post(f"{self.path}pay/", self.shopper.pay_form(self.path) | {"payment_method": method})

    @contextmanager
    def blind(self) -> Iterator[None]:
        """Nothing can be looked up: what is read meanwhile is what is known without."""
        self.world.faults.arm("status", method="GET", status=503, times=None)
        yield
        self.calm()

    def calm(self) -> None:
        """All faults are over, and long enough ago for the circuit breaker to be closed again."""
        self.world.faults.clear()
        CIRCUIT_BREAKERS.clear()

    @contextmanager
    def at(self, after: timedelta) -> Iterator[None]:
        """So long after the start, with the patient signed in."""
        with time_machine.travel(self.start + after, tick=False):
            yield

    def resolve(self, after: timedelta) -> None:
        """The reconciler comes by."""
        with self.at(after):
            resolve_due()

    def meanwhile(self, do: Callable[[], object], path: str = "", method: str = "POST", *, after: bool = False) -> None:
        """Do something once, when the act (or the call named) comes to the upstream, before or after it is done."""
        deliver = self.world.deliver
        path = path or self.house.order_call

        def delivered(request: Request, sleep: Callable[[float], None]) -> Delivery:
            if not (request.method == method and fnmatchcase(request.path, path)):
                return deliver(request, sleep)
            self.world.deliver = deliver  # type: ignore[method-assign]
            if not after:
                do()
                return self.world.deliver(request, sleep)
            delivery = self.world.deliver(request, sleep)
            do()
            return delivery

        self.world.deliver = delivered  # type: ignore[method-assign]

    # -- what is seen --------------------------------------------------------------------------------------------------

    @property
    def attempt(self) -> OrderAttempt:
        return OrderAttempt.objects.get(pk=self.form["attempt"])

    @property
    def path(self) -> str:
        return self.attempt.get_absolute_url()

    @property
    def acts(self) -> int:
        """POSTs of the act; one that is delayed somewhere and done later is one."""
        again = [call for call in self.world.ledger.calls if call.fault == "late, now done"]
        return calls(self.world, self.house.order_call) - len(again)

    def page(self, after: timedelta = timedelta()) -> HttpResponse:
        """The order's page, after signing in again where that has ended meanwhile."""
        with self.at(after):
            page = self.shopper.get(self.path)
            if page.status_code == 303 and page["Location"].startswith("/login/"):
                self.shopper.sign_in(self.house.email, self.house.password)
                page = self.shopper.get(self.path)
        assert page.status_code == 200, (page.status_code, page.headers)
        return page

    def reads(self, state: str, words: str, after: timedelta = timedelta()) -> HttpResponse:
        page = self.page(after)
        told = words_of(page)
        assert state_of(page) == state, told
        assert words in told, told
        assert "failed" not in told
        assert (THANKS in told) is (state == "placed")
        self.said_no = self.said_no or state == "refused"
        return page

    def knows(self, state: State, step: Step = Step.ORDER, refusal: Refusal = Refusal.NONE) -> None:
        attempt = self.attempt
        assert (attempt.state, attempt.step, attempt.refusal) == (state, step, refusal)
        assert PlacedOrder.objects.filter(attempt=attempt).exists() is (state == State.PLACED or step == Step.PAY)

    def did(self, *, orders: int, charges: int, acts: int, payments: int | None = None) -> None:
        """What the upstream's books say, and how many POSTs of the act (and of the paying one) it has seen."""
        ledger = self.world.ledger
        assert (len(ledger.orders()), len(ledger.charges()), self.acts) == (orders, charges, acts)
        if payments is not None and self.house.pay_call:
            assert calls(self.world, self.house.pay_call) == payments

    # -- how it ends ---------------------------------------------------------------------------------------------------

    def is_in_question(self, *, orders: int, state: State = State.UNKNOWN, acts: int = 1) -> None:
        """Right after the submission."""
        self.knows(state)
        with self.blind():
            self.reads(state, CHECKING)
        self.did(orders=orders, charges=orders if not self.house.pay_call else 0, acts=acts, payments=0)

    def ends_ordered(self, after: timedelta = SOON, acts: int = 1) -> None:
        """The next look-up finds the order. Where paying is a step of its own, it is then paid, once."""
        self.resolve(after)
        if self.house.pay_call:
            self.knows(State.OPEN, Step.PAY)
            self.did(orders=1, charges=0, acts=acts, payments=0)
            self.reads("payment", UNPAID, after)
            with self.at(after):
                self.pay()
        self.is_placed(after, acts=acts)

    def is_placed(self, after: timedelta = timedelta(), acts: int = 1) -> None:
        self.knows(State.PLACED, Step.PAY if self.house.pay_call else Step.ORDER)
        assert self.attempt.charged_minor == self.attempt.shown_minor
        self.reads("placed", THANKS, after)
        self.did(orders=1, charges=1, acts=acts, payments=1)

    def ends_without_an_order(self, acts: int = 1) -> None:
        """Look up, close the cart, wait, look up: then it is certain. Where no cart can be closed, staff decide."""
        self.resolve(WORKER_IS_GONE)
        self.knows(State.UNKNOWN)
        self.reads("unknown", CHECKING, WORKER_IS_GONE + SOON)
        assert (self.attempt.cart_closed_at is not None) is self.house.closes_carts
        if self.house.closes_carts:
            self.resolve(CLOSED_FOR_LONG)
            self.knows(State.REFUSED, refusal=Refusal.NOT_PLACED)
            self.reads("refused", NOT_PLACED, CLOSED_FOR_LONG)
        else:
            self.resolve(LONG)
            self.knows(State.REVIEW)
            self.reads("review", CALL, LONG)
        self.did(orders=0, charges=0, acts=acts, payments=0)

    def nothing_is_ever_ordered_twice(self) -> None:
        """What must be true after every row, whatever it was about."""
        ledger, attempts = self.world.ledger, OrderAttempt.objects.all()
        carts = [act.cart for act in ledger.orders()]
        assert len(carts) == len(set(carts)), "two orders of one cart"
        claims = AttemptEvent.objects.filter(cause__in=(Cause.PLACE_SUBMITTED, Cause.FOUND_BEFORE_CLAIM)).count()
        assert self.acts <= claims, "more calls than claims"
        if self.said_no:
            assert self.attempt.cart_ref not in carts or self.attempt.state == State.PLACED or self.attempt.is_unpaid
        for attempt in attempts:
            known = attempt.placed_orders.exists()
            assert known or attempt.state != State.PLACED
            if attempt.cart_ref in carts:
                assert known or attempt.state in IN_QUESTION, "an order exists, and we say that there is none"
