"""The review page: what it shows is what is ordered, and only once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, PlacedOrder, State
from checkout.orders.promise import Promise
from storefront.upstream.types import Interval
from tests.checkout.harbour import TEA, finalize_calls, orders
from tests.world import ADDRESS, SWAP, Shopper, World, state_of


def changed(promise: str, product_ref: str, **facts: Any) -> str:
    """The same promise, with other facts about one item."""
    shown = Promise.load(promise)
    assert shown
    items = (replace(item, **facts) if item.product_ref == product_ref else item for item in shown.items)
    return replace(shown, items=tuple(items)).dump()


def test_submitting_orders_what_was_shown_and_lands_on_the_order(ana: Shopper, world: World) -> None:
    submitted = ana.place_order()

    attempt = ana.attempt()
    assert (submitted.status_code, submitted["Location"]) == (303, f"/orders/{attempt.pk}/")
    assert attempt.state == State.PLACED
    assert attempt.shown_total == attempt.charged_total
    assert PlacedOrder.objects.get().attempt == attempt
    assert orders(world) == finalize_calls(world) == 1
    page = ana.get(submitted["Location"])
    assert state_of(page) == "placed"
    assertContains(page, attempt.reference)
    assertContains(page, TEA)
    assertNotContains(page, "<title>" + TEA)


def test_every_later_submission_shows_the_same_order(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    first = ana.post("/checkout/review/", form)

    again = ana.post("/checkout/review/", form)
    swapped = ana.post("/checkout/review/", form, headers=SWAP)

    assert again["Location"] == first["Location"]
    assert swapped["HX-Redirect"] == first["Location"]
    assert orders(world) == finalize_calls(world) == 1


def test_the_cart_is_empty_after_the_order(ana: Shopper) -> None:
    ana.place_order()

    assertContains(ana.get("/cart/"), "There is nothing in it yet")


def test_the_coupon_that_the_page_showed_is_sent_with_the_order(ana: Shopper, world: World) -> None:
    ana.post("/cart/coupon/", {"code": "NEW20"})

    ana.place_order()

    assert ana.attempt().charged_total == ana.attempt().shown_total
    assert ana.attempt().shown_minor == 5440


def test_a_declined_card_says_so_keeps_everything_and_another_card_pays(ana: Shopper, world: World) -> None:
    ana.choose("0002")

    page = ana.get(ana.place_order()["Location"])

    assert state_of(page) == "refused"
    assertContains(page, "Your payment was declined")
    assert orders(world) == 0
    ana.choose("4242")
    ana.place_order()
    assert ana.attempt().state == State.PLACED
    assert OrderAttempt.objects.count() == orders(world) == 1


def test_a_price_that_went_up_is_shown_before_anything_is_charged(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    world.set_option("careportals", "price", product="HH-MAG-120", price="40.00")

    page = ana.post("/checkout/review/", form)

    assertContains(page, "$68.00", status_code=409)
    assertContains(page, "$80.00", status_code=409)
    assert finalize_calls(world) == 0
    assert ana.attempt().state == State.OPEN
    ana.place_order()
    assert ana.attempt().charged_minor == 8000


def test_a_price_that_went_down_goes_through_and_is_told(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    world.set_option("careportals", "price", product="HH-MAG-120", price="30.00")

    page = ana.get(ana.post("/checkout/review/", form)["Location"])

    assert state_of(page) == "placed"
    assertContains(page, "you pay the lower one")
    assert ana.attempt().charged_minor == 6000


def test_another_quantity_in_another_tab_asks_again(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    ana.post(f"/cart/lines/{ana.lines()[TEA]}/", {"quantity": "1"})

    assert ana.post("/checkout/review/", form).status_code == 409
    assert finalize_calls(world) == 0


def test_a_coupon_that_fell_away_asks_again(ana: Shopper, world: World) -> None:
    ana.post("/cart/coupon/", {"code": "NEW20"})
    form = ana.review_form()
    world.set_option("careportals", "coupon-ends", code="NEW20")

    page = ana.post("/checkout/review/", form)

    assertContains(page, "$68.00", status_code=409)
    assert finalize_calls(world) == 0


@pytest.mark.parametrize("typed", ["", "abc", "{}", "[]", "null", '{"total": 1}', "9" * 100_000])
def test_a_form_without_a_promise_is_never_consent(ana: Shopper, world: World, typed: str) -> None:
    form = ana.review_form()

    page = ana.post("/checkout/review/", form | {"promise": typed})

    assertContains(page, "This is not what you were shown", status_code=409)
    assert finalize_calls(world) == 0


def test_an_address_that_another_tab_chose_asks_again_and_shows_both(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    ana.post("/checkout/details/", ADDRESS | {"address1": "99 Elsewhere Road"})

    page = ana.post("/checkout/review/", form)

    for words in ("Delivery address", ADDRESS["address1"], "99 Elsewhere Road", "Nothing was ordered"):
        assertContains(page, words, status_code=409)
    assert finalize_calls(world) == 0
    ana.place_order()
    assert ana.attempt().state == State.PLACED


def test_a_payment_method_that_another_tab_chose_asks_again_and_shows_both(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    ana.choose("0002")

    page = ana.post("/checkout/review/", form)

    for words in ("Payment", "ending in 4242", "ending in 0002"):
        assertContains(page, words, status_code=409)
    assert finalize_calls(world) == 0


def test_a_plan_that_renews_more_often_asks_again_and_shows_both(ana: Shopper, world: World) -> None:
    ana.add("Clear Skin Treatment Plan")
    form = ana.review_form()
    plan = next(item for item in Promise.load(form["promise"]).items if item.recurring)  # type: ignore[union-attr]
    assert plan.recurrence
    weekly = replace(plan.recurrence, interval=Interval.WEEK)
    form["promise"] = changed(form["promise"], plan.product_ref, recurrence=weekly)

    page = ana.post("/checkout/review/", form)

    for words in ("Renewal", "every week", "every month"):
        assertContains(page, words, status_code=409)
    assert finalize_calls(world) == 0


def test_a_submission_of_a_cart_that_is_gone_says_that_nothing_was_ordered(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    ana.post("/cart/coupon/", {"code": "NEW20"})
    ana.get("/cart/")
    ana.post("/cart/coupon/remove/")

    assert ana.post("/checkout/review/", form)["Location"] == "/cart/"

    assertContains(ana.get("/cart/"), "Nothing was ordered: your cart changed")
    assert finalize_calls(world) == 0


@pytest.mark.parametrize("attempt", ["", "1", "not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_is_not_mine_does_not_exist(ana: Shopper, world: World, attempt: str) -> None:
    assert ana.post("/checkout/review/", ana.review_form() | {"attempt": attempt}).status_code == 404
    assert finalize_calls(world) == 0
