"""A large shelf in a browser: what is looked for stays in the field and out of the address, and nothing jumps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.catalogue.shelves import fill
from tests.journeys.window import Window
from tests.world import World

PLACE = "(each) => each.getBoundingClientRect().top + scrollY"
SHIFTS = """new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe({type: "layout-shift", buffered: true})
  || setTimeout(done, 300, 0))"""


def test_a_search_changes_the_shelf_and_leaves_the_field_alone(window: Callable[..., Window], world: World) -> None:
    fill(world, 60)
    shop = window()
    shop.open("/")
    field = shop.page.get_by_label("Search")

    field.fill("product 42")
    field.press("Enter")
    expect(shop.page.locator(".card")).to_have_count(1)

    expect(field).to_be_focused()
    expect(shop.page.locator("#notice")).to_contain_text("1 product")
    assert "?find=" in shop.page.url
    assert "42" not in shop.page.url.partition("?find=")[0]
    assert "42" not in shop.page.title()
    shop.page.go_back()
    expect(shop.page.locator(".card")).to_have_count(24)


def test_a_category_stays_in_focus_and_a_page_begins_at_its_top(window: Callable[..., Window], world: World) -> None:
    fill(world, 120)
    shop = window()
    shop.open("/")

    shop.follow("Hair")
    expect(shop.page.locator("[aria-current=true]")).to_have_text("Hair")
    expect(shop.page.locator("[aria-current=true]")).to_be_focused()
    shop.follow("Next")
    expect(shop.page.locator(".card")).to_have_count(6)

    expect(shop.page.get_by_role("heading", name="Product 98")).to_be_focused()
    expect(shop.page.get_by_role("link", name="Hair")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_shelf_loads_or_something_is_added(
    window: Callable[..., Window], world: World, width: int
) -> None:
    fill(world, 12)
    shop = window(width=width)
    shop.open("/")
    card = shop.page.locator(".card").first
    shop.page.wait_for_load_state("networkidle")
    assert shop.page.evaluate(SHIFTS) == 0
    before = card.evaluate(PLACE)

    shop.press("Add to cart: Product 7")
    shop.sees("was added to your cart")

    assert card.evaluate(PLACE) == before


def test_without_a_script_the_same_shelf_is_searched(window: Callable[..., Window], world: World) -> None:
    fill(world, 60)
    shop = window(javascript=False)
    shop.open("/")

    shop.page.get_by_label("Search").fill("product 42")
    shop.page.get_by_role("button", name="Search").click()

    expect(shop.page.locator(".card")).to_have_count(1)
    assert "?find=" in shop.page.url
