"""An order is found by its reference and email address, and then by a mailed link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, State
from storefront.clinics.models import Clinic
from storefront.mail.models import OutgoingEmail
from tests.mail.letterbox import letterbox
from tests.world import Shopper

ANA = "ana@harbour.example"
FIND = "/orders/find/"
PRODUCT = "Calm Evening Magnesium"


def ask(shopper: Shopper, reference: str, email: str = ANA) -> HttpResponse:
    return shopper.post(FIND, {"reference": reference, "email": email})


def mailed() -> list[str]:
    """Paths of the links that left."""
    return [path for email in letterbox() for path in re.findall(r"http://\S+?(/orders/link/\S+)", str(email.body))]


@pytest.fixture
def stranger(harbour: Clinic) -> Shopper:
    return Shopper("harbour.localhost")


def test_whoever_has_the_mailbox_sees_how_the_order_stands(attempt: OrderAttempt, stranger: Shopper) -> None:
    ask(stranger, attempt.reference.lower().replace("-", " "), ANA.upper())

    (path,) = mailed()
    page = stranger.get(path)

    assertContains(page, 'data-state="placed"')
    assertContains(page, attempt.reference)
    assertContains(page, "Your order is placed.")
    for private in (PRODUCT, "Lindqvist", ANA, "Quay Street"):
        assertNotContains(page, private)


def test_the_answer_is_the_same_for_an_order_that_is_not_there(attempt: OrderAttempt, stranger: Shopper) -> None:
    right = ask(stranger, attempt.reference)
    answers = [ask(stranger, "AAAA-2222"), ask(stranger, attempt.reference, "zoe@harbour.example")]

    def words(page: HttpResponse) -> str:
        return re.sub(r'value="[^"]+"|nonce="[^"]+"', "", page.content.decode())

    assert [reply.status_code for reply in answers] == [right.status_code] * 2 == [200, 200]
    assert {words(reply) for reply in answers} == {words(right)}
    assert len(mailed()) == 1


def test_what_was_never_submitted_is_not_found(shopper: Shopper, stranger: Shopper) -> None:
    shopper.add(PRODUCT)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.review_form()

    ask(stranger, OrderAttempt.objects.get().reference)

    assert mailed() == []


def test_asking_is_limited_and_no_mailbox_is_flooded(attempt: OrderAttempt, stranger: Shopper) -> None:
    answers = [ask(stranger, attempt.reference).status_code for _ in range(6)]

    assert answers == [200] * 5 + [422]
    assert len(mailed()) == 5


def test_a_link_lives_an_hour_and_at_its_clinic(attempt: OrderAttempt, stranger: Shopper, meadow: Clinic) -> None:
    ask(stranger, attempt.reference)
    (path,) = mailed()

    assert Shopper("meadow.localhost").get(path).status_code == 410
    assert stranger.get(path[:-2] + "x/").status_code == 410
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assertContains(stranger.get(path), "This link no longer works", status_code=410)


def test_an_order_that_forgot_its_patient_is_not_told(attempt: OrderAttempt, stranger: Shopper) -> None:
    ask(stranger, attempt.reference)
    OrderAttempt.objects.update(email_digest="")

    assert stranger.get(mailed()[0]).status_code == 410


@pytest.mark.parametrize(
    ("state", "says"),
    [(State.UNKNOWN, "We are checking your order"), (State.REVIEW, "Please call the clinic about this order.")],
)
def test_a_doubt_is_told_as_one(attempt: OrderAttempt, stranger: Shopper, state: State, says: str) -> None:
    OrderAttempt.objects.update(state=state)
    ask(stranger, attempt.reference)

    assertContains(stranger.get(mailed()[0]), says)


def test_what_cannot_be_a_reference_is_refused_with_words(stranger: Shopper) -> None:
    assertContains(ask(stranger, "12"), "A reference has eight letters and digits.", status_code=422)
    assertContains(ask(stranger, "", ""), "Enter the reference of the order.", status_code=422)


def test_without_a_mail_server_nothing_is_promised(stranger: Shopper, settings: Settings) -> None:
    assertContains(stranger.get("/login/"), FIND)
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"

    assertNotContains(stranger.get("/login/"), FIND)
    page = stranger.get(FIND)
    assertContains(page, "help@harbour.example")
    assertNotContains(page, 'name="reference"')
    assert not OutgoingEmail.objects.exists()
