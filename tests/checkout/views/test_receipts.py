"""A patient gets the receipt of their order, on a page and as PDF, at every upstream."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt
from sandbox.decoda import demo
from sandbox.decoda.state import state_of as sandbox_state
from storefront.clinics.models import Clinic
from tests.checkout.case import Case
from tests.houses import House
from tests.world import Shopper, World


def receipt_page(shopper: Shopper, more: str = "") -> HttpResponse:
    return shopper.get(f"/orders/{shopper.attempt().pk}/receipt/{more}")


@pytest.fixture
def ordered(case: Case, house: House) -> Case:
    Clinic.objects.update(legal_name="The Clinic Inc.", postal_address="1 Main Street\nCalgary")
    case.place_order()
    return case


def test_a_placed_order_has_a_receipt_with_all_that_an_insurer_asks_for(ordered: Case, house: House) -> None:
    page = receipt_page(ordered.shopper)

    assertContains(page, 'id="receipt"')
    for words in ("The Clinic Inc.", "1 Main Street", ordered.attempt.reference, house.product, "Price each"):
        assertContains(page, words)
    kind = "Receipt" if house.slug != "summit" else "Order"  # there the clinic sends an invoice
    assertContains(page, f'id="receipt-title">{kind}</h1>')


def test_the_same_is_there_as_pdf(ordered: Case) -> None:
    reply = receipt_page(ordered.shopper, "pdf/")

    assert reply["Content-Type"] == "application/pdf"
    assert reply["Content-Disposition"] == f'attachment; filename="{ordered.attempt.reference}.pdf"'
    assert reply.content.startswith(b"%PDF-")
    assert "no-store" in reply["Cache-Control"]


def test_the_order_leads_to_its_receipt(ordered: Case) -> None:
    assertContains(ordered.page(), f"{ordered.path}receipt/")


def test_the_saved_card_that_paid_is_named(attempt: OrderAttempt, shopper: Shopper) -> None:
    assertContains(receipt_page(shopper), "Visa ending in 4242")


def test_a_fee_and_a_refund_of_the_upstream_are_on_it(meadow: Clinic, world: World) -> None:
    dana = Shopper("meadow.localhost")
    dana.add("Mineral Sunscreen SPF 50")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    dana.choose("4242", {"address1": "500 Pearl Street", "city": "Boulder", "province": "CO"} | US)
    dana.place_order()
    (payment,) = sandbox_state(world).tenants[demo.TENANT].payments.values()  # type: ignore[arg-type]
    payment.fee = 90
    more = {"fee": 0, "reason": "OTHER", "createdDate": "2026-11-28T09:00:00Z"}
    payment.refunds = [
        {"id": "r", "paymentId": payment.id, "amount": 500, "status": "SUCCEEDED"} | more,
        {"id": "s", "paymentId": payment.id, "amount": 700, "status": "FAILED"} | more,
    ]

    page = receipt_page(dana)

    assertContains(page, "Visa ending in 4242")
    assertContains(page, "$0.90")
    assertContains(page, "−$5.00")
    assert sum(call.endswith("/receipt") for call in world.calls()) == 1


US = {"address2": "", "postal_code": "80302", "country": "US"}


def test_while_the_upstream_is_silent_there_is_no_half_receipt(
    attempt: OrderAttempt, shopper: Shopper, world: World
) -> None:
    world.down()

    page = receipt_page(shopper)

    assertContains(page, "We cannot see all of this order right now.", status_code=503)
    assertNotContains(page, 'id="receipt"', status_code=503)
    assert receipt_page(shopper, "pdf/").status_code == 303


def test_what_was_not_placed_has_none(in_review: OrderAttempt, shopper: Shopper) -> None:
    assert receipt_page(shopper).status_code == 404


def test_another_patients_receipt_does_not_exist(attempt: OrderAttempt, shopper: Shopper) -> None:
    OrderAttempt.objects.update(patient_ref="somebody-else")

    for more in ("", "pdf/"):
        assert shopper.get(f"/orders/{attempt.pk}/receipt/{more}").status_code == 404
