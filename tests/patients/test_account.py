"""The account: saved ways to pay, and what else a clinic's upstream allows."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from pytest_django.asserts import assertContains, assertNotContains

from sandbox.decoda import demo
from sandbox.transport import SandboxAdapter
from storefront.clinics.models import Clinic
from tests.world import DECODA, UPSTREAMS, Shopper, World


@pytest.fixture
def dana(meadow: Clinic, world: World) -> Shopper:
    shopper = Shopper("meadow.localhost")
    shopper.sign_in(demo.DANA.email, "Meadow-2026!")
    return shopper


def hosted_entry(shopper: Shopper) -> str:
    found = re.search(r'href="([^"]+)">Add a card<', shopper.get("/account/").content.decode())
    assert found
    return html.unescape(found.group(1))


def save_there(world: World, url: str, card: str) -> str:
    """Fill in the processor's page; where it sends the patient on to."""
    browser = requests.Session()
    browser.mount(UPSTREAMS, SandboxAdapter(world))
    return browser.post(url, data={"card": card}, allow_redirects=False).headers["Location"]


def test_a_card_is_saved_on_the_hosted_page_and_removed_here(dana: Shopper, world: World) -> None:
    url = hosted_entry(dana)
    assert url.startswith(f"{DECODA['app']}/{demo.TENANT}/embed/store-details/{demo.DANA.id}?")
    assert dana.get("/account/").content.count(b"ending in 4242") == 2  # the label, and its button to remove it

    back = urlsplit(save_there(world, url, "visa"))

    assert (back.netloc, back.path, parse_qs(back.query)["status"]) == ("meadow.localhost", "/account/", ["success"])
    reply = dana.get(f"/account/?{back.query}")
    assert (reply.status_code, reply["Location"]) == (303, "/account/")
    assert dana.get("/account/").content.count(b"ending in 4242") == 4
    saved = parse_qs(back.query)["paymentMethodId"][0]
    assert dana.post(f"/account/cards/{saved}/remove/").status_code == 303
    assert dana.get("/account/").content.count(b"ending in 4242") == 2


@pytest.mark.parametrize(
    "told", ["status=success&paymentMethodId=pm-made-up", "status=failure&error=%3Cb%3E", "next=//e"]
)
def test_what_comes_back_in_the_address_is_left_behind_and_believed_by_nobody(dana: Shopper, told: str) -> None:
    reply = dana.get(f"/account/?{told}")

    assert (reply.status_code, reply["Location"]) == (303, "/account/")
    assertNotContains(dana.get("/account/"), "made-up")
    assertNotContains(dana.get("/account/"), "was saved")


def test_it_is_left_behind_before_a_sign_in_as_well(meadow: Clinic, world: World) -> None:
    assert Shopper("meadow.localhost").get("/account/?patientId=x")["Location"] == "/account/"


def test_a_card_of_somebody_else_is_not_there_to_be_removed(dana: Shopper) -> None:
    assert dana.post(f"/account/cards/{demo.ERIN_VISA}/remove/").status_code == 404


def test_an_account_that_was_made_here_can_be_linked_to_a_record_of_the_clinic(dana: Shopper) -> None:
    assertContains(dana.get("/account/"), '<a href="/account/link/">Link my existing record at the clinic</a>')


def test_what_an_upstream_has_not_is_not_on_the_page(shopper: Shopper) -> None:
    shopper.sign_in()

    page = shopper.get("/account/")

    for text in ("Add a card", "/account/link/", "/quotes/"):
        assertNotContains(page, text)
    assertContains(page, 'name="new_payment_method"')


def test_how_far_credit_goes_is_told_beside_it(dana: Shopper, world: World) -> None:
    dana.add("Mineral Sunscreen SPF 50", 2)
    dana.get("/cart/")
    address = {"address1": "500 Pearl Street", "city": "Boulder", "province": "CO", "postal_code": "80302"}
    dana.post("/checkout/details/", address | {"country": "US"})

    assertContains(dana.get("/checkout/payment/"), "Use the credit on your account first: $25.00")
    world.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)
    assertContains(dana.get("/checkout/payment/"), "Credit on your account: $73.00")
