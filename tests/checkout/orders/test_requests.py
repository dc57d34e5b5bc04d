"""What is sent for an attempt, and what is kept of it while it is in question."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import cast

import pytest
from django.test import RequestFactory
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders.requests import kept_request, request_for
from storefront.clinics.models import Clinic
from storefront.sessions.patient import PatientSession
from storefront.upstream.types import Access, Address
from storefront.web.request import PatientRequest
from tests.checkout.staff_case import written

HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.fixture
def attempt(harbour: Clinic) -> OrderAttempt:
    return written(harbour, "c-1", State.SENT)


@pytest.fixture
def request_of_ana(harbour: Clinic) -> PatientRequest:
    request = cast(PatientRequest, RequestFactory(headers={"host": "harbour.localhost"}).get("/checkout/review/"))
    now = timezone.now()
    access = Access("patient-of-c-1")
    request.patient = PatientSession(access, "Ana Lee", "ana@harbour.example", now + timedelta(hours=1), now)
    return request


def test_the_request_names_the_attempt_its_next_try_and_where_a_bank_leads_back(
    attempt: OrderAttempt, request_of_ana: PatientRequest
) -> None:
    sent = request_for(attempt, request_of_ana, address=HOME, payment_method="card")

    assert (sent.key, sent.reference, sent.cart_ref) == (attempt.key, attempt.reference, "c-1")
    assert sent.try_number == attempt.try_number + 1
    assert (sent.name, sent.email) == ("Ana Lee", "ana@harbour.example")
    assert sent.return_url == f"http://harbour.localhost/orders/{attempt.pk}/"
    assert (sent.address, sent.payment_method) == (HOME, "card")


@pytest.mark.parametrize("address", [HOME, None])
def test_what_was_sent_is_read_back_whole(
    attempt: OrderAttempt, request_of_ana: PatientRequest, address: Address | None
) -> None:
    sent = request_for(attempt, request_of_ana, address=address)

    attempt.seal_away({"request": asdict(sent)})

    assert kept_request(attempt) == sent


def test_without_anything_kept_there_is_no_request(attempt: OrderAttempt) -> None:
    assert kept_request(attempt) is None
