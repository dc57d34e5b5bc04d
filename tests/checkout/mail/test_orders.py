"""Emails about orders: who gets them, in which language, and what they never say."""

from __future__ import annotations

import pytest
from django.urls import set_urlconf
from pytest_django import Settings

from checkout.mail import orders as emails
from checkout.models import Contact, OrderAttempt
from storefront.clinics.models import Clinic
from storefront.mail.models import OutgoingEmail
from storefront.money import Money
from storefront.upstream.types import Order, OrderLine, Payment
from tests.mail.letterbox import letterbox

ORDER = Order("1", "1", Money.of(68, "CAD"), lines=(OrderLine("Clear Skin Plan", 2),))
PATIENT = "ana@harbour.example"


@pytest.fixture
def attempt(harbour: Clinic) -> OrderAttempt:
    attempt = OrderAttempt(
        clinic=harbour, upstream="careportals", cart_ref="1", patient_ref="p", shown_minor=6800, currency="CAD"
    )
    attempt.seal_contact(Contact(PATIENT, "Ana Costa", "fr"))
    attempt.save()
    return attempt


def placed(attempt: OrderAttempt, order: Order = ORDER) -> tuple[str, str]:
    """What the patient reads: plain text and HTML."""
    emails.order_placed(attempt, (order,))
    (email,) = [each for each in letterbox() if each.to == [PATIENT]]
    return str(email.body), str(email.alternatives[0][0])


def test_an_email_names_reference_and_amount_and_no_product_and_nobody(attempt: OrderAttempt) -> None:
    for said in placed(attempt):
        assert attempt.reference in said
        assert "$68.00" in said
        assert f"http://harbour.localhost/orders/{attempt.pk}/" in said
        for private in ("Clear Skin", "Ana", "Costa"):
            assert private not in said


def test_a_clinic_may_have_its_products_named(harbour: Clinic, attempt: OrderAttempt) -> None:
    harbour.emails_name_products = True

    for said in placed(attempt):
        assert "2 × Clear Skin Plan" in said


def test_it_is_in_the_patients_language_and_the_clinics_colour(harbour: Clinic, attempt: OrderAttempt) -> None:
    harbour.languages, harbour.brand_primary = ["en", "fr"], "#0b6e4f"

    text, html = placed(attempt)

    assert "Merci. Votre commande est passée." in text
    assert '<html lang="fr">' in html
    assert "#0b6e4f" in html
    assert "68,00" in text


def test_a_language_that_the_clinic_no_longer_speaks_gives_its_first(attempt: OrderAttempt) -> None:
    assert emails.language_at(attempt.clinic, "fr") == "en"
    assert "Thank you. Your order is placed." in placed(attempt)[0]


@pytest.mark.parametrize(
    ("payment", "says"),
    [
        (Payment.PAID, "$68.00 is charged once, to the payment method you chose."),
        (Payment.INVOICE, "the clinic sends you an invoice for $68.00"),
        (Payment.PROCESSING, "Your payment of $68.00 is under way."),
    ],
)
def test_it_says_where_the_money_is(attempt: OrderAttempt, payment: Payment, says: str) -> None:
    assert says in placed(attempt, Order("1", "1", Money.of(68, "CAD"), payment=payment))[0]


def test_what_happens_afterwards_is_told_once_each(attempt: OrderAttempt) -> None:
    for _ in range(2):
        emails.something_left_to_do(attempt, "photo")
        emails.order_shipped(attempt, "parcel 1")
        emails.order_cancelled(attempt)
        emails.payment_returned(attempt)
        emails.renewal_changed(attempt.clinic, PATIENT, "en", "/subscriptions/1/", "paused 2026-12-01")
    emails.something_left_to_do(attempt, "photo and questionnaire " * 10)

    assert sorted(OutgoingEmail.objects.values_list("kind", flat=True)) == [
        "order_action",
        "order_action",
        "order_cancelled",
        "order_shipped",
        "payment_returned",
        "renewal_changed",
    ]
    assert all("photo" not in str(each.body) for each in letterbox())


def test_the_clinic_is_told_where_it_wants_and_led_to_the_staff_page(
    harbour: Clinic, attempt: OrderAttempt, settings: Settings
) -> None:
    harbour.orders_email = "orders@harbour.example"
    placed(attempt)

    (email,) = [each for each in letterbox() if each.to == ["orders@harbour.example"]]
    assert f"http://staff.localhost/admin/checkout/orderattempt/{attempt.pk}/change/" in email.body
    assert PATIENT not in email.body

    settings.STAFF_HOSTS = frozenset()
    assert emails.staff_page_of(attempt) == ""


def test_links_are_right_when_staff_cause_the_email(attempt: OrderAttempt) -> None:
    set_urlconf("storefront.staff_urls")
    try:
        assert emails.page_of(attempt) == f"/orders/{attempt.pk}/"
    finally:
        set_urlconf(None)


def test_an_order_of_nobody_is_told_to_nobody(attempt: OrderAttempt) -> None:
    attempt.sealed_contact = ""

    emails.order_shipped(attempt)

    assert letterbox() == []
