"""The fault matrix, rows 7 to 9, 30 to 35 and 39: our own machines fail.

These are the equivalents within one process: an act that is never resolved, statements that fail, a clock that jumps.
With processes that are killed, databases that are stopped and reloads they are proven in ``tests/storm``.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import timedelta
from html import escape

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import AttemptEvent, OrderAttempt, PlacedOrder, Refusal, State, Step
from checkout.orders import lookups, placing, transitions
from checkout.orders.causes import Cause
from checkout.orders.lookups import resolve_due
from storefront.upstream.errors import UpstreamError
from tests.checkout.case import (
    LONG,
    SOON,
    THANKS,
    UNPAID,
    WORKER_IS_GONE,
    Case,
)
from tests.checkout.tampering import killed, no_database
from tests.world import World

pytestmark = pytest.mark.slow

ROWS = 'UPDATE "checkout_orderattempt"'
PAUSED = "Orders are paused for a few minutes."


def test_row_07_killed_after_the_claim_and_before_the_act(case: Case) -> None:
    """In process: the state as a kill leaves it; see the crash points for processes that end."""
    with killed("before"):
        case.place_order()

    case.is_in_question(orders=0, state=State.SENT, acts=0)
    case.resolve(SOON)
    case.knows(State.SENT)  # for all we know the worker is alive and waiting
    case.ends_without_an_order(acts=0)


def test_row_08_killed_while_waiting_for_the_answer(case: Case) -> None:
    """In process, and committed; row 7 is what is left where it was not."""
    case.arm("hang_after", seconds=5)
    with killed("after"):
        case.place_order()

    case.is_in_question(orders=1, state=State.SENT)
    case.ends_ordered(WORKER_IS_GONE)


def test_row_08_killed_while_sending_and_nothing_arrived(case: Case) -> None:
    case.meanwhile(raise_killed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transitions, "doubt", raise_killed)  # the process is gone: nothing more is written
        with pytest.raises(SystemExit):
            case.place_order()

    case.is_in_question(orders=0, state=State.SENT, acts=0)
    case.ends_without_an_order(acts=0)


def raise_killed(*_: object) -> None:
    raise SystemExit


def test_row_09_killed_after_the_answer_and_before_it_was_written_down(case: Case) -> None:
    """In process; see the crash points."""
    with killed("after"):
        case.place_order()

    case.is_in_question(orders=1, state=State.SENT)
    case.ends_ordered(WORKER_IS_GONE)


def test_row_30_a_deploy_waits_for_the_answer(case: Case) -> None:
    """In process: an answer that takes its time. Reloads of real workers are in the storm tests."""
    case.arm("slow", seconds=5)

    case.place_order()

    case.is_placed()


def test_row_30_a_deploy_does_not_wait_for_the_answer(case: Case) -> None:
    """A worker that is told to go (``SystemExit``) still writes that nobody knows."""
    case.meanwhile(raise_killed, after=True)

    with pytest.raises(SystemExit):
        case.place_order()

    assert AttemptEvent.objects.latest("pk").cause == "interrupted"
    case.is_in_question(orders=1)
    case.ends_ordered()


def test_row_31_the_database_is_down_at_the_claim(case: Case) -> None:
    """In process: the UPDATE fails. A calm 503 offers the same submit again."""
    with no_database(ROWS, about="sent") as stopped:
        page = case.place_order()

    assert stopped
    assertContains(page, "nothing that you entered is lost", status_code=503)
    assertContains(page, f'value="{escape(case.form["promise"])}"', status_code=503)
    assertNotContains(page, "nothing was sent", status_code=503)
    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0, payments=0)
    case.place_order()
    case.is_placed()


def test_row_31_the_database_is_down_for_every_page(case: Case) -> None:
    case.shopper.browser.raise_request_exception = False

    with no_database():
        pages = [case.shopper.get("/cart/"), case.place_order()]

    for page in pages:
        assertContains(page, "look under Orders before you order again", status_code=503)
    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0, payments=0)


@pytest.mark.parametrize("fault", ["", "reset_after", "error_before"])
def test_row_32_the_database_is_down_at_the_resolving(case: Case, fault: str) -> None:
    """In process: every UPDATE fails from the moment the act arrives. The words promise neither an order nor none, and
    the same submit again leads to the order's page."""
    if fault:
        case.arm(fault)
    down = no_database(ROWS)
    case.meanwhile(down.__enter__)

    page = case.place_order()
    down.__exit__(None, None, None)

    assertContains(page, "if an order was on its way already, it is not sent a second time", status_code=503)
    assertNotContains(page, "nothing was sent", status_code=503)
    orders = int(fault != "error_before")
    case.is_in_question(orders=orders, state=State.SENT)
    assert case.place_order()["Location"] == case.path
    case.did(orders=orders, charges=orders if not case.house.pay_call else 0, acts=1, payments=0)
    if orders:
        case.ends_ordered(WORKER_IS_GONE)
    else:
        case.ends_without_an_order()


def test_row_32_the_database_is_down_while_paying(case: Case) -> None:
    if not case.house.pay_call:
        pytest.skip("orders and charges in one")
    down = no_database(ROWS)
    case.meanwhile(down.__enter__, case.house.pay_call)

    page = case.place_order()
    down.__exit__(None, None, None)

    assert page.status_code == 503
    assert (case.attempt.state, case.attempt.step) == (State.SENT, Step.PAY)
    case.did(orders=1, charges=1, acts=1, payments=1)
    case.resolve(timedelta(minutes=5))
    case.is_placed(timedelta(minutes=5))


# -- the database goes back in time ------------------------------------------------------------------------------------


class Backup:
    """The attempt as it was; ``restore`` forgets all that was written since."""

    def __init__(self, case: Case) -> None:
        self._attempt, self._session = case.attempt, case.shopper.browser.session["cart"]
        self._case = case

    def restore(self) -> None:
        PlacedOrder.objects.all().delete()
        AttemptEvent.objects.all().delete()
        self._attempt.save()
        session = self._case.shopper.browser.session
        session["cart"] = self._session
        session.save()


def the_claim_is_forgotten(case: Case, fault: str) -> None:
    copy = Backup(case)
    if fault:
        case.arm(fault)
    case.place_order()
    copy.restore()
    case.knows(State.OPEN)
    assert len(case.world.ledger.orders()) == 1


@pytest.mark.parametrize("fault", ["", "reset_after"])
def test_row_33_a_failover_forgets_the_claim_and_orders_are_paused(case: Case, fault: str) -> None:
    """In process: an older copy of the row. The operator's pause stops claims, and after it a look-up comes first."""
    case.start = timezone.now()
    the_claim_is_forgotten(case, fault)
    acts, charges = case.acts, len(case.world.ledger.charges())
    call_command("pause_orders", minutes=3)

    page = case.place_order()

    cart_is_alive = page.status_code == 503
    if cart_is_alive:  # elsewhere the cart itself told what it became
        assertContains(page, PAUSED, status_code=503)
        assertContains(page, "Your cart is safe.", status_code=503)
        case.knows(State.OPEN)
    with case.at(timedelta(minutes=4)):
        case.place_order()
    assert case.acts == acts
    assert len(case.world.ledger.orders()) == 1
    assert len(case.world.ledger.charges()) == charges
    assert AttemptEvent.objects.filter(cause="found_before_the_claim").count() == 1
    if case.attempt.is_unpaid:
        case.reads("payment", UNPAID, timedelta(minutes=4))
        with case.at(timedelta(minutes=5)):
            case.pay()
    case.reads("placed", THANKS, timedelta(minutes=5))
    case.did(orders=1, charges=1, acts=1, payments=1)


@pytest.mark.parametrize("fault", ["", "reset_after"])
def test_row_33_a_failover_that_nobody_noticed(case: Case, fault: str) -> None:
    """Where the cart is used up, it is asked what it became before its items go into a new one. Elastic Path's cart
    lives on after a lost answer: there only the pause helps, and the reconciliation finds what slipped through."""
    if case.house.kind == "elasticpath" and fault:
        pytest.skip("cannot be told without the pause")
    the_claim_is_forgotten(case, fault)

    page = case.place_order()

    assert page["Location"] == "/cart/"
    assertContains(case.shopper.get("/cart/"), "This cart was already ordered. You find the order under Orders.")
    assertContains(case.shopper.get("/orders/"), case.attempt.reference)
    assert case.attempt.placed_orders.count() == 1
    case.did(orders=1, charges=len(case.world.ledger.charges()), acts=1)


def test_row_33_a_failover_forgets_a_payment(case: Case) -> None:
    if not case.house.pay_call:
        pytest.skip("orders and charges in one")
    case.arm("refused", case.house.pay_call)
    case.place_order()
    case.start = timezone.now()
    unpaid = case.attempt
    orders = list(unpaid.placed_orders.values())
    open_page = case.shopper.pay_form(case.path) | {
        "payment_method": case.shopper.choice(case.house.pays, case.path),
    }
    case.pay()
    case.did(orders=1, charges=1, acts=1)
    PlacedOrder.objects.filter(attempt=unpaid).update(payment=orders[0]["payment"])
    unpaid.save()
    call_command("pause_orders", minutes=3)

    with case.at(timedelta(minutes=4)):
        case.shopper.post(f"{case.path}pay/", open_page)

    case.knows(State.PLACED, Step.PAY)
    case.reads("placed", THANKS, timedelta(minutes=4))
    case.did(orders=1, charges=1, acts=1)


def test_row_33_after_a_pause_what_was_never_sent_is_looked_up_once_and_sent(case: Case, world: World) -> None:
    call_command("pause_orders", minutes=1)
    call_command("pause_orders", off=True)
    case.arm("status", status=429)
    look_ups: list[object] = []
    case_look_up = lookups.found_before

    def counted(*args: object) -> bool:
        look_ups.append(args)
        return case_look_up(*args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookups, "found_before", counted)
        case.place_order()
        case.knows(State.REFUSED, refusal=Refusal.BUSY)
        case.place_order()

    assert len(look_ups) == 1
    case.is_placed(acts=2)


def test_row_33_after_a_pause_nothing_is_sent_while_nothing_can_be_looked_up(case: Case) -> None:
    if case.house.kind != "elasticpath":
        pytest.skip("the page itself asks the same upstream first")
    call_command("pause_orders", minutes=1)
    call_command("pause_orders", off=True)
    case.world.faults.arm("status", path="*/orders", method="GET", status=503, times=None)

    assert case.place_order().status_code == 503

    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0)
    case.calm()
    case.place_order()
    case.is_placed()


# -- pauses and clocks -------------------------------------------------------------------------------------------------


def test_row_34_a_worker_is_paused_between_claim_and_act(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """In process: a clock that says that the claim is old. What was claimed long ago is not sent."""
    case.arm("error_before")  # would be an order in question
    monkeypatch.setattr(placing, "CLAIM_IS_FRESH", -1.0)

    case.place_order()

    case.knows(State.OPEN, refusal=Refusal.UNREACHABLE)
    case.did(orders=0, charges=0, acts=0)
    case.reads("refused", "nothing was sent")
    monkeypatch.undo()
    case.calm()
    case.place_order()
    case.is_placed()


def test_row_34_a_worker_wakes_up_in_the_middle_of_the_act(case: Case) -> None:
    """Its late POST meets a cart that can make no order any more. Where no cart can be closed it is found, and nobody
    had been told that there is no order."""
    with killed("before") as unmade:
        case.place_order()
    case.ends_without_an_order(acts=0)

    with case.at(LONG + SOON), suppress(UpstreamError) if case.house.closes_carts else nullcontext():
        unmade[0]()

    if case.house.closes_carts:
        case.knows(State.REFUSED, refusal=Refusal.NOT_PLACED)
        case.did(orders=0, charges=0, acts=case.acts)
        assert case.acts <= 1
        return
    case.did(orders=1, charges=1, acts=1)
    case.resolve(timedelta(hours=3))
    case.knows(State.PLACED)


def test_row_34_a_worker_that_wakes_up_late_resolves_nothing_of_a_later_try(case: Case) -> None:
    """Its claim was refused meanwhile, and the patient has submitted again: what the old try has to say is about the
    old try only. (A free claim while a POST is under way would be a second order.)"""
    with killed("before"):
        case.place_order()
    late = case.attempt
    assert transitions.refuse(case.attempt, Refusal.BUSY, Cause.REFUSED)

    def wakes_up() -> None:
        assert not transitions.reopen(late, Cause.CLAIM_TOO_OLD)
        late.try_number, late.state = 1, State.SENT
        assert not transitions.refuse(late, Refusal.DECLINED, Cause.REFUSED)
        assert OrderAttempt.objects.get(pk=late.pk).state == State.SENT

    case.meanwhile(wakes_up)
    case.place_order()

    case.is_placed()


def test_row_35_the_clock_jumps_ahead_while_the_act_is_under_way(case: Case) -> None:
    """An hour: to everybody else the worker seems long gone. Nobody is told that there is no order while it can still
    come: it meets a closed cart, or is found."""

    def jump() -> None:
        case.resolve(timedelta(hours=1))
        assert case.attempt.state in (State.UNKNOWN, State.REVIEW)

    case.meanwhile(jump)

    case.place_order()

    if case.house.closes_carts:
        case.did(orders=0, charges=0, acts=1)
        assert case.attempt.state in (State.REFUSED, State.UNKNOWN, State.REVIEW)
        for after in (timedelta(hours=1, minutes=5), timedelta(hours=2, minutes=30), timedelta(hours=9)):
            case.resolve(after)
        assert case.attempt.state == State.REFUSED
        return
    case.is_placed()


def test_row_35_the_clock_jumps_back(case: Case) -> None:
    """Nothing is concluded early, and everything once the clock is right again."""
    case.arm("reset_after")
    case.place_order()

    case.resolve(-timedelta(hours=1))
    assert case.attempt.state in (State.UNKNOWN, State.OPEN, State.PLACED)

    case.ends_ordered(timedelta(hours=3))


def test_row_39_two_reconcilers_at_the_same_attempt(case: Case) -> None:
    """In process: the second comes by while the first has asked and not yet written. As processes: in the storm
    tests."""
    case.arm("reset_after")
    case.place_order()

    def rival() -> None:
        case.resolve(2 * SOON)

    case.meanwhile(rival, "*", "GET", after=True)
    case.resolve(SOON)

    found = AttemptEvent.objects.filter(cause__in=(Cause.FOUND_PLACED, Cause.FOUND_UNPAID))
    assert found.count() == 1
    assert PlacedOrder.objects.count() == 1
    case.ends_ordered(3 * SOON)


def test_row_39_two_reconcilers_look_up_once_in_two_seconds(case: Case) -> None:
    case.arm("reset_after")
    case.place_order()
    with case.blind(), case.at(SOON):
        resolve_due()
        looked = len(case.world.ledger.calls)
        OrderAttempt.objects.update(next_look_up_at=timezone.now())
        resolve_due()

    assert len(case.world.ledger.calls) == looked
    case.ends_ordered(2 * SOON)
