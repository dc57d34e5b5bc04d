"""With the keyboard alone: everything can be reached, is seen to be reached, and focus goes where the news is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.window import Window
from tests.world import Shopper, World

TEA = "Calm Evening Magnesium"
SERUM = "Rosée Hydrating Sérum"
MOST_TABS = 60


def tab_to(wanted: Locator) -> None:
    """Press Tab until it is there. Whatever is passed on the way shows its focus, as does what is reached."""
    wanted.page.wait_for_load_state()
    for _ in range(MOST_TABS):
        wanted.page.keyboard.press("Tab")
        focus_is_seen(wanted.page)
        if wanted.evaluate("(element) => element === element.ownerDocument.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def focus_is_seen(page: Page) -> None:
    drawn = page.evaluate(
        """() => {
            const element = document.activeElement, style = getComputedStyle(element);
            return [element.outerHTML.slice(0, 120), style.outlineStyle, parseFloat(style.outlineWidth)];
        }"""
    )
    assert drawn[0].startswith(("<body", "<iframe")) or (drawn[1] != "none" and drawn[2] >= 2), drawn


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_patient_orders_with_the_keyboard_alone(
    window: Callable[..., Window], shopper: Shopper, world: World, colours: str
) -> None:
    """Also where the browser's own colours replace ours."""
    shopper.add(SERUM)
    shopper.sign_in()
    shopper.get("/cart/")
    shop = window(as_=shopper, forced_colors=colours)
    page = shop.open("/")
    keys, notice = page.keyboard, page.locator("#notice")

    tab_to(page.get_by_role("link", name="Skip to the content"))
    keys.press("Enter")
    tab_to(shop.button(f"Add to cart: {TEA}"))
    keys.press("Space")
    expect(notice).to_contain_text("was added to your cart.")
    expect(shop.button(f"Add to cart: {TEA}")).to_be_focused()
    page.reload()
    tab_to(page.get_by_role("link", name="Cart"))
    keys.press("Enter")
    shop.arrives("/cart/")
    tab_to(shop.button(f"Remove: {SERUM}"))
    keys.press("Enter")
    expect(notice).to_contain_text(f"{SERUM} was removed. Total: $34.00")
    expect(page.get_by_role("heading", name="Your cart")).to_be_focused()
    tab_to(page.locator("summary"))
    keys.press("Enter")
    tab_to(page.get_by_label("Coupon code"))
    keys.type("NEW20")
    keys.press("Enter")
    expect(notice).to_contain_text("Total: $27.20")
    tab_to(page.get_by_role("link", name="Checkout"))
    keys.press("Enter")
    shop.arrives("/checkout/details/")
    tab_to(shop.button("Continue"))
    keys.press("Enter")
    shop.arrives("/checkout/payment/")
    tab_to(page.locator("input[name=payment_method]:checked, input[name=payment_method]").first)
    keys.press("Space")
    tab_to(shop.button("Continue"))
    keys.press("Enter")
    shop.arrives("/checkout/review/")
    tab_to(shop.button("Place order – $27.20"))
    keys.press("Enter")

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


def test_a_bank_is_answered_with_the_keyboard_alone(
    window: Callable[..., Window], shopper: Shopper, world: World
) -> None:
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    shop = window(as_=shopper)
    page = shop.open("/checkout/review/")

    tab_to(shop.button("Place order"))
    page.keyboard.press("Enter")
    shop.order_is("payment")
    expect(page.get_by_role("heading", name="Your bank asks you to confirm")).to_be_visible()
    tab_to(shop.button("Confirm here"))
    page.keyboard.press("Enter")
    approve = page.frame_locator("dialog iframe").get_by_role("button", name="Approve payment")
    approve.wait_for()
    tab_to(approve)
    page.keyboard.press("Enter")

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_failed_submit_leads_to_the_summary_and_from_there_to_the_field(
    window: Callable[..., Window], shopper: Shopper, javascript: bool
) -> None:
    shop = window(as_=shopper, javascript=javascript)
    page = shop.open("/signup/")
    shop.press("Create account")
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")

    for words, name in (("Enter your last name.", "family_name"), ("Choose a gender.", "gender")):
        link = page.locator("#error-summary").get_by_role("link", name=words)
        tab_to(link)
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.field')?.querySelector('[name]')?.name") == name
        page.locator("#error-summary").focus()


def test_a_refused_coupon_leads_to_the_summary_after_the_swap(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    tab_to(page.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_label("Coupon code"))
    page.keyboard.type("EXPIRED")
    page.keyboard.press("Enter")

    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(page.get_by_label("Coupon code")).to_have_value("EXPIRED")
    tab_to(page.locator("#error-summary").get_by_role("link", name="This coupon has expired."))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Coupon code")).to_be_focused()

    page.get_by_label("Coupon code").fill("NEW20")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("was applied")
    assert page.title().startswith("Your cart")


def test_focus_stays_where_it_was_and_what_changed_is_told(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    notice = page.locator("#notice")
    tab_to(page.get_by_label(f"Quantity: {TEA}"))
    page.keyboard.type("3")
    tab_to(shop.button(f"Update quantity: {TEA}"))
    page.keyboard.press("Enter")

    expect(notice).to_have_text(f"{TEA}: 3 in your cart. Total: $102.00")
    expect(shop.button(f"Update quantity: {TEA}")).to_be_focused()
    tab_to(shop.button(f"Remove: {TEA}"))
    page.keyboard.press("Enter")
    expect(notice).to_contain_text(f"{TEA} was removed.")
    expect(page.get_by_role("heading", name="Your cart")).to_be_focused()
