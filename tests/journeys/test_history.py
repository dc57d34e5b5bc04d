"""Back after a form was refused: the page as it was, never the browser's question about sending it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.window import Window
from tests.world import Shopper


@pytest.mark.parametrize("javascript", [True, False])
def test_back_after_a_wrong_password_shows_what_was_wrong(
    window: Callable[..., Window], harbour: object, javascript: bool
) -> None:
    shop = window(javascript=javascript)
    page = shop.open("/login/")
    page.get_by_label("Email").fill("ana@harbour.example")
    page.locator("#id_password").fill("not-hers-at-all-2026")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_role("link", name="Forgot your password?").click()
    page.wait_for_url("**/password/")

    page.go_back()

    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("ana@harbour.example")
    expect(page.locator("#id_password")).to_have_value("")


@pytest.mark.parametrize("javascript", [True, False])
def test_back_after_a_refused_address_keeps_it(window: Callable[..., Window], ready: Shopper, javascript: bool) -> None:
    shop = window(as_=ready, javascript=javascript)
    page = shop.open("/checkout/details/")
    page.locator("#id_address1").fill("99 Elsewhere Road")
    page.locator("#id_city").fill("")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.reload()
    expect(page.locator("#error-summary")).to_be_visible()
    shop.open("/cart/")

    page.go_back()

    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator("#id_address1")).to_have_value("99 Elsewhere Road")
