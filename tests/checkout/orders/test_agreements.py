"""What a patient accepted is kept with the order, in the words that they read."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from checkout.models import Agreement
from checkout.orders.agreements import accept_quote
from storefront.clinics.models import Clinic, ClinicText
from storefront.money import Money
from storefront.upstream.types import Quote, QuoteStatus
from tests.checkout.staff_case import written
from tests.staff.people import clinic_staff
from tests.world import Shopper

TERMS = "https://harbour.example/terms"
PLAN = "Clear Skin Treatment Plan"


@pytest.fixture
def terms(harbour: Clinic) -> ClinicText:
    return ClinicText.objects.create(clinic=harbour, language="en", terms_url=TERMS)


def order(shopper: Shopper, product: str) -> None:
    shopper.add(product)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()


def test_the_terms_are_kept_in_the_words_of_the_page(terms: ClinicText, shopper: Shopper) -> None:
    order(shopper, "Calm Evening Magnesium")

    (agreement,) = shopper.attempt().agreements.all()
    assert (agreement.kind, agreement.language, agreement.url) == ("terms", "en", TERMS)
    assert agreement.wording == "By placing the order you accept the terms of sale (new tab)."
    assert len(agreement.version) == 16


def test_how_an_item_renews_is_kept_as_it_was_shown(harbour: Clinic, shopper: Shopper) -> None:
    order(shopper, PLAN)

    (agreement,) = shopper.attempt().agreements.all()
    assert agreement.kind == "renewal"
    assert agreement.wording.startswith("Renews ")
    assert "until you stop it" in agreement.wording
    assert PLAN not in agreement.wording


def test_other_terms_at_a_later_try_are_another_version(terms: ClinicText, shopper: Shopper) -> None:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.choose("0002")
    shopper.place_order()
    shopper.place_order()
    assert shopper.attempt().agreements.count() == 1

    terms.terms_url = f"{TERMS}/2027"
    terms.save()
    shopper.choose("4242")
    shopper.place_order()

    assert [each.url for each in shopper.attempt().agreements.all()] == [TERMS, f"{TERMS}/2027"]
    assert Agreement.objects.values("version").distinct().count() == 2


def test_the_terms_of_a_quote_are_kept(harbour: Clinic) -> None:
    attempt, total = written(harbour, "quote:1"), Money.of(5, "CAD")

    accept_quote(attempt, Quote("1", QuoteStatus.ACCEPTED, (), total, total))
    accept_quote(attempt, Quote("1", QuoteStatus.ACCEPTED, (), total, total, terms="Paid within 14 days."))

    (agreement,) = attempt.agreements.all()
    assert (agreement.kind, agreement.wording) == ("quote", "Paid within 14 days.")


def test_staff_see_what_was_accepted(terms: ClinicText, harbour: Clinic, shopper: Shopper) -> None:
    order(shopper, "Calm Evening Magnesium")

    page = clinic_staff(harbour).get(f"/admin/checkout/orderattempt/{shopper.attempt().pk}/change/")

    assertContains(page, "Accepted with the order")
    assertContains(page, TERMS)
