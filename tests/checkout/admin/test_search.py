"""Staff find an order by whatever a patient tells them, and an email address leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from checkout.models import OrderAttempt
from storefront.clinics.models import Clinic
from storefront.staff.models import StaffEvent
from tests.checkout.staff_case import FIND, LIST, find, page_of
from tests.staff.people import clinic_staff


@pytest.mark.parametrize("spelt", ["{0}", "  {0} ", "{1}", "{2}"], ids=["as read", "spaces", "no dash", "lower case"])
def test_an_order_is_found_by_its_reference_however_it_is_written(
    staff: Client, attempt: OrderAttempt, spelt: str
) -> None:
    reference = attempt.reference
    typed = spelt.format(reference, reference.replace("-", " "), reference.replace("-", "").lower())

    page = find(staff, typed)

    assert f"{page_of(attempt)}" in page
    assert "<td>reference</td>" in page


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (lambda attempt: attempt.placed_orders.get().upstream_order_id, "the upstream&#x27;s order id"),
        (lambda attempt: attempt.placed_orders.get().number.lower(), "the upstream&#x27;s order"),
        (lambda attempt: attempt.cart_ref, "cart"),
        (lambda attempt: attempt.patient_ref, "patient reference"),
        (lambda attempt: attempt.key, "our key at the upstream"),
        (lambda attempt: " Ana@Harbour.example", "email address"),
    ],
    ids=["order id", "order number", "cart", "patient", "key", "e-mail"],
)
def test_an_order_is_found_by_what_is_known_and_says_why(
    staff: Client, attempt: OrderAttempt, what: Callable[[OrderAttempt], str], why: str
) -> None:
    page = find(staff, what(attempt))

    assert page_of(attempt) in page
    assert why in page


def test_an_email_address_leaves_no_trace(staff: Client, attempt: OrderAttempt) -> None:
    answer = staff.post(FIND, {"what": "ana@harbour.example"})

    assertRedirects(answer, FIND)
    kept = [*StaffEvent.objects.values_list("subject", "detail"), dict(staff.session.items())]
    assert "ana@" not in str(kept)
    assert "ana@" not in str(OrderAttempt.objects.values().get())
    assert StaffEvent.objects.filter(detail="searched by email address: 1 found").exists()
    assertNotContains(staff.get(FIND), "ana@")


def test_an_email_address_in_the_address_bar_finds_nothing_and_says_where_to_type_it(
    staff: Client, attempt: OrderAttempt
) -> None:
    shown = staff.get(LIST, {"q": "ana@harbour.example"})

    assertContains(shown, "does not belong into the address bar")
    assertNotContains(shown, attempt.reference)


def test_a_link_may_search_by_reference(staff: Client, attempt: OrderAttempt) -> None:
    assertContains(staff.get(LIST, {"q": attempt.reference.lower()}), attempt.reference)
    assertNotContains(staff.get(LIST, {"q": "H7K2-9QXM"}), attempt.reference)


def test_an_address_is_found_after_the_keys_were_rotated(
    staff: Client, attempt: OrderAttempt, settings: Settings
) -> None:
    settings.FIELD_KEYS = ("a-new-first-key-of-the-ring-0123456789", *settings.FIELD_KEYS)

    assert page_of(attempt) in find(staff, "ana@harbour.example")


@pytest.mark.parametrize("nonsense", ["", "   ", "@", "' OR 1=1 --", "x" * 5000, "\x00", "H7K2-9QXM", "=1+1"])
def test_nonsense_finds_nothing(staff: Client, attempt: OrderAttempt, nonsense: str) -> None:
    answer = staff.post(FIND, {"what": nonsense}, follow=True)

    assert answer.status_code == 200
    assertNotContains(answer, page_of(attempt))


def test_what_was_found_is_asked_again_when_it_is_shown(harbour: Clinic, attempt: OrderAttempt) -> None:
    staff = clinic_staff(harbour)
    assert page_of(attempt) in find(staff, attempt.reference)

    harbour.memberships.all().delete()

    assertNotContains(staff.get(FIND), page_of(attempt))
