"""Where a patient goes when a cart or an order cannot be touched."""

from __future__ import annotations

from typing import cast

import pytest
from django.http import Http404
from django.test import RequestFactory
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from checkout.views.decorators import own_attempt
from storefront.clinics.models import Clinic
from storefront.sessions.patient import PatientSession
from storefront.upstream.types import Access
from storefront.web.request import PatientRequest
from tests.checkout.harbour import TEA
from tests.checkout.staff_case import written
from tests.world import Shopper


def request_of(clinic: Clinic, patient_ref: str) -> PatientRequest:
    request = cast(PatientRequest, RequestFactory().get("/orders/"))
    now = clinic.created_at
    request.clinic = clinic
    request.patient = PatientSession(Access(patient_ref), "Ana Lee", "ana@harbour.example", now, now)
    return request


@pytest.fixture
def mine(harbour: Clinic) -> OrderAttempt:
    return written(harbour, "c-1", State.SENT)


def test_a_patient_reaches_their_own_order(harbour: Clinic, mine: OrderAttempt) -> None:
    request = request_of(harbour, mine.patient_ref)

    assert own_attempt(request, mine.pk) == own_attempt(request, str(mine.pk)) == mine


def test_an_order_of_anybody_else_does_not_exist(harbour: Clinic, neighbour: Clinic, mine: OrderAttempt) -> None:
    for request in (request_of(harbour, "somebody"), request_of(neighbour, mine.patient_ref)):
        with pytest.raises(Http404):
            own_attempt(request, mine.pk)


@pytest.mark.parametrize("nonsense", ["", "1", "not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_what_names_no_order_does_not_exist(harbour: Clinic, nonsense: str) -> None:
    with pytest.raises(Http404):
        own_attempt(request_of(harbour, "ana"), nonsense)


def test_a_cart_of_somebody_whose_sign_in_ended_asks_to_sign_in_and_comes_back(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    session = shopper.browser.session
    del session["patient"]
    session.save()

    assert shopper.get("/cart/")["Location"] == "/login/?next=%2Fcart%2F"
    assert shopper.add(TEA)["Location"] == "/login/?next=%2Fcart%2F"


def test_a_locked_cart_leads_to_the_order_that_is_being_checked(ana: Shopper, harbour: Clinic) -> None:
    ana.get("/cart/")
    patient_ref = ana.browser.session["cart"]["owner"]
    doubtful = written(harbour, "another-cart", State.UNKNOWN, patient_ref=patient_ref)

    answer = ana.add(TEA)

    assert answer["Location"] == doubtful.get_absolute_url()
    assertContains(ana.get(answer["Location"]), "Until then your cart cannot change.")
