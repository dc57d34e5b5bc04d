"""Pages of the shop that sell nothing."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic, ClinicText
from tests.world import Shopper, World


def test_every_page_leads_to_the_accessibility_statement(shopper: Shopper, world: World) -> None:
    for path in ("/", "/cart/", "/login/"):
        assertContains(shopper.get(path), 'href="/accessibility/"')


def test_the_statement_is_the_clinics(harbour: Clinic, shopper: Shopper) -> None:
    ClinicText.objects.create(clinic=harbour, language="en", accessibility="Our door has two steps.\n\nRing, we help.")

    page = shopper.get("/accessibility/")

    for words in ("Harbour Health wants everybody", "WCAG", "<p>Ring, we help.</p>", "help@harbour.example"):
        assertContains(page, words)


def test_it_can_be_read_while_the_shop_is_closed(harbour: Clinic, shopper: Shopper) -> None:
    Clinic.objects.update(is_open=False)

    assert shopper.get("/accessibility/").status_code == 200
