"""However it is pressed, there is one order, and every tab ends on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.window import Window
from tests.world import Shopper, World

BUTTON = "#place-order"


@pytest.fixture
def slowly(world: World) -> None:
    """The clinic takes a second to answer: long enough for a second press to arrive meanwhile."""
    world.faults.arm("hang_after", upstream="careportals", path="*/finalize", times=None, seconds=1)


def one_order(world: World) -> bool:
    pressed = [call for call in world.calls() if call.endswith("/finalize")]
    return len(world.ledger.orders()) == len(world.ledger.charges()) == len(pressed) == 1


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_orders_once(
    window: Callable[..., Window], ready: Shopper, world: World, javascript: bool
) -> None:
    shop = window(as_=ready, javascript=javascript)
    shop.open("/checkout/review/").locator(BUTTON).dblclick()

    shop.order_is("placed")
    assert one_order(world)


@pytest.mark.usefixtures("slowly")
def test_enter_pressed_twice_orders_once(window: Callable[..., Window], ready: Shopper, world: World) -> None:
    shop = window(as_=ready)
    button = shop.open("/checkout/review/").locator(BUTTON)
    button.focus()
    shop.page.keyboard.press("Enter")
    shop.page.keyboard.press("Enter")

    shop.order_is("placed")
    assert one_order(world)


@pytest.mark.usefixtures("slowly")
def test_two_tabs_that_press_the_same_review_end_on_the_same_order(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    tabs = [shop.open("/checkout/review/"), shop.open("/checkout/review/", shop.tab())]
    for tab in tabs:
        tab.locator(BUTTON).click(no_wait_after=True)

    references = {shop.order_is("placed", tab) for tab in tabs}
    assert len(references) == 1
    assert one_order(world)


def test_a_tab_left_open_on_the_review_lands_on_the_order_when_it_presses_later(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    first, later = shop.open("/checkout/review/"), shop.open("/checkout/review/", shop.tab())
    first.locator(BUTTON).click()
    reference = shop.order_is("placed", first)

    later.locator(BUTTON).click()

    assert shop.order_is("placed", later) == reference
    assert one_order(world)


def test_going_back_after_the_order_and_on_again_finds_the_order(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    page = shop.open("/checkout/review/")
    page.locator(BUTTON).click()
    reference = shop.order_is("placed")

    page.go_back()
    page.wait_for_load_state()
    if page.locator(BUTTON).count():
        page.locator(BUTTON).click()

    expect(page.locator("body")).to_contain_text(reference)
    assert one_order(world)


def test_the_order_page_survives_a_reload(window: Callable[..., Window], ready: Shopper, world: World) -> None:
    shop = window(as_=ready)
    page: Page = shop.open("/checkout/review/")
    page.locator(BUTTON).click()
    reference = shop.order_is("placed")
    page.reload()

    assert shop.order_is("placed") == reference
    assert one_order(world)
