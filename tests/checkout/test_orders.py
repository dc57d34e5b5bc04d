"""The submission and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import AttemptEvent, OrderAttempt, PlacedOrder, State
from checkout.orders.causes import Cause
from checkout.orders.lookups import resolve_due
from tests.world import SWAP, Shopper, World, state_of

TEA = "Calm Evening Magnesium"  # 34.00
FINALIZE = "*/finalize"
PAYMENTS = "*/payments"


@pytest.fixture
def ready(shopper: Shopper, world: World) -> Shopper:
    """One submission away from an order of 68.00."""
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.choose("4242")
    return shopper


def orders(world: World) -> int:
    return len(world.ledger.orders())


def finalize_calls(world: World) -> int:
    return sum(call.endswith("/finalize") for call in world.calls())


def test_submitting_orders_what_was_shown_and_lands_on_the_order(ready: Shopper, world: World) -> None:
    submitted = ready.place_order()

    attempt = ready.attempt()
    assert (submitted.status_code, submitted["Location"]) == (303, f"/orders/{attempt.pk}/")
    assert attempt.state == State.PLACED
    assert attempt.shown_total == attempt.charged_total
    assert PlacedOrder.objects.get().attempt == attempt
    assert orders(world) == finalize_calls(world) == 1
    page = ready.get(submitted["Location"])
    assert state_of(page) == "placed"
    assertContains(page, attempt.reference)
    assertContains(page, TEA)
    assertNotContains(page, "<title>" + TEA)


def test_a_placed_attempt_keeps_no_address_and_no_token(ready: Shopper) -> None:
    ready.place_order()

    assert ready.attempt().sealed == ""


def test_every_later_submission_shows_the_same_order(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    first = ready.post("/checkout/review/", form)

    again = ready.post("/checkout/review/", form)
    swapped = ready.post("/checkout/review/", form, headers=SWAP)

    assert again["Location"] == first["Location"]
    assert swapped["HX-Redirect"] == first["Location"]
    assert orders(world) == finalize_calls(world) == 1


def test_the_cart_is_empty_after_the_order(ready: Shopper) -> None:
    ready.place_order()

    assertContains(ready.get("/cart/"), "There is nothing in it yet")


def test_the_coupon_that_the_page_showed_is_sent_with_the_order(ready: Shopper, world: World) -> None:
    ready.post("/cart/coupon/", {"code": "NEW20"})

    ready.place_order()

    assert ready.attempt().charged_total == ready.attempt().shown_total
    assert ready.attempt().shown_minor == 5440


def test_a_declined_card_says_so_keeps_everything_and_another_card_pays(ready: Shopper, world: World) -> None:
    ready.choose("0002")

    page = ready.get(ready.place_order()["Location"])

    assert state_of(page) == "refused"
    assertContains(page, "Your payment was declined")
    assert orders(world) == 0
    ready.choose("4242")
    ready.place_order()
    assert ready.attempt().state == State.PLACED
    assert OrderAttempt.objects.count() == orders(world) == 1


def test_a_price_that_went_up_is_shown_before_anything_is_charged(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    world.set_option("careportals", "price", product="HH-MAG-120", price="40.00")

    page = ready.post("/checkout/review/", form)

    assertContains(page, "$68.00", status_code=409)
    assertContains(page, "$80.00", status_code=409)
    assert finalize_calls(world) == 0
    assert ready.attempt().state == State.OPEN
    ready.place_order()
    assert ready.attempt().charged_minor == 8000


def test_a_price_that_went_down_goes_through_and_is_told(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    world.set_option("careportals", "price", product="HH-MAG-120", price="30.00")

    page = ready.get(ready.post("/checkout/review/", form)["Location"])

    assert state_of(page) == "placed"
    assertContains(page, "you pay the lower one")
    assert ready.attempt().charged_minor == 6000


def test_another_quantity_in_another_tab_asks_again(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    ready.post(f"/cart/lines/{ready.lines()[TEA]}/", {"quantity": "1"})

    assert ready.post("/checkout/review/", form).status_code == 409
    assert finalize_calls(world) == 0


def test_a_coupon_that_fell_away_asks_again(ready: Shopper, world: World) -> None:
    ready.post("/cart/coupon/", {"code": "NEW20"})
    form = ready.review_form()
    world.set_option("careportals", "coupon-ends", code="NEW20")

    page = ready.post("/checkout/review/", form)

    assertContains(page, "$68.00", status_code=409)
    assert finalize_calls(world) == 0


@pytest.mark.parametrize("typed", ["", "abc", "-5", "9" * 30, "0", "６８００"])
def test_a_forged_total_is_never_consent(ready: Shopper, world: World, typed: str) -> None:
    form = ready.review_form()

    ready.post("/checkout/review/", form | {"shown_total": typed})

    assert finalize_calls(world) == 0


@pytest.mark.parametrize("attempt", ["", "1", "not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_is_not_mine_does_not_exist(ready: Shopper, world: World, attempt: str) -> None:
    assert ready.post("/checkout/review/", ready.review_form() | {"attempt": attempt}).status_code == 404
    assert finalize_calls(world) == 0


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "garbage", "truncated"])
def test_a_lost_answer_is_never_failed_and_resolved_by_a_look_up(ready: Shopper, world: World, fault: str) -> None:
    form = ready.review_form()
    world.faults.arm(fault, path=FINALIZE, times=1, seconds=60)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)

    waiting = ready.get(ready.post("/checkout/review/", form)["Location"])

    assert state_of(waiting) == "unknown"
    assertContains(waiting, "Please do not order again")
    assertContains(waiting, ready.attempt().reference)
    world.faults.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        resolved = ready.get(f"/orders/{ready.attempt().pk}/")
    assert state_of(resolved) == "placed"
    assert orders(world) == finalize_calls(world) == 1


def test_the_command_resolves_what_nobody_looks_up(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    ready.post("/checkout/review/", form)
    assert ready.attempt().state == State.UNKNOWN

    assert resolve_due(timezone.now() + timedelta(seconds=10)) == 1

    assert ready.attempt().state == State.PLACED
    assert ready.attempt().sealed == ""


def test_an_error_before_the_order_stays_in_question_and_goes_to_staff(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    world.faults.arm("error_before", path=FINALIZE, times=1)
    ready.post("/checkout/review/", form)

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        resolve_due()

    assert ready.attempt().state == State.REVIEW
    assert finalize_calls(world) == 1


def test_what_never_left_can_be_submitted_again(ready: Shopper, world: World) -> None:
    form = ready.review_form()
    world.faults.arm("refused", path=FINALIZE, times=1)

    page = ready.get(ready.post("/checkout/review/", form)["Location"])

    assert state_of(page) == "refused"
    assertContains(page, "nothing was sent")
    ready.place_order()
    assert ready.attempt().state == State.PLACED
    assert orders(world) == 1


def test_while_an_order_is_in_question_the_cart_cannot_change_and_no_other_is_sent(
    ready: Shopper, world: World
) -> None:
    form = ready.review_form()
    line = ready.lines()[TEA]
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)
    location = ready.post("/checkout/review/", form)["Location"]

    for path, data in [
        (f"/cart/lines/{line}/", {"quantity": "5"}),
        (f"/cart/lines/{line}/remove/", {}),
        ("/cart/coupon/", {"code": "NEW20"}),
        ("/checkout/review/", form),
    ]:
        assert ready.post(path, data)["Location"] == location
    assertContains(ready.get("/cart/"), ready.attempt().reference)
    assert finalize_calls(world) == 1


def test_two_browsers_of_one_patient_have_one_open_question(ready: Shopper, world: World) -> None:
    other = Shopper(ready.host)
    other.add("Crème Apaisante Visage")
    other.sign_in()
    other.choose("4242")
    others_form = other.review_form()
    form = ready.review_form()
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)
    ready.post("/checkout/review/", form)

    submitted = other.post("/checkout/review/", others_form)

    assert submitted["Location"] == f"/orders/{OrderAttempt.objects.get(state=State.UNKNOWN).pk}/"
    assert finalize_calls(world) == 1


def test_a_bank_that_asks_is_answered_and_the_order_placed(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()

    page = shopper.get(shopper.place_order()["Location"])

    assert state_of(page) == "payment"
    assert orders(world) == 0
    bank = shopper.attempt().sealed_away()["bank"]["redirect_url"]
    assertContains(page, bank)
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=True)
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        confirmed = shopper.post(f"/orders/{shopper.attempt().pk}/confirm/")
    assert state_of(shopper.get(confirmed["Location"])) == "placed"
    assert orders(world) == 1


def test_orders_of_other_patients_and_other_clinics_do_not_exist(ready: Shopper, make_clinic: object) -> None:
    ready.place_order()
    path = f"/orders/{ready.attempt().pk}/"
    stranger = Shopper(ready.host)
    stranger.sign_in("cy@harbour.example")

    assert stranger.get(path).status_code == 404
    assertNotContains(stranger.get("/orders/"), ready.attempt().reference)
    assert Shopper(ready.host).get(path)["Location"].startswith("/login/")


def test_the_order_is_found_on_any_device(ready: Shopper) -> None:
    ready.place_order()
    telephone = Shopper(ready.host)
    telephone.sign_in()

    assertContains(telephone.get("/orders/"), ready.attempt().reference)
    assert state_of(telephone.get(f"/orders/{ready.attempt().pk}/")) == "placed"


def test_every_step_of_an_attempt_is_written_down(ready: Shopper) -> None:
    ready.choose("0002")
    ready.place_order()
    ready.choose("4242")
    ready.place_order()

    assert list(AttemptEvent.objects.values_list("to_state", "cause")) == [
        ("sent", Cause.PLACE_SUBMITTED),
        ("refused", "refused"),
        ("sent", Cause.PLACE_SUBMITTED),
        ("placed", "answered"),
    ]


def test_the_steps_cannot_be_skipped(shopper: Shopper, world: World) -> None:
    assert shopper.get("/checkout/review/")["Location"] == "/login/?next=%2Fcheckout%2Freview%2F"
    shopper.add(TEA)
    shopper.sign_in()

    assert shopper.get("/checkout/")["Location"] == "/checkout/details/"
    assert shopper.get("/checkout/review/")["Location"] == "/checkout/details/"
    assert shopper.get("/checkout/payment/")["Location"] == "/checkout/details/"
    assert shopper.post("/checkout/review/", {"attempt": "x"}).status_code == 404
    assert finalize_calls(world) == 0
