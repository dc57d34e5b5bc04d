"""The fault matrix, rows 1 to 6, 36 and 37: what patients do, and what changes between the page and the submission."""

from __future__ import annotations

from copy import deepcopy

import pytest
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from checkout.orders import transitions
from storefront.clinics.models import Coupon
from tests.checkout.case import CHECKING, THANKS, Case
from tests.checkout.tampering import before
from tests.houses import go_to_the_button
from tests.world import SWAP, Shopper, World, state_of

pytestmark = pytest.mark.slow


def another_window(case: Case) -> Shopper:
    """The same browser session."""
    window = Shopper(case.shopper.host)
    window.browser.cookies = case.shopper.browser.cookies
    return window


def another_device(case: Case) -> Shopper:
    """The same patient, in a session of its own."""
    device = Shopper(case.shopper.host)
    device.sign_in(case.house.email, case.house.password)
    return device


def test_row_01_a_second_submission_while_the_first_is_being_sent(case: Case) -> None:
    """A double click, or Enter twice: the second meets the claim of the first. In threads, and fifty of them, in the
    storm tests."""
    second: list[str] = []
    window = another_window(case)
    case.meanwhile(lambda: second.append(window.post("/checkout/review/", case.form)["Location"]))

    first = case.place_order()

    assert second == [first["Location"]] == [case.path]
    case.is_placed()


def test_row_01_a_second_submission_that_overtakes_the_first(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has looked whether it may be sent and has not claimed yet; the second does everything meanwhile."""
    window = another_window(case)
    before(monkeypatch, transitions, "attempt_for", lambda: window.post("/checkout/review/", case.form))

    case.place_order()

    case.is_placed()


def test_row_02_two_tabs_with_the_same_cart(case: Case) -> None:
    """The second tab shows the order that the first one made, whether it is submitted as a page or as a swap."""
    tab = another_window(case)
    form = tab.review_form()
    case.place_order()

    assert tab.post("/checkout/review/", form)["Location"] == case.path
    assert tab.post("/checkout/review/", form, headers=SWAP)["HX-Redirect"] == case.path

    assert state_of(tab.get(case.path)) == "placed"
    case.is_placed()


def test_row_03_two_carts_and_the_first_is_still_in_question(case: Case) -> None:
    """The database lets one order of a patient be in question; the second cart stays as it is."""
    device = another_device(case)
    go_to_the_button(device, case.house)
    form = device.review_form()
    if form["attempt"] == case.form["attempt"]:
        pytest.skip("the upstream keeps one cart for a patient")
    case.arm("reset_after")
    case.place_order()

    with case.blind():
        submitted = device.post("/checkout/review/", form)
        assert submitted["Location"] == case.path
        page = device.get(case.path)

    assertContains(page, "still being checked")
    assertContains(page, CHECKING)
    second = OrderAttempt.objects.get(pk=form["attempt"])
    assert (second.state, second.try_number) == (State.OPEN, 0)
    case.is_in_question(orders=1)
    case.ends_ordered()
    second.refresh_from_db()
    assert second.state == State.OPEN


def test_row_04_back_after_success_and_submitted_again(case: Case) -> None:
    case.place_order()
    case.shopper.get(case.path)

    assert case.place_order()["Location"] == case.path

    case.is_placed()


def test_row_05_the_answer_is_reloaded(case: Case) -> None:
    """The answer to the submission is a 303, so a reload asks for the order's page and sends nothing."""
    submitted = case.place_order()

    assert submitted.status_code == 303
    for _ in range(3):
        assert state_of(case.shopper.get(submitted["Location"])) == "placed"
    case.is_placed()


def test_row_06_the_browser_is_closed_during_the_call(case: Case) -> None:
    """Nobody reads the answer: neither its page nor its cookies. The order is on the list on any device."""
    cookies = deepcopy(case.shopper.browser.cookies)
    case.place_order()
    case.shopper.browser.cookies = cookies

    for back in (case.shopper, another_device(case)):
        assertContains(back.get("/orders/"), case.attempt.reference)
        assertContains(back.get(case.path), THANKS)
    case.is_placed()


def test_row_06_the_browser_is_closed_and_the_answer_is_lost(case: Case) -> None:
    case.arm("reset_after")
    case.place_order()

    device = another_device(case)
    with case.blind():
        assertContains(device.get("/orders/"), case.attempt.reference)
        assertContains(device.get(case.path), CHECKING)
    case.is_in_question(orders=1)
    case.ends_ordered()


def dearer(world: World, slug: str) -> None:
    if slug == "harbour":
        world.set_option("careportals", "price", product="HH-CRM-050", price="199.00")
    else:
        world.set_option("elasticpath", "price", sku="SM-ROLL-45", amount=19900)


def test_row_36_the_price_rose_since_the_page(case: Case, world: World) -> None:
    """Both totals are shown; only submitting again is consent. Decoda keeps the price that a line was added at."""
    if case.house.kind == "decoda":
        world.set_option("decoda", "price", item="item-mineral-sunscreen", price=9900)
        case.place_order()
        case.is_placed()
        return
    shown = case.attempt.shown_total
    dearer(world, case.house.slug)

    page = case.place_order()

    assert page.status_code == 409
    case.knows(State.OPEN)
    case.did(orders=0, charges=0, acts=0, payments=0)
    now = case.attempt.shown_total
    assert now > shown
    for total in (shown, now):
        assertContains(page, f"{total.amount:.2f}", status_code=409)
    case.form = case.shopper.review_form()
    case.place_order()
    case.is_placed()


def test_row_37_the_coupon_fell_away(case: Case, world: World) -> None:
    case.shopper.post("/cart/coupon/", {"code": case.house.coupon})
    case.shopper.get("/cart/")
    case.form = case.shopper.review_form()
    if case.house.kind == "careportals":
        world.set_option("careportals", "coupon-ends", code=case.house.coupon)
    elif case.house.kind == "decoda":
        Coupon.objects.all().delete()
    else:
        world.set_option("elasticpath", "promotion", code=case.house.coupon, percent=0, seconds=-1)

    page = case.place_order()

    assertContains(page, "no longer valid", status_code=409)
    assert case.attempt.state == State.OPEN
    case.did(orders=0, charges=0, acts=0, payments=0)
    case.form = case.shopper.review_form()
    case.place_order()
    assert case.attempt.state == State.PLACED
    case.did(orders=1, charges=1, acts=1)
