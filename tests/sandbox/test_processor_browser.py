"""The processor's script in a real browser, on a shop's page of another origin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox.app import Sandbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here"),
]
# The shop's page is made up by the test and so has no address; Chromium would not let it call loopback.
ARGUMENTS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
PAGE = """<!doctype html><title>Shop</title><div id="card"></div><script src="{base}/processor/v3/"></script>
<script>
const stripe = Stripe("pk_test_harbour"), card = stripe.elements().create("card");
card.on("change", (event) => {{ document.title = event.complete ? "complete" : "empty"; }});
card.mount("#card");
</script>"""


@pytest.fixture
def sandbox() -> Any:
    return Sandbox()


@pytest.fixture
def page(base: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.route(
            "http://shop.localhost/", lambda route: route.fulfill(body=PAGE.format(base=base), content_type="text/html")
        )
        page.goto("http://shop.localhost/")
        yield page
        browser.close()


def test_a_test_card_is_chosen_by_its_label_and_tokenised(page: Any, sandbox: Sandbox) -> None:
    nothing = page.evaluate("stripe.createPaymentMethod({type: 'card', card})")
    page.get_by_label("Test card").select_option(label="Visa ending in 4242 (pays)")
    told = page.evaluate("stripe.createPaymentMethod({type: 'card', card})")

    assert nothing["error"]["message"] == "Choose one of the test cards."
    assert page.title() == "complete"
    assert sandbox.processor.card(told["paymentMethod"]["id"]).last4 == "4242"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("button", "status"), [("Approve payment", "succeeded"), ("Fail authentication", "requires_payment_method")]
)
def test_the_bank_asks_in_a_dialog_and_the_page_hears_the_answer(
    page: Any, sandbox: Sandbox, button: str, status: str
) -> None:
    card = sandbox.processor.card("pm_card_threeDSecure2Required")
    intent = sandbox.processor.charge(card, Decimal(45), "CAD", "https://harbour.example/back")  # type: ignore[arg-type]

    secret = json.dumps(intent.secret)
    page.evaluate(f"void stripe.handleNextAction({{clientSecret: {secret}}}).then((told) => {{ window.told = told; }})")
    page.frame_locator("dialog iframe").get_by_role("button", name=button).click()
    page.wait_for_function("window.told")

    told = page.evaluate("window.told")
    assert intent.status == status
    assert ("paymentIntent" in told) is (status == "succeeded")
    assert page.locator("dialog").count() == 0
