"""A sign-in that ends in the middle: log in again and go on where it ended, with everything kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from storefront.sessions.models import StoredSession
from storefront.sessions.store import SessionStore
from tests.journeys.test_purchase import log_in
from tests.journeys.window import Window
from tests.world import Shopper, World

PLACE = "Place order – $27.20"
ENDED = "You were signed out because some time has passed."


@pytest.fixture
def reviewing(window: Callable[..., Window], patient: Shopper) -> Window:
    """Ana looks at her order of 34.00 less 20 %."""
    patient.post("/cart/coupon/", {"code": "NEW20"})
    patient.choose("4242")
    shop = window(as_=patient)
    shop.open("/checkout/review/")
    expect(shop.button(PLACE)).to_be_visible()
    return shop


def upstream_forgets(world: World) -> None:
    world.turn("careportals", "expire-tokens")


def half_an_hour_passes(shop: Window) -> None:
    """Nothing is pressed for longer than a sign-in lasts here."""
    key = next(c["value"] for c in shop.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
    session = SessionStore(key, clinic="harbour")
    long_ago = (timezone.now() - timedelta(minutes=31)).isoformat()
    session["patient"] = session["patient"] | {"seen_at": long_ago}
    session.save()


@pytest.mark.parametrize("who", ["upstream", "here"])
def test_a_sign_in_that_ended_on_the_review_is_renewed_there(reviewing: Window, world: World, who: str) -> None:
    upstream_forgets(world) if who == "upstream" else half_an_hour_passes(reviewing)
    reviewing.press(PLACE)
    reviewing.arrives("/login/")
    reviewing.sees(ENDED)
    assert world.ledger.orders() == []

    log_in(reviewing, "ana@harbour.example")

    reviewing.arrives("/checkout/review/")
    for kept in ("12 Quay Street", "ending in 4242", "NEW20"):
        reviewing.sees(kept)
    reviewing.press(PLACE)
    reviewing.order_is("placed")
    assert len(world.ledger.orders()) == 1


def test_what_was_typed_is_there_again_after_signing_in(
    window: Callable[..., Window], patient: Shopper, world: World
) -> None:
    shop = window(as_=patient)
    page = shop.open("/checkout/details/")
    page.get_by_label("Address", exact=True).fill("7 Lighthouse Road")
    half_an_hour_passes(shop)
    shop.press("Continue")
    shop.sees(ENDED)
    log_in(shop, "ana@harbour.example")

    shop.arrives("/checkout/details/")
    expect(page.get_by_label("Address", exact=True)).to_have_value("7 Lighthouse Road")


@pytest.mark.parametrize("who", ["upstream", "here"])
def test_a_coupon_pressed_too_late_moves_the_whole_page_to_the_login(
    window: Callable[..., Window], patient: Shopper, world: World, who: str
) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill("NEW20")
    upstream_forgets(world) if who == "upstream" else half_an_hour_passes(shop)
    shop.press("Apply")

    shop.arrives("/login/")
    shop.sees(ENDED)
    expect(page.locator("h1")).to_have_count(1)
    log_in(shop, "ana@harbour.example")
    shop.arrives("/cart/")
    expect(page.locator("#cart-total")).to_contain_text("$")


def test_a_session_that_is_gone_altogether_is_a_calm_login(reviewing: Window, world: World) -> None:
    StoredSession.objects.all().delete()
    reviewing.press(PLACE)

    reviewing.arrives("/login/")
    log_in(reviewing, "ana@harbour.example")
    reviewing.sees("Your cart is empty.")
    assert world.ledger.orders() == []
