"""A sign-in has a session key of its own, is sealed, and ends by itself with nothing lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from storefront.sessions.patient import PatientSession, ended_patient, keep_choice, load_choice
from storefront.sessions.store import SessionStore
from storefront.upstream.types import Access, Profile, SignedInAccount
from storefront.web.request import ShopRequest
from tests.world import ADDRESS, Shopper

TEA = "Calm Evening Magnesium"


def test_the_session_key_changes_at_sign_in(shopper: Shopper) -> None:
    shopper.add(TEA)
    planted = shopper.browser.cookies["session"].value

    shopper.sign_in()

    assert shopper.browser.cookies["session"].value != planted
    assert TEA in shopper.lines()


def test_nothing_readable_is_kept_of_a_patient(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.post("/checkout/details/", ADDRESS)

    kept = " ".join(str(row) for row in StoredSession.objects.values_list())
    for secret in ("ana@", TEA, "Quay", "Lindqvist", shopper.browser.cookies["session"].value):
        assert secret not in kept


def test_an_idle_sign_in_ends_and_the_same_step_goes_on_with_everything_kept(shopper: Shopper) -> None:
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.post("/cart/coupon/", {"code": "NEW20"})
    shopper.choose("4242")

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        asked = shopper.get("/checkout/review/")
        assert asked["Location"] == "/login/?next=%2Fcheckout%2Freview%2F"
        assertContains(shopper.get(asked["Location"]), "Nothing is lost")
        back = shopper.post(
            "/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!", "next": "/checkout/review/"}
        )
        page = shopper.get(back["Location"])
        assertContains(page, "$54.40")
        assertContains(page, "4242")
        assertContains(page, "12 Quay Street")


def test_a_cart_of_a_patient_whose_sign_in_ended_is_shown_to_nobody_else(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert shopper.get("/cart/")["Location"].startswith("/login/")
        assertNotContains(shopper.get("/"), 'data-count="1"')
        shopper.sign_in("cy@harbour.example")
        assertNotContains(shopper.get("/cart/"), TEA)


@pytest.fixture
def request_of_harbour(harbour: Clinic, rf: RequestFactory) -> ShopRequest:
    request = rf.get("/")
    request.session = SessionStore(clinic="harbour")
    request.clinic = harbour  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def member(ref: str, expires_at: datetime | None = None) -> SignedInAccount:
    return SignedInAccount(Access(ref, token="t", expires_at=expires_at), Profile("Ana", "Lindqvist", "ana@a.example"))


def test_a_sign_in_ends_with_the_token_of_the_upstream(request_of_harbour: ShopRequest) -> None:
    ends = timezone.now() + timedelta(minutes=5)

    PatientSession.begin(request_of_harbour, member("p1", ends))

    patient = PatientSession.of(request_of_harbour)
    assert patient
    assert 290 <= patient.seconds_at_most <= 300
    with time_machine.travel(ends, tick=False):
        assert PatientSession.of(request_of_harbour) is None
    assert ended_patient(request_of_harbour) == "p1"


def test_every_page_begins_the_idle_clock_anew(request_of_harbour: ShopRequest) -> None:
    PatientSession.begin(request_of_harbour, member("p1"))
    for minutes in (20, 40, 60):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            assert PatientSession.of(request_of_harbour)


def test_what_another_version_wrote_asks_for_a_sign_in(request_of_harbour: ShopRequest) -> None:
    request_of_harbour.session["patient"] = {"access": {"unknown": 1}}

    assert PatientSession.of(request_of_harbour) is None
    assert "patient" not in request_of_harbour.session


def test_a_choice_between_accounts_is_kept_for_a_while(request_of_harbour: ShopRequest) -> None:
    accounts = (member("p1"), member("p2"))
    keep_choice(request_of_harbour, accounts)

    assert load_choice(request_of_harbour) == accounts
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert load_choice(request_of_harbour) == ()
    assert "account_choice" not in request_of_harbour.session
