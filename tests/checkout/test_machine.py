"""One order, whatever fails: submissions, failures, pauses, crashes, look-ups and hours in any order, on real code.

The normal run tries a few dozen stories for each upstream, always the same. ``HYPOTHESIS_PROFILE=nightly`` tries a
thousand long ones for each, always others::

    HYPOTHESIS_PROFILE=nightly python -m pytest tests/checkout/test_machine.py
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from checkout.models import IN_QUESTION, AttemptEvent, OrderAttempt, PlacedOrder, Refusal, State, Step
from checkout.orders import lookups, transitions
from checkout.orders.causes import Cause
from storefront.limits.models import Limit
from storefront.sessions.models import StoredSession
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from storefront.upstream.pools import POOLS
from tests.checkout.invariants import Witness, page_is_honest
from tests.checkout.line import Interruption, Line
from tests.houses import HOUSES, US_ADDRESS, House
from tests.world import ADDRESS, UPSTREAMS, Shopper, World, hidden

pytestmark = pytest.mark.slow

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
SETTINGS = settings(
    max_examples=1000 if NIGHTLY else 25,
    stateful_step_count=60 if NIGHTLY else 25,
    derandomize=not NIGHTLY,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if NIGHTLY else [Phase.generate],  # to shrink a story takes minutes
    suppress_health_check=list(HealthCheck),
)

SPOILT = (
    "reset_before",
    "reset_after",
    "error_before",
    "error_after",
    "hang_after",
    "garbage",
    "truncated",
    "redirect",
)
ACT_FAULTS = (*SPOILT, "late", "late", "refused", "status")
READ_FAULTS = ("reset_before", "error_before", "garbage", "truncated", "refused", "status")
REFUSALS = (401, 403, 404, 409, 422, 429)  # in place of the upstream, which then did nothing
PAUSES = (1, 3, 10, 30, 200, 400, 2000, 90_000)  # seconds: up to the end of every token


HAPPENINGS = (
    *["submit"] * 5,
    *["go back and submit"] * 3,
    *["look up"] * 4,
    *["resolve"] * 4,
    *["pay"] * 3,
    *["elsewhere"] * 3,
    "confirm",
    "other-way",
    "choose",
)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong during one action: a fault of its act, of its reads, and a pause or the end of its worker."""

    act: str = ""  # a fault's kind, for whichever act comes first
    read: str = ""
    status: int = 503
    strikes: int = 1
    at: str = ""  # as in ``Interruption``
    where: str = "*"  # "order", "pay" or any call
    call: int = 0
    meanwhile: tuple[str, ...] = ()
    end: str = "wakes"


FAILS = st.builds(
    Trouble,
    act=st.sampled_from(ACT_FAULTS),
    read=st.sampled_from(("", "", *READ_FAULTS)),
    status=st.sampled_from(REFUSALS),
    strikes=st.integers(1, 3),
)
STOPS = st.builds(
    Trouble,
    act=st.sampled_from(("", "", *ACT_FAULTS)),
    at=st.sampled_from(("before", "before", "after", "after", "claim", "resolve", "half")),
    where=st.sampled_from(("order", "order", "pay", "*")),
    call=st.integers(0, 2),
    meanwhile=st.lists(
        st.sampled_from(("a minute", "half an hour", "resolve", "submit", "submit", "look up", "release")), max_size=4
    ).map(tuple),
    end=st.sampled_from(("wakes", "raises", "killed")),
)
TROUBLES = st.one_of(st.just(Trouble()), FAILS, st.just(Trouble()), STOPS)


class Patient:
    """One browser of the patient, who does what is needed until an order can be submitted."""

    def __init__(self, house: House, product: str) -> None:
        self.house, self.product = house, product
        self.shopper = Shopper(f"{house.slug}.localhost")
        self.form: dict[str, str] = {}
        self.method = 0

    def sign_in(self) -> None:
        Limit.objects.all().delete()
        self.shopper.sign_in(self.house.email, self.house.password)

    def ready(self) -> dict[str, str]:
        """The form of the review page; empty where it cannot be had now."""
        for _ in range(5):
            page = self.shopper.get("/checkout/review/")
            if page.status_code == 200:
                return self._form_on(page)
            if not self._went_on(page.headers.get("Location", "")):
                break
        return {}

    def place_order(self, form: dict[str, str]) -> None:
        if form:
            self.shopper.post("/checkout/review/", form)

    def look_up(self, attempt: OrderAttempt) -> None:
        page = self.shopper.get(attempt.get_absolute_url())
        if page.status_code == 200:
            page_is_honest(page, attempt)

    def pay(self, attempt: OrderAttempt) -> None:
        path = attempt.get_absolute_url()
        if method := self._method_on(self.shopper.get(path)):
            self.shopper.post(f"{path}pay/", self.shopper.pay_form(path) | {"payment_method": method})

    def choose(self) -> None:
        self.shopper.post("/checkout/details/", US_ADDRESS if self.house.slug == "meadow" else ADDRESS)
        if method := self._method_on(self.shopper.get("/checkout/payment/")):
            self.shopper.post("/checkout/payment/", {"payment_method": method})

    def _went_on(self, where: str) -> bool:
        if where.startswith("/login/"):
            self.sign_in()
        elif where.startswith("/checkout/"):
            self.choose()
        elif OrderAttempt.objects.filter(state__in=IN_QUESTION).exists():
            return False
        else:  # the cart is empty
            self.shopper.post("/cart/add/", {"product": self.product, "quantity": "1"})
        return True

    def _form_on(self, page: HttpResponse) -> dict[str, str]:
        html = page.content.decode()
        self.form = {name: hidden(html, name) for name in ("attempt", "promise") if f'name="{name}"' in html}
        return self.form

    def _method_on(self, page: HttpResponse) -> str:
        methods = re.findall(r'name="payment_method" value="([^"]+)"', page.content.decode())
        return methods[self.method % len(methods)] if methods else ""


class Story(RuleBasedStateMachine):
    """Two browsers of one patient at one clinic. Whatever is done between two rules, every invariant holds."""

    house: ClassVar[House]
    product: ClassVar[str]
    reached: ClassVar[set[str]]  # what happened to attempts in all stories, as their events call it

    def __init__(self) -> None:
        super().__init__()
        forget_everything()
        self.well = True
        self.world = World()
        self.witness = Witness(self.world, self.house.order_call, self.house.pay_call)
        self.line = Line(self.world, self.witness.sees)
        self.context = ExitStack()
        self.now = self.context.enter_context(time_machine.travel(self.world.clock.now(), tick=False))
        self.context.enter_context(POOLS.mounted(UPSTREAMS, self.line))
        self.context.enter_context(self.line.watching_states())
        self.context.enter_context(patch("storefront.upstream.wire.time", TIRELESS))
        if self.house.slug == "harbour":  # the harder way: nothing there hides a second order
            self.world.set_option("careportals", "consume-carts", on=False)
        self.patients = [Patient(self.house, self.product) for _ in range(2)]

    def teardown(self) -> None:
        try:
            if self.well:
                self.come_to_rest()
            self.reached.update(AttemptEvent.objects.values_list("cause", flat=True))
        finally:
            self.context.close()

    @initialize(methods=st.tuples(st.integers(0, 3), st.integers(0, 3)))
    def both_are_ready(self, methods: tuple[int, int]) -> None:
        for patient, method in zip(self.patients, methods, strict=True):
            patient.method = method
            patient.ready()

    @rule(
        what=st.sampled_from(HAPPENINGS),
        who=st.integers(0, 1),
        number=st.integers(0, 5),
        after=st.sampled_from(PAUSES),
        trouble=TROUBLES,
    )
    def happens(self, what: str, who: int, number: int, after: float, trouble: Trouble) -> None:
        """One rule for all: with a rule each, Hypothesis would leave some of them out of most stories."""
        patient, other = self.patients[who], self.patients[1 - who]
        if what == "submit":
            form = patient.ready()
            self.in_trouble(trouble, lambda: patient.place_order(form), other)
        elif what == "go back and submit":
            self.in_trouble(trouble, lambda: patient.place_order(patient.form), patient)
        elif what == "look up" and (attempt := self.attempt(number % 3)):
            self.time_passes(after)
            self.in_trouble(trouble, partial(patient.look_up, attempt), other)
        elif what == "resolve":
            self.time_passes(after)
            self.in_trouble(trouble, lookups.resolve_due, other)
        elif what == "pay" and (attempt := unpaid()):
            self.in_trouble(trouble, partial(patient.pay, attempt), other)
        elif what in ("confirm", "other-way") and (attempt := asked_by_bank()):
            path = f"{attempt.get_absolute_url()}{what}/"
            self.in_trouble(trouble, lambda: patient.shopper.post(path), other)
        elif what == "choose":
            patient.method = number
            if not OrderAttempt.objects.filter(state__in=IN_QUESTION).exists():
                patient.choose()
        elif what == "elsewhere":
            self.elsewhere(number)

    def elsewhere(self, number: int) -> None:
        if number == 0:
            self.world.release()
        elif number == 1 and self.house.slug == "harbour":
            self.world.set_option("careportals", "expire-tokens")
        elif number in (2, 3):
            new_price(self.world, self.house, self.product, 110 if number == 2 else 90)
        else:
            self.staff_find_out()

    def staff_find_out(self) -> None:
        """They see what the upstream sees: no order, and none on its way."""
        attempt = OrderAttempt.objects.filter(state=State.REVIEW).first()
        if attempt and attempt.step != Step.PAY and self.witness.sees_nothing_of(attempt):
            transitions.refuse(attempt, Refusal.NOT_PLACED, Cause.STAFF_DECIDED)

    def look_up_all(self, patient: Patient) -> None:
        for attempt in OrderAttempt.objects.in_question():
            patient.look_up(attempt)

    def time_passes(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self.now.move_to(self.world.clock.now())
        if seconds > 10:
            CIRCUIT_BREAKERS.clear()  # an open circuit lets a call through again

    @invariant()
    def everything_holds(self) -> None:
        self.now.move_to(self.world.clock.now())
        self.well = False
        self.witness.check()
        self.well = True

    # -- how -----------------------------------------------------------------------------------------------------------

    def in_trouble(self, trouble: Trouble, action: Callable[[], Any], other: Patient) -> None:
        arm(self.world, self.house, trouble)
        with self.line.one_worker(self.interruption(trouble, other)):
            action()
        self.world.faults.clear()

    def interruption(self, trouble: Trouble, other: Patient) -> Interruption | None:
        if not trouble.at:
            return None
        elsewhere: dict[str, Callable[[], Any]] = {
            "a minute": lambda: self.time_passes(70),
            "half an hour": lambda: self.time_passes(2000),
            "resolve": lookups.resolve_due,
            "submit": lambda: other.place_order(other.form),
            "look up": lambda: self.look_up_all(other),
            "release": self.world.release,
        }
        path = {"order": self.house.order_call, "pay": self.house.pay_call or "-"}.get(trouble.where, "*")
        meanwhile = tuple(elsewhere[happens] for happens in trouble.meanwhile)
        return Interruption(trouble.at, path, 0 if path != "*" else trouble.call, meanwhile, trouble.end)

    def attempt(self, which: int) -> OrderAttempt | None:
        """The newest, the one before..."""
        return OrderAttempt.objects.order_by("-created_at", "pk")[which : which + 1].first()

    def come_to_rest(self) -> None:
        """The upstream is well again, hours pass, and the patient looks at the order now and then."""
        self.world.faults.clear()
        self.world.release()
        for _ in range(4):
            self.time_passes(2000)
            if not (open_ := list(OrderAttempt.objects.filter(state__in=IN_QUESTION))):
                break
            lookups.resolve_due()
            self.patients[0].sign_in()
            for attempt in open_:
                self.patients[0].look_up(attempt)
        self.witness.check()
        self.witness.check_at_rest()


def unpaid() -> OrderAttempt | None:
    return next((attempt for attempt in OrderAttempt.objects.filter(step=Step.PAY) if attempt.is_unpaid), None)


def asked_by_bank() -> OrderAttempt | None:
    return OrderAttempt.objects.filter(state=State.SENT, step=Step.CONFIRM).first()


ORDERED_FIRST = {
    Cause.ORDERED,
    Cause.PAYMENT_SUBMITTED,
    Cause.ANSWERED,
    Cause.NO_USABLE_ANSWER,
    Cause.FOUND_UNPAID,
    Cause.CART_CLOSED,
}

# What the stories of the normal run have to come across, so that they are known to try something.
REACHED = {
    "harbour": {Cause.ANSWERED, Cause.NO_USABLE_ANSWER, Cause.REFUSED, Cause.FOUND_PLACED, Cause.NOT_RESOLVED},
    "meadow": ORDERED_FIRST,
    "summit": ORDERED_FIRST,
}
TIRELESS = SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: None)


def arm(world: World, house: House, trouble: Trouble) -> None:
    """A fault for the first act that comes, and for the first reads."""
    for kind, method, paths in (
        (trouble.act, "POST", (house.order_call, house.pay_call)),
        (trouble.read, "GET", ("*",)),
    ):
        for path in filter(None, paths if kind else ()):
            status = trouble.status if kind == "status" else 0
            world.faults.arm(kind, method=method, path=path, times=trouble.strikes, status=status, seconds=60)


def new_price(world: World, house: House, product: str, percent: int) -> None:
    if house.slug == "harbour":
        world.set_option("careportals", "price", product=product, price=f"{0.40 * percent:.2f}")
    elif house.slug == "meadow":
        world.set_option("decoda", "price", item=product.partition(":")[2], price=36 * percent)
    else:
        world.set_option("elasticpath", "price", sku="SM-ROLL-45", amount=42 * percent)


def forget_everything() -> None:
    for model in (AttemptEvent, PlacedOrder, OrderAttempt, StoredSession, Limit):
        model.objects.all().delete()
    cache.clear()
    TOKEN_CACHE.clear()
    CIRCUIT_BREAKERS.clear()


@pytest.fixture(params=HOUSES, ids=lambda house: house.slug)
def story(request: pytest.FixtureRequest, transactional_db: None, world: World) -> type[Story]:
    """The story's class, at this clinic."""
    house: House = request.param
    request.getfixturevalue(house.slug)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")  # no power is cut here
    product = Shopper(f"{house.slug}.localhost").product_refs()[house.product]
    return type(house.slug.title(), (Story,), {"house": house, "product": product, "reached": set()})


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of requests: nobody reads their log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.one_database
@pytest.mark.usefixtures("quiet")
def test_one_order_whatever_fails(story: type[Story]) -> None:
    run_state_machine_as_test(story, settings=SETTINGS)

    if not NIGHTLY:
        assert story.reached >= REACHED[story.house.slug], REACHED[story.house.slug] - story.reached


def unguarded(attempt: OrderAttempt, from_: tuple[str, ...], to: str, cause: Cause, *args: Any, **how: Any) -> bool:
    """Our transition without its condition: whatever the row says, it is this one's turn."""
    attempt.try_number = OrderAttempt.objects.get(pk=attempt.pk).try_number
    return MOVE(attempt, tuple(State.values), to, cause, *args, **how | {"only": None})


MOVE = transitions._move


@pytest.mark.parametrize("guard", [True, False], ids=["with its guard", "without its guard"])
def test_the_claim_is_what_stands_between_two_tabs_and_two_orders(story: type[Story], guard: bool) -> None:
    """One tab is about to claim when another has ordered and its worker is killed before it can write that down."""
    told = story()
    patient = told.patients[0]
    form = patient.ready()

    def other_tab() -> None:
        dies = Interruption("after", path=told.house.order_call, end="killed")
        with told.line.one_worker(dies):
            patient.place_order(form)

    with told.context, patch.object(transitions, "_move", transitions._move if guard else unguarded):
        with told.line.one_worker(Interruption("after", meanwhile=(other_tab,))):
            patient.place_order(form)

        looks_up_first = story.house.slug == "meadow"  # the adapter reads the cart again before it converts it
        assert len(told.world.ledger.orders()) == (1 if guard or looks_up_first else 2)
        if not guard and not looks_up_first:
            with pytest.raises(AssertionError, match="I1: 2 orders of one attempt"):
                told.witness.check()


def test_an_order_is_not_paid_while_another_is_in_question(story: type[Story]) -> None:
    """A story that the machine found: a crash where the patient should be told to wait."""
    if not story.house.pay_call:
        pytest.skip("orders and charges in one")
    told = story()
    here, there = told.patients
    with told.context:
        told.world.faults.arm("refused", method="POST", path=story.house.pay_call)
        here.place_order(here.ready())
        unpaid_ = unpaid()
        assert unpaid_ is not None
        told.world.faults.arm("reset_after", method="POST", path=story.house.order_call)
        there.place_order(there.ready())
        question = OrderAttempt.objects.get(state=State.UNKNOWN)

        path = unpaid_.get_absolute_url()
        form = here.shopper.pay_form(path) | {"payment_method": here._method_on(here.shopper.get(path))}
        submitted = here.shopper.post(f"{path}pay/", form)

        assert submitted["Location"] == question.get_absolute_url()
        told.witness.check()
