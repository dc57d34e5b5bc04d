"""Signing up, in and out: nothing is lost, and nobody learns who has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.patients.models import Consent
from tests.world import NEW_PATIENT, Shopper, World

TEA = "Calm Evening Magnesium"


def test_a_new_patient_is_logged_in_and_back_at_the_cart(shopper: Shopper) -> None:
    shopper.add(TEA)

    reply = shopper.post("/signup/", NEW_PATIENT | {"next": "/cart/"})

    assert (reply.status_code, reply["Location"]) == (303, "/cart/")
    page = shopper.get("/cart/")
    assertContains(page, "Log out")
    assertContains(page, TEA)


@pytest.mark.parametrize(
    ("phone", "sent"),
    [("403 555 0123", "+14035550123"), ("+44 20 7946 0018", "+442079460018"), ("(403)555-0123", "+14035550123")],
)
def test_any_shape_of_phone_is_taken_and_sent_as_the_upstream_wants_it(
    shopper: Shopper, world: World, phone: str, sent: str
) -> None:
    shopper.post("/signup/", NEW_PATIENT | {"phone": phone})

    created = next(call for call in world.ledger.calls if call.template.endswith("/users"))
    assert created.request.json["phone"] == sent


def test_what_was_wrong_is_said_in_words_and_everything_typed_is_kept(shopper: Shopper, world: World) -> None:
    bad = NEW_PATIENT | {"bday_day": "31", "phone": "12", "password": "qwzx1"}

    page = shopper.post("/signup/", bad)

    assertContains(page, 'id="error-summary"', status_code=422)
    assertContains(page, "Error:", status_code=422)
    assertContains(page, "O&#x27;Neill-Dùbois", status_code=422)
    assertNotContains(page, "qwzx1", status_code=422)
    assert not [call for call in world.calls() if call.endswith("/users")]


def test_a_taken_address_and_an_invalid_one_read_alike(shopper: Shopper, world: World) -> None:
    taken = shopper.post("/signup/", NEW_PATIENT | {"email": "ana@harbour.example"})
    world.faults.arm("status", path="*/users", status=406, times=1)
    invalid = Shopper(shopper.host).post("/signup/", NEW_PATIENT | {"email": "ana@harbour.example"})

    def bare(page: object) -> bytes:
        return b"".join(line for line in page.content.splitlines() if b"csrf" not in line)  # type: ignore[attr-defined]

    assert taken.status_code == invalid.status_code == 422
    assert bare(taken) == bare(invalid)
    assertContains(taken, "log in or reset your password", status_code=422)


def test_what_the_patient_agreed_to_is_kept_in_the_words_they_read(shopper: Shopper) -> None:
    shopper.post("/signup/", NEW_PATIENT | {"accept_marketing": "on"})

    consent = Consent.objects.get()
    assert consent.given
    assert "news and offers" in consent.wording
    assert (consent.language, bool(consent.version)) == ("en", True)


def test_a_wrong_password_keeps_the_address_and_says_one_thing_for_all_causes(shopper: Shopper) -> None:
    wrong = shopper.post("/login/", {"email": "ana@harbour.example", "password": "nope-nope"})
    unknown = Shopper(shopper.host).post("/login/", {"email": "nobody@harbour.example", "password": "nope-nope"})

    for page in (wrong, unknown):
        assertContains(page, "do not match", status_code=422)
        assertNotContains(page, "nope-nope", status_code=422)
    assertContains(wrong, 'value="ana@harbour.example"', status_code=422)


def test_guessing_is_slowed_down_and_the_wait_is_told(shopper: Shopper, world: World) -> None:
    for _ in range(5):
        shopper.sign_in(password="wrong-wrong")
    before = len(world.ledger.calls)

    page = shopper.sign_in(password="wrong-wrong")

    assertContains(page, "Too many tries. Please wait", status_code=422)
    assert world.calls(before) == []
    later = timezone.now() + timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        assert shopper.sign_in().status_code == 303


def test_signing_in_rightly_is_never_too_often(shopper: Shopper) -> None:
    for _ in range(25):
        assert Shopper(shopper.host).sign_in().status_code == 303


def test_logging_out_ends_everything_here(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    old = shopper.browser.cookies["session"].value

    reply = shopper.post("/logout/")

    assert reply["Clear-Site-Data"] == '"cache", "storage"'
    assertNotContains(shopper.get("/cart/"), TEA)
    stolen = Shopper(shopper.host)
    stolen.browser.cookies["session"] = old
    assertContains(stolen.get("/cart/"), "Log in")
    assertNotContains(stolen.get("/cart/"), TEA)
    assert shopper.get("/logout/").status_code == 303


def test_a_token_that_the_upstream_no_longer_takes_leads_to_login_and_back(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.choose("4242")
    form = shopper.review_form()
    world.set_option("careportals", "expire-tokens")

    pressed = shopper.post("/checkout/review/", form)

    assert pressed["Location"] == "/login/?next=%2Fcheckout%2Freview%2F"
    assert world.ledger.orders() == []
    shopper.post("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!"})
    shopper.place_order()
    assert len(world.ledger.orders()) == 1


def test_a_reset_is_asked_for_alike_for_known_and_unknown_addresses(shopper: Shopper) -> None:
    known = shopper.post("/password/", {"email": "ana@harbour.example"})
    unknown = shopper.post("/password/", {"email": "nobody@harbour.example"})

    assert known.status_code == unknown.status_code == 200
    assert [line for line in known.content.splitlines() if b"csrf" not in line] == [
        line for line in unknown.content.splitlines() if b"csrf" not in line
    ]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!"}),
        ("/signup/", NEW_PATIENT),
        ("/password/", {"email": "ana@harbour.example"}),
    ],
)
def test_when_the_upstream_is_down_the_form_stays_as_it_was_typed(
    shopper: Shopper, world: World, path: str, data: dict[str, str]
) -> None:
    world.down()

    page = shopper.post(path, data)

    assertContains(page, 'id="error-summary"', status_code=503)
    assertContains(page, f'value="{data["email"]}"', status_code=503)


def test_a_card_is_added_and_removed(shopper: Shopper) -> None:
    shopper.sign_in("cy@harbour.example")

    assert shopper.post("/account/cards/", {"new_payment_method": "pm_card_visa"}).status_code == 303
    page = shopper.get("/account/").content.decode()
    assert "4242" in page
    ref = page.split("/account/cards/")[1].split("/remove/")[0]
    assert shopper.post(f"/account/cards/{ref}/remove/").status_code == 303
    assertNotContains(shopper.get("/account/"), "4242")


@pytest.mark.parametrize("path", ["/login/", "/signup/"])
def test_whoever_is_signed_in_is_led_on(shopper: Shopper, path: str) -> None:
    shopper.sign_in()

    assert shopper.get(path)["Location"] == "/cart/"
    assert shopper.get(f"{path}?next=/orders/")["Location"] == "/orders/"
    assert shopper.get(f"{path}?next=//evil.example/")["Location"] == "/cart/"


def test_password_managers_find_where_a_password_is_changed(shopper: Shopper) -> None:
    assert shopper.get("/.well-known/change-password")["Location"] == "/password/"


def test_a_clinic_that_resets_no_password_says_whom_to_ask(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")

    login = shopper.get("/login/")
    assertNotContains(login, 'href="/password/"')
    assertContains(login, "Forgot your password? Call or write to Summit Health.")
    refused = shopper.sign_in("erin@summit.example", "wrong")
    assertNotContains(refused, "reset your password", status_code=422)
    assertContains(refused, "or ask the clinic for help", status_code=422)
    page = shopper.get("/password/")
    assertContains(page, "help@summit.example")
    assertNotContains(page, "<form class")
