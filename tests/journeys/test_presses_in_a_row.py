"""A cart whose answers are slow: a second press waits for its turn, and what is typed elsewhere stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.window import Window
from tests.world import Shopper

TURNS = 1000  # of the page's own loop: far more than any answer needs
TEA = "Calm Evening Magnesium"
SERUM = "Rosée Hydrating Sérum"


class Slow:
    """Answers to POSTs below ``/cart/`` come when the test says so."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.waiting: list[Route] = []
        page.route("**/cart/**", lambda route: self._hold(route))

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.waiting.append(route)
        else:
            route.continue_()

    def asked(self, count: int) -> None:
        """Wait until so many requests are held, and see that no other comes with the next picture on the screen."""
        for _turn in range(TURNS):
            self._turn()
            if len(self.waiting) == count:
                break
        self._turn()
        assert len(self.waiting) == count

    def _turn(self) -> None:
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def answer(self) -> None:
        self.waiting.pop(0).continue_()


@pytest.fixture
def shop(window: Callable[..., Window], patient: Shopper) -> Window:
    patient.add(SERUM)
    shop = window(as_=patient)
    shop.open("/cart/")
    return shop


def test_a_second_update_waits_for_the_first_and_both_count(shop: Window) -> None:
    page, slow = shop.page, Slow(shop.page)
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    page.get_by_label(f"Quantity: {SERUM}").fill("3")

    shop.press(f"Update quantity: {TEA}")
    shop.press(f"Update quantity: {SERUM}")
    slow.asked(1)
    slow.answer()
    slow.asked(1)
    slow.answer()

    expect(page.locator("#cart-total")).to_have_text("$254.00")
    expect(page.get_by_label(f"Quantity: {TEA}")).to_have_value("2")
    expect(page.get_by_label(f"Quantity: {SERUM}")).to_have_value("3")


def test_both_lines_can_be_removed_at_once(shop: Window) -> None:
    slow = Slow(shop.page)
    shop.press(f"Remove: {TEA}")
    shop.press(f"Remove: {SERUM}")
    slow.asked(1)
    slow.answer()
    slow.asked(1)
    slow.answer()

    shop.sees("There is nothing in it yet")


def test_what_is_typed_in_another_line_stays(shop: Window) -> None:
    page = shop.page
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    page.get_by_label(f"Quantity: {SERUM}").fill("5")
    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill("SAVE")

    shop.press(f"Update quantity: {TEA}")
    expect(page.locator("#cart .line-total").first).to_have_text("$68.00")

    expect(page.get_by_label(f"Quantity: {SERUM}")).to_have_value("5")
    expect(page.get_by_label("Coupon code")).to_be_visible()
    expect(page.get_by_label("Coupon code")).to_have_value("SAVE")


def test_a_press_that_waits_for_one_that_failed_is_not_sent(window: Callable[..., Window], patient: Shopper) -> None:
    patient.add(SERUM)
    shop = window(as_=patient, expected={503})
    page = shop.open("/cart/")
    slow = Slow(page)
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    page.get_by_label(f"Quantity: {SERUM}").fill("3")
    shop.press(f"Update quantity: {TEA}")
    shop.press(f"Update quantity: {SERUM}")
    slow.asked(1)
    slow.waiting.pop().fulfill(status=503, body="")

    expect(page.locator("#alert")).to_contain_text("Something went wrong on our side.")
    slow.asked(0)
    expect(page.get_by_label(f"Quantity: {SERUM}")).to_have_value("3")
    expect(shop.button(f"Update quantity: {SERUM}")).to_be_enabled()
