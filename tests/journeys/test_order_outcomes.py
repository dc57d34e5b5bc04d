"""What becomes of a press: lost answers, banks that ask, declined cards, and slow ones."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from checkout.models import OrderAttempt
from tests.journeys.window import Window
from tests.world import Shopper, World

TEA = "Calm Evening Magnesium"  # 34.00
PLACE = "Place order – $34.00"


def lose_the_answer(world: World) -> None:
    """The order is made, its answer is lost, and nobody can be asked about it."""
    world.faults.arm("reset_after", upstream="careportals", path="*/finalize")
    world.faults.arm("error_before", upstream="careportals", path="*/payments", method="GET", times=None)


def a_while_later() -> None:
    """Looks are two seconds apart at least; nobody wants to wait for that."""
    OrderAttempt.objects.update(looked_up_at=None)


def test_a_lost_answer_is_being_checked_and_settles_by_itself(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    shop.open("/checkout/review/")
    lose_the_answer(world)
    shop.press(PLACE)
    reference = shop.order_is("unknown")
    shop.sees("Please do not order again")

    world.faults.clear()
    a_while_later()

    assert shop.order_is("placed") == reference
    expect(shop.page.locator("#notice")).to_contain_text("Your order is placed.")
    expect(shop.page.locator("#cart-count")).to_have_attribute("data-count", "0")
    assert len(world.ledger.orders()) == 1


def test_looking_at_the_cart_while_an_order_is_checked_makes_no_second_cart(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    page = shop.open("/checkout/review/")
    lose_the_answer(world)
    shop.press(PLACE)
    reference = shop.order_is("unknown")

    shop.follow("Cart")
    expect(page.locator("#main")).to_contain_text(f"See order {reference}")
    expect(page.locator("#main")).not_to_contain_text("into a new one")
    world.faults.clear()
    a_while_later()
    shop.follow(f"See order {reference}")
    shop.order_is("placed")

    page.reload()
    expect(page.locator("#cart-count")).to_have_attribute("data-count", "0")


def test_a_lost_answer_settles_without_javascript_too(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready, javascript=False)
    page = shop.open("/checkout/review/")
    lose_the_answer(world)
    shop.press(PLACE)
    reference = shop.order_is("unknown")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "5")

    world.faults.clear()
    a_while_later()
    shop.follow("Check again")

    assert shop.order_is("placed") == reference
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    assert len(world.ledger.orders()) == 1


def bo_presses(shop: Window, shopper: Shopper) -> None:
    """Bo's only card is one whose bank asks."""
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    shop.become(shopper)
    shop.open("/checkout/review/")
    shop.press(PLACE)
    shop.order_is("payment")


def at_the_bank(shop: Window, answer: str) -> None:
    """The bank's page leads back by itself where it was told the way; else the patient goes back and says so."""
    shop.follow("Go to your bank")
    shop.press(answer)
    shop.page.wait_for_load_state()
    if shop.path.startswith("/processor/"):
        shop.page.go_back()
        shop.page.go_back()
        shop.press("I have confirmed")


def test_a_bank_that_asks_is_visited_and_the_order_is_placed(
    window: Callable[..., Window], shopper: Shopper, world: World
) -> None:
    shop = window()
    bo_presses(shop, shopper)
    assert world.ledger.orders() == []

    at_the_bank(shop, "Approve payment")

    shop.order_is("placed")
    assert "secret" not in shop.page.url
    assert len(world.ledger.orders()) == 1


def test_a_bank_that_asks_can_be_answered_here(window: Callable[..., Window], shopper: Shopper, world: World) -> None:
    shop = window()
    bo_presses(shop, shopper)

    shop.press("Confirm here")
    shop.page.frame_locator("dialog iframe").get_by_role("button", name="Approve payment").click()

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


def test_a_bank_whose_question_does_not_load_is_told_and_nothing_can_be_pressed_in_vain(
    window: Callable[..., Window], shopper: Shopper
) -> None:
    shop = window()
    shop.page.route("**/processor/v3/**", lambda route: route.fulfill(content_type="text/javascript", body=""))
    bo_presses(shop, shopper)

    expect(shop.page.locator("#card-error")).to_have_text("You cannot confirm here right now. Go to your bank instead.")
    expect(shop.page.get_by_role("link", name="Go to your bank")).to_be_visible()
    expect(shop.button("Confirm here")).to_be_disabled()


def test_a_bank_that_was_not_convinced_is_told_here_and_may_be_asked_again(
    window: Callable[..., Window], shopper: Shopper, world: World
) -> None:
    shop = window()
    bo_presses(shop, shopper)

    shop.press("Confirm here")
    shop.page.frame_locator("dialog iframe").get_by_role("button", name="Fail authentication").click()

    expect(shop.page.locator("#card-error")).to_contain_text("Your bank did not confirm.")
    expect(shop.button("Confirm here")).to_be_focused()
    assert world.ledger.orders() == []


def test_a_bank_that_refuses_keeps_everything_and_another_card_pays(
    window: Callable[..., Window], shopper: Shopper, world: World
) -> None:
    shop = window()
    bo_presses(shop, shopper)
    at_the_bank(shop, "Fail authentication")
    shop.order_is("refused")
    shop.sees("Your payment was declined, and no order was placed.")

    shop.follow("Use another card")
    shop.page.get_by_label("A new card").check()
    shop.page.get_by_label("Test card").select_option(label="Visa ending in 4242 (pays)")
    shop.press("Continue")
    shop.press(PLACE)

    shop.order_is("placed")
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def test_a_declined_card_keeps_everything_and_another_card_pays(
    window: Callable[..., Window], patient: Shopper, world: World
) -> None:
    patient.choose("0002")
    shop = window(as_=patient)
    shop.open("/checkout/review/")
    shop.press(PLACE)
    shop.order_is("refused")
    shop.sees("Your payment was declined, and no order was placed.")
    expect(shop.page.locator("#cart-count")).to_have_attribute("data-count", "1")

    shop.follow("Use another card")
    shop.page.get_by_label("ending in 4242").check()
    shop.press("Continue")
    shop.sees("12 Quay Street")
    shop.press(PLACE)

    shop.order_is("placed")
    assert len(world.ledger.orders()) == 1


def test_a_slow_answer_shows_that_something_happens(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    page = shop.open("/checkout/review/")
    world.faults.arm("slow", upstream="careportals", path="*/finalize", seconds=2)
    button = page.locator("#place-order")
    shop.press(PLACE)

    expect(button).to_have_text("Placing order…")
    expect(button).to_be_disabled()
    expect(page.locator("form[aria-busy=true]")).to_have_count(1)
    expect(button).to_have_css("opacity", "1", pseudo="before")  # the turning ring, after a second
    shop.order_is("placed")


def test_a_slow_swap_shows_that_something_happens_and_everything_is_undone(
    window: Callable[..., Window], patient: Shopper, world: World
) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    world.faults.arm("slow", upstream="careportals", path="*items*", seconds=1)
    page.get_by_label(f"Quantity: {TEA}").fill("2")
    button = page.locator("[id^=update-]")
    button.click()

    expect(button).to_have_text("Updating…")
    expect(button).to_be_disabled()
    expect(page.locator("#cart-total")).to_have_text("$68.00")
    expect(button).to_be_enabled()
    expect(button).to_contain_text("Update")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_an_order_prints_as_a_page_and_not_as_a_website(
    window: Callable[..., Window], ready: Shopper, world: World
) -> None:
    shop = window(as_=ready)
    shop.open("/checkout/review/")
    shop.press(PLACE)
    reference = shop.order_is("placed")
    shop.page.emulate_media(media="print")

    expect(shop.page.get_by_text(reference)).to_be_visible()
    expect(shop.page.get_by_role("link", name="(403) 555-0100").first).to_be_visible()
    for screen_only in ("nav", "footer", ".mark", "#notice"):
        expect(shop.page.locator(screen_only).first).to_be_hidden()
