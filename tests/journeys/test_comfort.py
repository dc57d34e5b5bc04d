"""Nothing jumps, nothing stays busy, nobody is signed out without a word, and going back shows what is true now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from sandbox.server import SandboxServer
from storefront.web.headers import HEADERS
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.test_purchase import log_in
from tests.journeys.test_shelf import SHIFTS
from tests.journeys.test_signing_in_again import half_an_hour_passes
from tests.journeys.window import Window
from tests.world import ADDRESS, Shopper, World

TEA = "Calm Evening Magnesium"
MOST_SHIFT = 0.01  # Google calls 0.1 good
PLACE = "(each) => Math.round(each.getBoundingClientRect().top + scrollY)"


# -- nothing jumps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(window: Callable[..., Window], ready: Shopper, width: int) -> None:
    guest, shop = window(width=width), window(as_=ready, width=width)
    seen = [(guest, path) for path in ("/", "/login/", "/signup/", "/password/")]
    seen += [(shop, path) for path in ("/cart/", "/checkout/details/", "/checkout/payment/", "/checkout/review/")]
    seen += [(shop, path) for path in ("/account/", "/orders/")]

    shifts = {}
    for who, path in seen:
        who.open(path)
        shifts[path] = who.page.evaluate(SHIFTS)

    assert {path: shift for path, shift in shifts.items() if shift >= MOST_SHIFT} == {}


def test_nothing_moves_when_the_first_card_is_asked_for(window: Callable[..., Window], shopper: Shopper) -> None:
    """Its field comes from the processor's script."""
    shopper.add(TEA)
    shopper.sign_in("cy@harbour.example")
    shopper.post("/checkout/details/", ADDRESS)
    shop = window(as_=shopper)
    shop.open("/checkout/payment/")
    expect(shop.page.get_by_label("Test card")).to_be_visible()

    assert shop.page.evaluate(SHIFTS) < MOST_SHIFT


def test_a_swap_of_the_cart_leaves_everything_in_its_place(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    button = shop.button(f"Update quantity: {TEA}")
    before = button.evaluate(PLACE)
    page.get_by_label(f"Quantity: {TEA}").fill("3")
    button.click()
    expect(page.locator("#cart-total")).to_have_text("$102.00")

    assert button.evaluate(PLACE) == before


# -- focus and fields --------------------------------------------------------------------------------------------------


def test_another_country_changes_what_follows_and_not_what_somebody_is_at(
    window: Callable[..., Window], patient: Shopper
) -> None:
    shop = window(as_=patient)
    page = shop.open("/checkout/details/")
    page.get_by_label("City").fill("Boulder")
    country = page.get_by_label("Country")
    country.focus()
    country.select_option("US")

    expect(page.get_by_label("ZIP code")).to_have_attribute("inputmode", "numeric")
    expect(page.get_by_label("State")).to_be_visible()
    expect(page.get_by_label("City")).to_have_value("Boulder")
    expect(country).to_be_focused()


def test_a_password_is_shown_when_asked_and_hidden_again(window: Callable[..., Window]) -> None:
    shop = window()
    page = shop.open("/signup/")
    box = page.locator("[name=password]")
    box.fill("Brave-Kelp-77!")
    shop.press("Show password")
    expect(box).to_have_attribute("type", "text")
    expect(box).to_have_value("Brave-Kelp-77!")
    shop.press("Hide password")
    expect(box).to_have_attribute("type", "password")


def test_a_shown_password_is_submitted_as_a_password(window: Callable[..., Window]) -> None:
    shop = window()
    page = shop.open("/login/")
    page.locator("[name=password]").fill("Brave-Kelp-77!")
    shop.press("Show password")
    page.evaluate(
        "document.querySelector('#page-form').addEventListener('submit', (event) => {"
        " window.seen = event.target.password.type; event.preventDefault(); })"
    )
    shop.press("Log in")

    assert page.evaluate("window.seen") == "password"


def test_a_card_field_that_does_not_load_is_told(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    shop.page.route("**/processor/v3/**", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page = shop.open("/account/")

    expect(page.get_by_text("The card field did not load.")).to_be_visible()
    expect(page.locator("#new-card")).to_be_hidden()


def test_nothing_turns_red_before_it_was_sent(window: Callable[..., Window]) -> None:
    page = window().open("/signup/")
    for name in ("given_name", "email", "bday_day", "password"):
        page.locator(f"[name={name}]").fill("x")
        page.locator(f"[name={name}]").fill("")
    page.locator("[name=phone]").focus()

    expect(page.locator("[aria-invalid], .field-error")).to_have_count(0)
    expect(page.get_by_role("button", name="Create account")).to_be_enabled()


# -- before the sign-in ends -------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(window: Callable[..., Window], patient: Shopper) -> Window:
    """Ana has looked at her cart for 25 minutes."""
    shop = window(as_=patient)
    shop.page.clock.install()
    shop.open("/cart/")
    shop.page.get_by_label(f"Quantity: {TEA}").fill("7")
    shop.page.clock.fast_forward("24:55")
    expect(shop.page.locator("#session")).to_be_empty()
    shop.page.clock.fast_forward("00:10")
    expect(shop.page.locator("#session")).to_contain_text(
        "You will be signed out in less than 5 minutes. Nothing is lost"
    )
    return shop


def test_one_press_keeps_the_sign_in_and_everything_on_the_page(waiting: Window) -> None:
    page = waiting.page
    waiting.press("Stay signed in")

    expect(page.locator("#session")).to_be_empty()
    expect(page.locator("#notice")).to_have_text("You stay signed in.")
    expect(page.locator("#main")).to_be_focused()
    expect(page.get_by_label(f"Quantity: {TEA}")).to_have_value("7")
    assert waiting.path == "/cart/"
    page.clock.fast_forward("25:05")
    expect(waiting.button("Stay signed in")).to_be_visible()


def test_a_computer_that_slept_shows_nothing_personal(waiting: Window) -> None:
    half_an_hour_passes(waiting)
    waiting.page.clock.fast_forward("08:00:00")

    waiting.arrives("/login/")


def test_a_second_tab_that_is_used_keeps_the_first_one_quiet(waiting: Window) -> None:
    other = waiting.tab()
    waiting.open("/cart/", other)

    expect(waiting.page.locator("#session")).to_be_empty()


def test_a_press_that_comes_too_late_leads_to_the_login_and_back(waiting: Window) -> None:
    half_an_hour_passes(waiting)
    waiting.press("Stay signed in")

    waiting.arrives("/login/")
    waiting.sees("You were signed out because some time has passed.")


def test_a_guest_is_told_nothing_about_a_sign_in(window: Callable[..., Window], shopper: Shopper) -> None:
    shopper.add(TEA)
    page = window(as_=shopper).open("/cart/")

    expect(page.locator("#session")).to_have_count(0)


# -- back --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeping(
    chromium: Browser, port: int, shopper: Shopper, upstreams: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Window]]:
    """Windows of a browser that keeps pages for the back button even where it is told not to, as some do."""
    monkeypatch.setitem(HEADERS, "Cache-Control", "no-cache")
    browser = chromium.browser_type.launch(
        executable_path=os.environ["CHROMIUM"],
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )

    def open_window(as_: Shopper | None = None) -> Window:
        shop = Window(browser, port, upstreams.server_address[1], as_)
        shop.page.add_init_script("addEventListener('pageshow', (event) => { window.restored = event.persisted; })")
        return shop

    yield open_window
    browser.close()


def back(shop: Window) -> None:
    shop.page.wait_for_load_state("load")
    shop.page.go_back(wait_until="commit")  # a restored page loads nothing, and so never has loaded


def test_a_restored_page_is_not_busy_any_more(keeping: Callable[..., Window], world: World) -> None:
    shop = keeping()
    page = shop.open("/login/")
    button = page.locator("#main").get_by_role("button")
    log_in(shop, "ana@harbour.example")
    shop.arrives("/cart/")
    back(shop)

    assert (shop.path, page.evaluate("window.restored")) == ("/login/", True)
    expect(button.last).to_be_enabled()
    expect(button.last).to_have_text("Log in")
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_private_page_is_never_shown_from_memory(keeping: Callable[..., Window], patient: Shopper) -> None:
    shop = keeping(patient)
    page = shop.open("/cart/")
    expect(page.locator("#cart-total")).to_have_text("$34.00")
    shop.follow("Orders")
    shop.arrives("/orders/")
    patient.post(f"/cart/lines/{patient.lines()[TEA]}/", {"quantity": "3"})
    back(shop)
    expect(page.locator("#cart-total")).to_have_text("$102.00")

    shop.open("/account/")
    shop.sees("ana@harbour.example")
    shop.press("Log out")
    shop.sees("You are logged out.")
    back(shop)
    shop.arrives("/login/")
    expect(page.locator("body")).not_to_contain_text("ana@harbour.example")
