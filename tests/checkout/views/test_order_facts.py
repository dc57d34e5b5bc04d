"""What became of an order, as its page and the list of orders say it: what the upstream says, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import PlacedOrder
from storefront.clinics.models import Clinic
from storefront.statistics.health import RECORDER
from storefront.statistics.models import UpstreamFailure
from tests.checkout.harbour import PLAN
from tests.houses import HOUSES, House, go_to_the_button
from tests.world import Shopper, World

HARBOUR, MEADOW, SUMMIT = HOUSES
PORTAL = "https://aurora.portals.care"


def status_of(page: HttpResponse, of: str = "order") -> str:
    return str(re.findall(rf'id="{of}"[^>]*data-status="(\w+)"', page.content.decode())[0])


def row_status(shopper: Shopper) -> str:
    page = shopper.get("/orders/").content.decode()
    return str(re.findall(rf'data-order="{shopper.attempt().pk}" data-status="(\w+)"', page)[0])


def order_page(shopper: Shopper) -> HttpResponse:
    return shopper.get(f"/orders/{shopper.attempt().pk}/")


def order_ref() -> str:
    return PlacedOrder.objects.get().upstream_order_id


def ordered(house: House) -> Shopper:
    shopper = go_to_the_button(Shopper(f"{house.slug}.localhost"), house)
    shopper.place_order()
    return shopper


def with_plan(shopper: Shopper) -> Shopper:
    """Ana's order of a plan that waits for an intake form and a photo."""
    shopper.add(PLAN)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()
    return shopper


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ("Processing", "waiting", "Thank you. Your order is placed."),
        ("awaiting_payment", "action", "Your order is not paid"),
        ("Awaiting Results", "waiting", "The clinic waits for your laboratory results."),
        ("awaiting_script", "waiting", "A clinician is looking at it now."),
        ("Awaiting Fulfillment", "preparing", "It is approved, and the pharmacy has it."),
        ("awaiting_shipment", "preparing", "It is being packed for shipping."),
        ("shipped", "shipped", "Your order is on its way"),
        ("Delivered", "delivered", "Your order was delivered"),
        ("cancelled", "cancelled", "Your order is cancelled"),
        ("refunded", "refunded", "Your order was refunded"),
    ],
)
def test_page_and_list_say_what_became_of_an_order(
    ana: Shopper, world: World, said: str, status: str, words: str
) -> None:
    ana.place_order()
    world.set_option("careportals", "order-status", order=order_ref(), status=said)

    page = order_page(ana)

    assert (status_of(page), row_status(ana)) == (status, status)
    assertContains(page, words)
    assertContains(page, 'data-state="placed"')


def test_an_order_that_has_ended_promises_nothing_more(ana: Shopper, world: World) -> None:
    ana.place_order()
    for said in ("cancelled", "refunded"):
        world.set_option("careportals", "order-status", order=order_ref(), status=said)

        page = order_page(ana)

        assertNotContains(page, "What happens next")
        assertNotContains(page, "is charged once")
        assertNotContains(page, "Thank you")


def test_a_status_that_nobody_knows_sends_to_the_clinic_and_is_told_to_staff(ana: Shopper, world: World) -> None:
    ana.place_order()
    world.set_option("careportals", "order-status", order=order_ref(), status="on the moon")

    page = order_page(ana)

    assertContains(page, "Please ask the clinic about your order")
    assertNotContains(page, "moon")
    assertNotContains(page, "Thank you")
    assertContains(ana.get("/orders/"), "Ask the clinic")
    RECORDER.flush()
    assert UpstreamFailure.objects.get().operation == "Read order status"


def test_what_is_left_to_do_is_listed_with_the_way_to_the_portal(
    shopper: Shopper, harbour: Clinic, world: World
) -> None:
    harbour.portal_url = PORTAL
    harbour.save()
    with_plan(shopper)

    page, orders = order_page(shopper), shopper.get("/orders/")

    assert (status_of(page), row_status(shopper)) == ("action", "action")
    for words in ("Intake form", "Photo of your ID"):
        assertContains(page, words)
        assertContains(orders, words)
    assertContains(page, f'href="{PORTAL}"')
    assertContains(page, "Come back to this page afterwards")
    assertContains(page, "same email address and password")
    assertContains(orders, f"/orders/{shopper.attempt().pk}/#order-actions")


def test_without_a_portal_the_clinic_is_asked(shopper: Shopper) -> None:
    page = order_page(with_plan(shopper))

    assertContains(page, 'id="order-actions"')
    assertContains(page, "The clinic tells you how to do this.")
    assertNotContains(page, "patient portal")


@pytest.mark.parametrize("on_lines", [True, False])
@pytest.mark.parametrize("snake", [True, False])
def test_requirements_are_understood_in_every_published_shape(
    shopper: Shopper, world: World, on_lines: bool, snake: bool
) -> None:
    world.set_option("careportals", "requirements-on-lines", on=on_lines)
    world.set_option("careportals", "snake-statuses", on=snake)

    page = order_page(with_plan(shopper)).content.decode()

    assert page.count("Photo of your ID") == 1
    assert status_of(order_page(shopper)) == "action"


def test_what_was_asked_for_is_gone_when_the_order_goes_on(shopper: Shopper, world: World) -> None:
    with_plan(shopper)
    world.set_option("careportals", "order-status", order=order_ref(), status="awaiting_script")

    page = order_page(shopper)

    assert status_of(page) == "waiting"
    assertNotContains(page, "order-actions")
    assertNotContains(page, "Photo of your ID")


def test_the_number_of_the_clinic_comes_first_and_ours_is_small(ana: Shopper) -> None:
    ana.place_order()

    page = order_page(ana)

    assertContains(page, '<strong id="order-number">10483</strong>')
    assertContains(page, f'<span id="order-reference">{ana.attempt().reference}</span>')
    assertContains(page, "Tell the clinic the order number.")


def test_without_an_answer_nothing_is_said_to_have_become_of_it(ana: Shopper, world: World) -> None:
    ana.place_order()
    world.down(path="*/payments")

    page, orders = order_page(ana), ana.get("/orders/")

    assertContains(page, "We cannot see right now what became of it.")
    assertContains(orders, "Status not known right now")
    assert status_of(page) == "waiting"


def test_the_list_is_cut_into_pages_and_asks_about_no_more_than_it_shows(ana: Shopper, world: World) -> None:
    ana.place_order()
    first = ana.attempt()
    for n in range(10):
        first.pk, first.reference, first.cart_ref = None, f"COPY-{n:04}", f"cart-{n}"
        first._state.adding = True
        first.save()
    before = len(world.calls())

    assertContains(ana.get("/orders/"), "?page=2")

    assert len(world.calls()) - before <= 10
    assertContains(ana.get("/orders/?page=2"), "Newer orders")


def test_elastic_path_tells_of_parcels_refunds_and_cancelling(summit: Clinic, world: World) -> None:
    summit.set_commerce(summit.commerce | {"gateway": "manual"})
    erin = ordered(SUMMIT)
    ref = order_ref()
    assert (status_of(order_page(erin)), row_status(erin)) == ("waiting", "waiting")

    world.set_option("elasticpath", "ship", order=ref, reference="1Z 999", method="Post", until="2026-12-20T12:00:00Z")
    world.set_option("elasticpath", "fulfil", order=ref)
    page = order_page(erin)
    assert (status_of(page), row_status(erin)) == ("shipped", "shipped")
    assertContains(page, 'id="order-tracking"')
    assertContains(page, "1Z 999")
    assertContains(page, "2026")

    world.set_option("elasticpath", "refund", order=ref, amount=500)
    assertContains(order_page(erin), "$5.00 of it was given back.")
    assert status_of(order_page(erin)) == "shipped"

    world.set_option("elasticpath", "refund", order=ref, amount=100_000)
    assert (status_of(order_page(erin)), row_status(erin)) == ("refunded", "refunded")
    world.set_option("elasticpath", "cancel", order=ref)
    page = order_page(erin)
    assert status_of(page) == "cancelled"
    assertContains(page, "The clinic has given back what you paid.")
    assertNotContains(page, "invoice")


def test_decoda_tells_of_refunds_and_of_charges_that_were_closed(meadow: Clinic, world: World) -> None:
    dana = ordered(MEADOW)
    ref = order_ref()

    world.set_option("decoda", "refund", charge=ref, amount=100)
    assertContains(order_page(dana), "$1.00 of it was given back.")
    assertContains(dana.get("/orders/"), "$1.00 given back")

    world.set_option("decoda", "charge_status", charge=ref, status="VOID")
    assert (status_of(order_page(dana)), row_status(dana)) == ("cancelled", "cancelled")
    world.set_option("decoda", "charge_status", charge=ref, status="REFUNDED")
    assert (status_of(order_page(dana)), row_status(dana)) == ("refunded", "refunded")
    world.set_option("decoda", "charge_status", charge=ref, status="LEVITATING")
    assertContains(order_page(dana), "Please ask the clinic about your order")


def test_forms_of_an_appointment_are_left_to_do_at_decoda(meadow: Clinic, world: World) -> None:
    meadow.portal_url = "https://app.decodahealth.com/lumina/patient-portal"
    meadow.save()
    dana = ordered(MEADOW)
    world.set_option("decoda", "due_forms", charge=order_ref(), names=["Skin questionnaire"])

    page = order_page(dana)

    assertContains(page, "Skin questionnaire")
    assertContains(page, meadow.portal_url)
    assertContains(page, "It has its own sign-in.")


def test_a_payment_that_is_wanted_is_something_to_do(meadow: Clinic, world: World) -> None:
    dana = go_to_the_button(Shopper("meadow.localhost"), MEADOW)
    dana.choose("0002", None)
    dana.place_order()

    page = order_page(dana)

    assertContains(page, 'data-state="payment"')
    assertContains(page, 'id="order-actions"')
    assert (status_of(page), row_status(dana)) == ("action", "action")
