"""The upstream is down: calm pages, the cart is safe, and the same press again works when it is back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from tests.journeys.window import Window
from tests.world import Shopper, World

TEA = "Calm Evening Magnesium"
PAGES = [
    "/",
    "/?page=2",
    "/cart/",
    "/buy/?product=nobody-knows",
    "/checkout/",
    "/checkout/details/",
    "/checkout/payment/",
    "/checkout/review/",
    "/orders/",
    "/account/",
    "/login/",
    "/signup/",
    "/password/",
    "/nowhere/",
]


def down(world: World) -> None:
    world.down(upstream="careportals")


def up_again(world: World) -> None:
    """And long enough for the circuit breaker to let a call through."""
    world.faults.clear()
    CIRCUIT_BREAKERS.clear()


def test_every_page_stays_calm_and_the_cart_is_kept(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready, expected={503, 404})
    down(world)

    for path in PAGES:
        page = shop.open(path)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("#cart-count")).to_have_attribute("data-count", "1")
        if page.locator("#trouble").count():
            expect(page.locator("#trouble")).to_contain_text("Your cart is safe.")
            expect(page.locator("#trouble").get_by_role("link", name="Try again")).to_be_visible()

    up_again(world)
    shop.open("/cart/")
    expect(page.locator("#cart-total")).to_have_text("$34.00")


def test_a_guest_on_a_first_visit_reads_that_it_will_pass(window: Callable[..., Window], world: World) -> None:
    shop = window(expected={503})
    down(world)
    page = shop.open("/")
    shop.sees("Something went wrong")
    # Nothing was sent that could have changed anything: there is nothing to look after first.
    expect(page.locator("#trouble")).not_to_contain_text("look at your cart")

    up_again(world)
    shop.follow("Try again")

    shop.sees(TEA)


@pytest.mark.parametrize("press", ["coupon", "quantity", "remove"])
def test_a_swap_that_failed_says_so_and_its_retry_works(
    window: Callable[..., Window], patient: Shopper, world: World, press: str
) -> None:
    shop = window(as_=patient, expected={503})
    page = shop.open("/cart/")
    down(world)
    if press == "coupon":
        page.get_by_text("Have a coupon code?").click()
        page.get_by_label("Coupon code").fill("NEW20")
        shop.press("Apply")
    elif press == "quantity":
        page.get_by_label(f"Quantity: {TEA}").fill("3")
        shop.press(f"Update quantity: {TEA}")
    else:
        shop.press(f"Remove: {TEA}")

    alert = page.locator("#alert")
    expect(alert).to_contain_text("Your cart is safe.")
    expect(page.locator("#cart-total")).to_have_text("$34.00")
    expect(page.locator("#cart-count")).to_have_attribute("data-count", "1")
    expect(page.locator("#main [aria-busy], #main :disabled")).to_have_count(0)

    up_again(world)
    alert.get_by_role("button", name="Try again").click()
    shop.arrives("/cart/")
    after = {"coupon": "$27.20", "quantity": "$102.00"}.get(press)
    if after:
        expect(page.locator("#cart-total")).to_have_text(after)
    else:
        shop.sees("There is nothing in it yet.")
    expect(alert).to_be_empty()


def test_adding_from_the_shelf_that_failed_says_so_and_its_retry_works(
    window: Callable[..., Window], patient: Shopper, world: World
) -> None:
    shop = window(as_=patient, expected={503})
    page = shop.open("/")
    down(world)
    shop.press(f"Add to cart: {TEA}")
    expect(page.locator("#alert")).to_contain_text("Your cart is safe.")
    expect(page.locator("#cart-count")).to_have_attribute("data-count", "1")

    up_again(world)
    page.locator("#alert").get_by_role("button", name="Try again").click()
    shop.arrives("/cart/")
    expect(page.locator("#cart-total")).to_have_text("$68.00")


def test_a_browser_that_is_offline_is_told_so(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    shop.context.set_offline(True)
    shop.press(f"Remove: {TEA}")

    expect(page.locator("#alert")).to_contain_text("Are you connected to the internet? Your cart is safe.")
    shop.context.set_offline(False)
    shop.press(f"Remove: {TEA}")
    shop.sees("There is nothing in it yet.")
    expect(page.locator("#alert")).to_be_empty()
    told = re.compile("ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
    shop.complaints[:] = [complaint for complaint in shop.complaints if not told.search(complaint)]
