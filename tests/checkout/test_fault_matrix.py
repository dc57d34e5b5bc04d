"""The fault matrix, rows 10 to 29 and 40: what the upstream does to a submission, or does not.

What a row asserts stands in ``case.py``; after each one it is asked again whether anything was ordered twice, and
whether anybody was told that there is no order while there was one.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django.asserts import assertContains

from checkout.models import AttemptEvent, OrderAttempt, Refusal, State, Step
from checkout.orders.causes import Cause
from sandbox.transport import SandboxAdapter
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from storefront.upstream.pools import POOLS
from tests.checkout.case import (
    CALL,
    CHECKING,
    CHECKING_PAYMENT,
    CLOSED_FOR_LONG,
    LONG,
    SOON,
    THANKS,
    UNPAID,
    WORKER_IS_GONE,
    Case,
)
from tests.houses import US_ADDRESS
from tests.world import UPSTREAMS, Shopper, World, state_of

pytestmark = pytest.mark.slow


def the_answer_is_lost(case: Case, kind: str, **how: Any) -> None:
    """The order is there, nobody has told us, and the first look-up finds it."""
    case.arm(kind, **how)

    case.place_order()

    case.is_in_question(orders=1)
    case.ends_ordered()


def test_row_10_the_answer_is_lost_after_the_commit(case: Case) -> None:
    the_answer_is_lost(case, "reset_after")


@pytest.mark.parametrize("html", [False, True], ids=["json", "gateway's page"])
def test_row_11_an_error_of_theirs_after_the_commit(case: Case, html: bool) -> None:
    the_answer_is_lost(case, "error_after", status=502, html=html)


@pytest.mark.parametrize("status", [500, 503])
def test_row_12_an_error_of_theirs_before_the_commit(case: Case, status: int) -> None:
    case.arm("error_before", status=status)

    case.place_order()

    case.is_in_question(orders=0)
    case.ends_without_an_order()


def test_row_12_what_was_certainly_not_placed_can_be_ordered_again_in_a_new_cart(case: Case) -> None:
    if not case.house.closes_carts:
        pytest.skip("never certain where no cart can be closed: row 12 ends with the clinic")
    case.arm("error_before")
    case.place_order()
    case.ends_without_an_order()

    with case.at(CLOSED_FOR_LONG):
        assertContains(case.shopper.get("/cart/"), case.house.product)
        case.shopper.place_order()

    again = OrderAttempt.objects.latest("created_at")
    assert (again.state, again.pk != case.attempt.pk) == (State.PLACED, True)
    assert case.attempt.state == State.REFUSED
    case.did(orders=1, charges=1, acts=2)


def test_row_13_a_gateway_times_out_and_the_commit_comes_later(case: Case) -> None:
    """After a look-up that found nothing, and before the cart is closed."""
    case.arm("late")

    case.place_order()

    case.is_in_question(orders=0)
    assert case.world.release() == 1
    case.did(orders=1, charges=0 if case.house.pay_call else 1, acts=1, payments=0)
    case.ends_ordered()


def test_row_13_a_commit_that_comes_after_empty_look_ups(case: Case) -> None:
    """A closed cart makes no order, however late it is asked to. Where no cart can be closed, nothing is concluded
    from look-ups that found nothing, and the late order is found."""
    case.arm("late")
    case.place_order()
    case.resolve(SOON)
    case.knows(State.UNKNOWN)

    assert case.world.release() == 1

    if not case.house.closes_carts:
        case.ends_ordered(WORKER_IS_GONE)
        return
    case.did(orders=0, charges=0, acts=1)
    case.ends_without_an_order()


def test_row_14_no_answer_in_time_after_the_commit(case: Case) -> None:
    the_answer_is_lost(case, "hang_after", seconds=60)


def test_row_15_an_answer_that_drips_in_is_given_up_at_the_deadline(case: Case, settings: Any, world: World) -> None:
    """Each byte comes well within the read time-out: only the deadline for everything ends it. Real seconds here; that
    a socket is given up in the middle of an answer is shown in ``tests/upstream/test_wire_sockets.py``."""
    settings.UPSTREAM_TOTAL_TIMEOUT = 1.0
    started = time.monotonic()

    def slowly(seconds: float) -> None:
        if time.monotonic() - started < 2:
            time.sleep(seconds)

    case.arm("drip", seconds=0.05)
    case.meanwhile(lambda: POOLS.mount(UPSTREAMS, SandboxAdapter(world, sleep=slowly)), "*", "GET")

    case.place_order()

    case.is_in_question(orders=1)
    case.ends_ordered()


def test_row_16_html_instead_of_an_order(case: Case) -> None:
    the_answer_is_lost(case, "garbage")


def test_row_17_half_of_an_answer(case: Case) -> None:
    the_answer_is_lost(case, "truncated")


STRANGERS = {  # the act's answer, the route of the look-up, and its answer: all say that the order is another patient's
    "harbour": ({"customer": "pat-other"}, "*/payments", {"orders": {"customer": "pat-other"}}),
    "meadow": ({"patient": {"id": "pat-other"}}, "*/charge/get/*", {"patient": {"id": "pat-other"}}),
    "summit": (
        {"data": {"relationships": {"account": {"data": {"id": "other"}}}}},
        "*/orders",
        {"data": {"relationships": {"account": {"data": {"id": "other"}}}}},
    ),
}


def test_row_18_an_order_of_another_patient_is_for_staff(case: Case) -> None:
    answer, route, found = STRANGERS[case.house.slug]
    case.arm("patch", payload=answer)
    case.world.faults.arm("patch", method="GET", path=route, payload=found, times=None)

    case.place_order()

    case.knows(State.UNKNOWN)
    noted = AttemptEvent.objects.get(cause="no_usable_answer")
    assert noted.error_class in ("Unreadable", "OutcomeUnknown")
    assert noted.request_id
    case.reads("unknown", CHECKING)
    for after in (WORKER_IS_GONE, CLOSED_FOR_LONG, LONG):
        case.resolve(after)
    case.knows(State.REVIEW)
    case.reads("review", CALL, LONG)
    case.did(orders=1, charges=0 if case.house.pay_call else 1, acts=1, payments=0)
    assert AttemptEvent.objects.filter(to_state=State.REVIEW, cause=Cause.NOT_RESOLVED).count() == 1


TOTALS = {
    "harbour": {"totalAmount": 999},
    "meadow": {"total": 99900, "totalOutstanding": 99900},
    "summit": {"data": {"meta": {"display_price": {"with_tax": {"amount": 99900}}}}},
}


def test_row_18_another_total_is_told_and_never_paid_without_asking(case: Case) -> None:
    """The order is this patient's and exists, so it is not put in question. Where it is charged with the order, the
    page says what was charged and an event is there for staff; where paying comes next, the patient is asked first."""
    case.arm("patch", payload=TOTALS[case.house.slug])

    case.place_order()

    if not case.house.pay_call:
        case.knows(State.PLACED)
        assert case.attempt.charged_minor == 99900
        assert AttemptEvent.objects.filter(cause="total_differs").count() == 1
        case.reads("placed", THANKS)
        case.did(orders=1, charges=1, acts=1)
        return
    case.knows(State.OPEN, Step.PAY, Refusal.COSTS_MORE)
    page = case.reads("payment", "The order costs more than you were shown, so nothing was charged.")
    assertContains(page, "You were shown")
    case.did(orders=1, charges=0, acts=1, payments=0)


@pytest.mark.parametrize("status", [302, 303, 307, 308])
def test_row_19_a_redirect_is_never_followed(case: Case, status: int) -> None:
    """Not even to the upstream itself, where it would be answered."""
    case.arm("redirect", status=status, location=f"{UPSTREAMS}/{case.house.kind}/followed")

    case.place_order()

    assert not any("followed" in call.request.path for call in case.world.ledger.calls)
    case.is_in_question(orders=0)
    case.ends_without_an_order()


def test_row_20_too_many_requests(case: Case) -> None:
    case.arm("status", status=429)

    case.place_order()

    case.knows(State.REFUSED, refusal=Refusal.BUSY)
    case.reads("refused", "very busy right now, and no order was placed")
    case.did(orders=0, charges=0, acts=1, payments=0)
    case.place_order()
    case.is_placed(acts=2)


DECLINED = {"errors": [{"status": "422", "title": "Declined", "detail": "The card was declined"}]}


def test_row_21_a_declined_card(case: Case) -> None:
    """Where paying is a step of its own, the order stands and is paid another way."""
    if case.house.slug == "summit":
        case.arm("status", case.house.pay_call, status=422, payload=DECLINED)
    else:
        case.shopper.choose("0002", US_ADDRESS if case.house.slug == "meadow" else None)
        case.form = case.shopper.review_form()

    case.place_order()

    if not case.house.pay_call:
        case.knows(State.REFUSED, refusal=Refusal.DECLINED)
        case.reads("refused", "Your payment was declined, and no order was placed")
        case.did(orders=0, charges=0, acts=1)
        case.said_no = False  # of that card: another one may pay
        case.shopper.choose("4242")
        case.form = case.shopper.review_form()
        case.place_order()
        case.is_placed(acts=2)
        return
    assert (case.attempt.state, case.attempt.step) == (State.REFUSED, Step.PAY)
    case.reads("payment", UNPAID)
    case.did(orders=1, charges=0, acts=1, payments=1)
    case.pay()
    case.knows(State.PLACED, Step.PAY)
    case.did(orders=1, charges=1, acts=1, payments=2)


@pytest.mark.parametrize("approves", [True, False])
def test_row_22_the_bank_asks(shopper: Shopper, world: World, approves: bool) -> None:
    """At CarePortals, where the order itself stops for it. The others order first, and their banks and hosted forms
    are about the payment of an order that stands."""
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    page = shopper.get(shopper.place_order()["Location"])
    attempt = shopper.attempt()
    assert (state_of(page), attempt.state, attempt.step) == ("payment", State.SENT, Step.CONFIRM)
    assertContains(page, "Nothing is charged before you confirm")
    assert world.ledger.acts == []

    bank = attempt.sealed_away()["bank"]["redirect_url"]
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=approves)
    with time_machine.travel(attempt.created_at + SOON, tick=False):
        for _ in range(2):
            page = shopper.get(shopper.post(f"/orders/{attempt.pk}/confirm/")["Location"])

    attempt.refresh_from_db()
    assert (state_of(page), attempt.state) == (("placed", State.PLACED) if approves else ("refused", State.REFUSED))
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == int(approves)


def test_row_23_the_sign_in_is_over_before_the_act(case: Case) -> None:
    """At Decoda nobody signs in: there it is the clinic's key, as in row 38."""
    case.arm("status", status=401)

    submitted = case.place_order()

    case.did(orders=0, charges=0, acts=1, payments=0)
    if case.house.kind == "decoda":
        case.knows(State.REFUSED, refusal=Refusal.UNAVAILABLE)
        case.reads("refused", "Orders are not possible right now, and none was placed")
        return
    assert submitted["Location"].startswith("/login/")
    case.knows(State.REFUSED, refusal=Refusal.SIGNED_OUT)
    case.shopper.sign_in(case.house.email, case.house.password)
    assertContains(case.shopper.get("/cart/"), case.house.product)
    case.form = case.shopper.review_form()
    case.place_order()
    case.is_placed(acts=2)


def test_row_24_the_sign_in_is_over_before_the_look_up(case: Case, world: World) -> None:
    """Where a look-up needs the patient's token, the patient is asked to sign in, and that looks it up."""
    case.arm("reset_after")
    case.place_order()
    case.is_in_question(orders=1)
    if case.house.kind != "careportals":
        world.clock.advance(2 * 24 * 3600)
        with case.at(timedelta(days=2)):
            assert case.shopper.get(case.path)["Location"].startswith("/login/")
        case.ends_ordered(timedelta(days=2))
        return
    world.set_option("careportals", "expire-tokens")

    case.resolve(SOON)
    case.knows(State.UNKNOWN)
    with case.at(2 * SOON):
        assert case.shopper.get(case.path)["Location"] == f"/login/?next=%2Forders%2F{case.attempt.pk}%2F"
    case.knows(State.UNKNOWN)

    case.reads("placed", THANKS, 3 * SOON)
    case.is_placed(3 * SOON)


def test_row_24_nobody_signs_in_again(case: Case, world: World) -> None:
    if case.house.kind != "careportals":
        pytest.skip("look-ups need no patient there")
    case.arm("reset_after")
    case.place_order()
    world.set_option("careportals", "expire-tokens")

    case.resolve(LONG)

    case.knows(State.REVIEW)
    case.did(orders=1, charges=1, acts=1)
    case.reads("placed", THANKS, LONG + SOON)


@pytest.mark.parametrize("status", [404, 409])
def test_row_25_the_act_is_answered_as_if_it_were_done_already(case: Case, status: int) -> None:
    """And it is not: only looking tells."""
    case.arm("status", status=status)

    case.place_order()

    case.is_in_question(orders=0)
    case.ends_without_an_order()


@pytest.mark.parametrize("status", [404, 409])
def test_row_25_the_act_is_answered_as_done_already_and_it_is(case: Case, status: int) -> None:
    """Decoda is asked at once what its cart became."""
    case.arm("error_after", status=status)

    case.place_order()

    if case.house.kind != "decoda":
        case.is_in_question(orders=1)
        case.ends_ordered()
    case.is_placed(SOON)


def test_row_26_no_connection(case: Case) -> None:
    case.arm("refused")

    case.place_order()

    case.knows(State.OPEN, refusal=Refusal.UNREACHABLE)
    case.reads("refused", "nothing was sent")
    case.did(orders=0, charges=0, acts=1, payments=0)  # the sandbox notes a call that did not come through
    case.place_order()
    case.is_placed(acts=2)


def test_row_27_an_hour_without_the_upstream(case: Case, world: World) -> None:
    """Nothing is claimed, and soon nothing is even tried: the answer is there at once."""
    world.faults.arm("refused", times=None)
    for _ in range(5):
        page = case.place_order()
    seen = len(world.ledger.calls)

    page = case.place_order()

    assert len(world.ledger.calls) == seen
    assertContains(page, "We cannot reach the clinic&#x27;s shop right now.", status_code=503)
    assertContains(page, "Your cart is safe.", status_code=503)
    assert page["Retry-After"]
    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0, payments=0)
    assert not AttemptEvent.objects.exists()
    case.calm()
    case.place_order()
    case.is_placed()


def test_row_28_the_look_up_is_down(case: Case) -> None:
    """For twenty minutes; a look-up that fails changes nothing."""
    case.arm("reset_after")
    case.place_order()

    with case.blind():
        for minutes in (1, 5, 12, 20):
            case.resolve(timedelta(minutes=minutes))
            case.reads("unknown", CHECKING, timedelta(minutes=minutes, seconds=5))

    assert case.attempt.cart_closed_at is None
    case.ends_ordered(timedelta(minutes=45))


NOT_YET: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "harbour": [("*/payments", {"kind": "status", "status": 404})],
    "meadow": [("*/charge/table*", {"kind": "patch", "payload": {"data": [], "total": 0}})],
    "summit": [("*/orders", {"kind": "patch", "payload": {"data": []}})],
}


def test_row_29_the_look_up_lags_behind(case: Case, world: World) -> None:
    """It says "nothing" although the order is there. Cart closed or not, that is not the end: it is looked up again."""
    case.arm("reset_after")
    case.place_order()
    for path, how in NOT_YET[case.house.slug]:
        world.faults.arm(path=path, method="GET", times=None, **how)
    if case.house.kind == "decoda":
        draft = {"status": "DRAFT", "convertedChargeId": None}
        world.faults.arm("patch", path="*/billing/cart/*", method="GET", times=2, payload=draft)

    case.resolve(SOON)

    case.knows(State.UNKNOWN)
    case.calm()
    case.ends_ordered(timedelta(seconds=90))


def test_row_38_the_clinics_key_is_revoked_before_the_order_is_placed(
    case: Case, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is claimed; staff find it in the log."""
    if case.house.kind == "careportals":
        world.set_option("careportals", "revoke")
    elif case.house.kind == "decoda":
        world.faults.arm("status", status=401, times=None)
    else:
        TOKEN_CACHE.clear()
        world.faults.arm("status", path="*/oauth/access_token", status=401, times=None)

    page = case.place_order()

    assertContains(page, "This shop is not available right now. Please contact the clinic.", status_code=503)
    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0, payments=0)
    assert "upstream_failed" in caplog.messages


def test_row_38_the_clinics_key_is_revoked_between_the_page_and_the_act(case: Case, world: World) -> None:
    """CarePortals and Decoda say so; at Elastic Path a key ends with its token (row 23)."""
    if case.house.kind == "elasticpath":
        pytest.skip("as in row 23")
    if case.house.kind == "careportals":
        case.meanwhile(lambda: world.set_option("careportals", "revoke"))
    else:
        case.arm("status", status=401)

    case.place_order()

    assert case.attempt.state == State.REFUSED
    page = case.page()
    assert state_of(page) == "refused"
    assertContains(page, "contact the clinic")
    case.did(orders=0, charges=0, acts=1, payments=0)


def test_row_40_the_answer_to_the_payment_is_lost(case: Case) -> None:
    """The order is told as placed, its payment as being checked; nothing is paid a second time."""
    if not case.house.pay_call:
        pytest.skip("orders and charges in one: row 10")
    case.arm("reset_after", case.house.pay_call)

    case.place_order()

    assert (case.attempt.state, case.attempt.step) == (State.UNKNOWN, Step.PAY)
    with case.blind():
        case.reads("unknown", CHECKING_PAYMENT)
    case.did(orders=1, charges=1, acts=1, payments=1)
    case.resolve(SOON)
    case.is_placed(SOON)


def test_row_40_the_payment_was_never_made(case: Case) -> None:
    """A look-up that finds no payment is no proof that none is coming: a person decides."""
    if not case.house.pay_call:
        pytest.skip("orders and charges in one: row 12")
    case.arm("error_before", case.house.pay_call)

    case.place_order()

    assert (case.attempt.state, case.attempt.step) == (State.UNKNOWN, Step.PAY)
    for after in (WORKER_IS_GONE, CLOSED_FOR_LONG, LONG):
        case.resolve(after)
        case.reads("review" if after == LONG else "unknown", CALL if after == LONG else CHECKING_PAYMENT, after)
    assert case.attempt.cart_closed_at is None
    case.did(orders=1, charges=0, acts=1, payments=1)
