"""What holds on every page: calm failures, safe headers, own words, and how often the upstream is asked."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from storefront.clinics.models import ClinicText
from tests.world import ADDRESS, CAREPORTALS, Shopper, World

pytestmark = pytest.mark.slow

TEA = "Calm Evening Magnesium"

PUBLIC = ["/", "/login/", "/signup/", "/password/", "/cart/"]
PERSONAL = [
    "/account/",
    "/checkout/details/",
    "/checkout/payment/",
    "/checkout/review/",
    "/orders/",
]
# path, calls as a guest or a patient who has been here before: what a page asks of the upstream
CALLS = {
    "/login/": [],
    "/signup/": [],
    "/password/": [],
    "/": [],
    "/cart/": ["GET /v2/checkout/{cart}/start"],
    "/checkout/details/": [],
    "/checkout/payment/": ["GET /v2/checkout/{cart}/start"],
    "/checkout/review/": ["GET /v2/checkout/{cart}/start"],
    "/orders/": [],
    "/account/": ["GET /users/account", "GET /users/payment-methods"],
}
SIGNED_IN = [path for path in PUBLIC + PERSONAL if path not in ("/login/", "/signup/")]  # those lead on


@pytest.fixture
def patient(shopper: Shopper) -> Shopper:
    """Ana, with a cart and every step of the checkout answered."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")
    return shopper


@pytest.mark.parametrize("path", SIGNED_IN)
def test_an_upstream_that_is_down_is_never_a_broken_page(patient: Shopper, world: World, path: str) -> None:
    world.down()

    page = patient.get(path)

    assert page.status_code in (200, 503)
    assertContains(page, "</html>", status_code=page.status_code)
    if page.status_code == 503:
        assertContains(page, "Your cart is safe", status_code=503)
        assertContains(page, "Try again", status_code=503)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_first_visit_while_the_upstream_is_down_is_calm_too(shopper: Shopper, world: World, path: str) -> None:
    world.down()

    assert shopper.get(path).status_code in (200, 503)


@pytest.mark.parametrize("path", CALLS)
def test_how_often_a_page_asks_the_upstream(patient: Shopper, world: World, path: str) -> None:
    before = len(world.ledger.calls)

    patient.get(path)

    assert sorted(world.calls(before)) == CALLS[path]


@pytest.mark.parametrize("path", PUBLIC + PERSONAL + ["/nowhere/", "/brand.css"])
def test_every_answer_carries_the_safe_headers(patient: Shopper, path: str) -> None:
    reply = patient.get(path)

    policy = reply["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Referrer-Policy"] == "same-origin"
    assert reply["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in reply
    if path != "/brand.css":
        assert "no-store" in reply["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC + PERSONAL)
def test_a_strangers_script_may_run_only_where_a_card_is_entered(patient: Shopper, path: str) -> None:
    allowed = "upstreams.test" in patient.get(path)["Content-Security-Policy"]

    assert allowed is (path in ("/account/", "/checkout/payment/"))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_no_script_no_style_and_no_stranger_is_inside_a_page(patient: Shopper, path: str) -> None:
    html = patient.get(path).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    for address in re.findall(r'(?:src|href|action)="([^"]+)"', html):
        own = address.startswith(("/", "#", "?", "tel:", "mailto:")) and not address.startswith("//")
        assert own or path in ("/account/", "/checkout/payment/"), address


@pytest.mark.parametrize("path", SIGNED_IN)
def test_no_product_and_no_person_is_in_a_title_or_an_address(patient: Shopper, path: str) -> None:
    html = patient.get(path).content.decode()

    title = re.findall(r"<title>(.*?)</title>", html, re.S)[0]
    assert TEA not in title
    assert "Ana" not in title


def test_two_clinics_share_nothing(patient: Shopper, world: World, make_clinic: object) -> None:
    make_clinic("borealis", CAREPORTALS | {"organization": "borealis_demo"}, currency="USD")  # type: ignore[operator]
    patient.place_order()
    attempt = patient.attempt()
    other = Shopper("borealis.localhost")
    other.browser.cookies = patient.browser.cookies

    assert other.get("/account/")["Location"].startswith("/login/")
    assert other.get(f"/orders/{attempt.pk}/")["Location"].startswith("/login/")
    assert b"Northern Herb Tea" in other.get("/").content
    assert TEA.encode() not in other.get("/").content


def test_a_closed_clinic_sells_nothing_and_says_why(patient: Shopper, harbour: object) -> None:
    harbour.is_open = False  # type: ignore[attr-defined]
    ClinicText.objects.create(clinic=harbour, language="en", closed="We are moving. Back on Monday.")  # type: ignore[misc]
    harbour.save()  # type: ignore[attr-defined]

    for path in ("/", "/cart/", "/checkout/review/"):
        assertContains(patient.get(path), "Back on Monday", status_code=503)
    assert patient.get("/orders/").status_code == 200


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/cart/add/", {"product": "\x00", "quantity": "\x00"}),
        ("/cart/add/", {}),
        ("/checkout/details/", ADDRESS | {"country": "XX", "city": "\x00"}),
        ("/checkout/details/", {"address1": "é" * 5000}),
        ("/checkout/payment/", {"payment_method": "pm_somebody_elses"}),
        ("/checkout/payment/", {"payment_method": "new", "new_payment_method": "../../etc"}),
        ("/checkout/payment/", {"payment_method": "new:pm_made_up"}),
        ("/account/cards/", {"new_payment_method": "4242424242424242"}),
        ("/account/cards/..%2f/remove/", {}),
        ("/signup/", {"email": "x" * 10_000}),
        ("/login/", {"email": "\x00", "password": "\x00"}),
    ],
)
def test_nonsense_is_answered_and_never_a_500(patient: Shopper, path: str, data: dict[str, str]) -> None:
    assert patient.post(path, data).status_code in (303, 404, 422)


def test_bytes_that_are_no_text_are_answered(patient: Shopper) -> None:
    browser: Client = patient.browser
    reply = browser.post("/cart/coupon/", b"code=%ff%fe", content_type="application/x-www-form-urlencoded")
    assert reply.status_code == 422
