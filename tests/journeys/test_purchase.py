"""The whole purchase, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from storefront.clinics.models import Clinic
from tests.houses import HOUSES, US_ADDRESS, House
from tests.journeys.window import Window
from tests.world import ADDRESS, NEW_PATIENT, Shopper, World

TEA = "Calm Evening Magnesium"  # 34.00
SERUM = "Rosée Hydrating Sérum"  # 62.00


def test_a_guest_fills_a_cart_signs_up_pays_with_a_new_card_and_leaves_nothing_behind(
    window: Callable[..., Window], world: World
) -> None:
    shop = window()
    page = shop.open("/")
    for name, count in ((TEA, "1"), (SERUM, "2")):
        shop.press(f"Add to cart: {name}")
        expect(page.locator("#cart-count")).to_have_attribute("data-count", count)
        expect(page.locator("#notice")).to_contain_text(f"{name} was added to your cart.")
    page.locator("#notice").get_by_role("link", name="View cart").click()

    shop.follow("Checkout")
    shop.follow("Create an account")
    sign_up(shop, NEW_PATIENT | {"email": "journey@harbour.example"})
    shop.arrives("/checkout/details/")
    shop.follow("Cart")
    expect(page.locator("#cart-total")).to_have_text("$96.00")

    change_the_cart(shop)
    expect(page.locator("#cart-total")).to_have_text("$68.00")
    shop.follow("Checkout")
    give_address(shop)
    page.get_by_label("Test card").select_option(label="Visa ending in 4242 (pays)")
    shop.press("Continue")
    shop.arrives("/checkout/review/")
    shop.sees("ending in 4242")
    shop.press("Place order – $68.00")
    reference, order = shop.order_is("placed"), shop.path

    shop.follow("Orders")
    shop.sees(reference)
    assert kept_in_browser(shop) <= {"/orders/", order}
    shop.press("Log out")
    shop.sees("You are logged out.")
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text(reference)
    expect(page.locator("body")).not_to_contain_text("journey@harbour.example")
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def change_the_cart(shop: Window) -> None:
    """Two of the one, none of the other, and a coupon that comes and goes."""
    page = shop.page
    total, notice = page.locator("#cart-total"), page.locator("#notice")
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    shop.press(f"Update quantity: {TEA}")
    expect(total).to_have_text("$130.00")
    expect(notice).to_contain_text(f"{TEA}: 2 in your cart. Total: $130.00")
    shop.press(f"Remove: {SERUM}")
    expect(total).to_have_text("$68.00")
    expect(notice).to_contain_text(f"{SERUM} was removed.")
    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill("NEW20")
    shop.press("Apply")
    expect(total).to_have_text("$54.40")
    expect(notice).to_contain_text("was applied")
    shop.press("Remove: coupon NEW20")
    expect(total).to_have_text("$68.00")
    assert page.title().startswith("Your cart")


@pytest.mark.parametrize("card", ["saved", "test"])
def test_the_same_purchase_needs_no_javascript(
    window: Callable[..., Window], world: World, shopper: Shopper, card: str
) -> None:
    shop = window(javascript=False)
    page = shop.open("/")
    shop.press(f"Add to cart: {TEA}")
    shop.arrives("/cart/")
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    shop.press(f"Update quantity: {TEA}")
    expect(page.locator("#cart-total")).to_have_text("$68.00")
    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill("save15")
    page.get_by_label("Coupon code").press("Enter")
    shop.sees("Applied as soon as you log in")
    shop.follow("Checkout")
    log_in(shop, "ana@harbour.example" if card == "saved" else "cy@harbour.example")

    give_address(shop)
    if card == "saved":
        page.get_by_label("ending in 4242, expires 08/2031").check()
    else:
        page.get_by_label("Visa ending in 4242", exact=True).check()
    shop.press("Continue")
    shop.arrives("/checkout/review/")
    shop.press("Place order – $53.00")

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


@pytest.mark.parametrize("house", HOUSES[1:], ids=lambda house: str(house.kind))
def test_other_upstreams_sell_without_javascript_too(
    window: Callable[..., Window], world: World, request: pytest.FixtureRequest, house: House
) -> None:
    request.getfixturevalue(house.slug)
    shop = window(at=house.slug, javascript=False)
    page = shop.open("/")
    shop.press(f"Add to cart: {house.product}")
    shop.arrives("/cart/")
    page.get_by_label(f"Quantity: {house.product}").fill("2")
    shop.press(f"Update quantity: {house.product}")
    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill(house.coupon)
    page.get_by_label("Coupon code").press("Enter")
    shop.sees(house.coupon)
    shop.follow("Checkout")
    log_in(shop, house.email, house.password)

    give_address(shop, US_ADDRESS if house.slug == "meadow" else ADDRESS)
    page.get_by_label(re.compile(house.pays)).first.check()
    shop.press("Continue")
    shop.arrives("/checkout/review/")
    shop.sees(house.coupon)
    shop.press("Place order")

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_new_card_in_the_processors_own_form_pays(
    window: Callable[..., Window], world: World, meadow: Clinic, javascript: bool
) -> None:
    dana = Shopper("meadow.localhost")
    dana.add("Mineral Sunscreen SPF 50")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    dana.choose("Card or bank", US_ADDRESS)
    shop = window(as_=dana, javascript=javascript)
    shop.open("/checkout/review/")
    shop.press("Place order")
    shop.order_is("payment")

    form = shop.page.frame_locator("iframe")
    form.get_by_role("button", name="Pay").click()
    if not javascript:
        form.get_by_text("You can go back").wait_for()
        shop.press("I have paid")

    shop.order_is("placed")
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def sign_up(shop: Window, new: dict[str, str]) -> None:
    page = shop.page
    for name, value in new.items():
        control = page.locator(f"[name={name}]")
        if name == "gender":
            page.get_by_label("Female", exact=True).check()
        elif name == "province":
            control.select_option(value)
        else:
            control.fill(value)
    shop.press("Create account")


def log_in(shop: Window, email: str, password: str = "Harbour-2026!") -> None:
    shop.page.get_by_label("Email").fill(email)
    shop.page.get_by_label("Password", exact=True).fill(password)
    shop.page.locator("#main").get_by_role("button", name="Log in").click()


def give_address(shop: Window, address: dict[str, str] = ADDRESS) -> None:
    shop.arrives("/checkout/details/")
    for name in ("address1", "city", "postal_code"):
        shop.page.locator(f"[name={name}]").fill(address[name])
    shop.page.locator("[name=province]").select_option(address["province"])
    shop.press("Continue")
    shop.arrives("/checkout/payment/")


def kept_in_browser(shop: Window) -> set[str]:
    """What both storages of this origin hold. htmx keeps the path of the page, and a path says nothing personal."""
    return set(shop.page.evaluate("[...Object.values(localStorage), ...Object.values(sessionStorage)]"))
