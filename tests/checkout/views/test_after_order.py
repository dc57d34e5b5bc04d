"""An order that exists is bought again in one press, and cancelled where that is possible."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import ClinicRequest, OrderAttempt, Refusal, State
from checkout.orders.reconciliation import reconcile
from storefront.clinics.models import Clinic
from tests.checkout.harbour import SERUM
from tests.checkout.mail.reading import kinds, to
from tests.houses import HOUSES, House, calls, go_to_the_button
from tests.world import Shopper, World, hidden

MEADOW, SUMMIT = HOUSES[1:]


def page_of(shopper: Shopper) -> str:
    return f"/orders/{shopper.attempt().pk}/"


def cancel(shopper: Shopper) -> HttpResponse:
    page = shopper.post(f"{page_of(shopper)}cancel/").content.decode()
    return shopper.post(f"{page_of(shopper)}cancel/", {"shown": hidden(page, "shown"), "confirmed": "1"})


def test_the_same_items_go_into_the_cart_in_one_press(ready: Shopper, house: House) -> None:
    ready.place_order()
    assertContains(ready.get("/orders/"), f"{page_of(ready)}again/")
    assertContains(ready.get(page_of(ready)), "Buy again")

    answer = ready.post(f"{page_of(ready)}again/")

    assert answer["Location"] == "/cart/"
    assert ready.browser.session["cart"]["lines"][0]["quantity"] == 2
    assertContains(ready.get("/cart/"), house.product)
    assert OrderAttempt.objects.count() == 1


def test_what_is_no_longer_sold_is_named(ana: Shopper, world: World) -> None:
    ana.add(SERUM)
    ana.place_order()
    world.set_option("careportals", "product-active", product="HH-SER-030", on=False)
    cache.clear()
    ana.post(f"{page_of(ana)}again/")

    page = ana.get("/cart/")
    assertContains(page, "No longer sold, and not in your cart")
    assertContains(page, SERUM)
    assert len(ana.lines()) == 1


def test_fewer_are_taken_where_fewer_are_left(summit: Clinic, world: World) -> None:
    erin = go_to_the_button(Shopper("summit.localhost"), SUMMIT)
    erin.place_order()
    sku = next(
        product.sku
        for product in world.upstreams["elasticpath"].platform.stores["summit"].products.values()  # type: ignore[attr-defined]
        if product.name == SUMMIT.product
    )
    world.set_option("elasticpath", "stock", sku=sku, total=1)

    erin.post(f"{page_of(erin)}again/")

    assertContains(erin.get("/cart/"), "Fewer are left than you ordered")
    assert erin.browser.session["cart"]["lines"][0]["quantity"] == 1


def unpaid(house: House) -> Shopper:
    """An order that waits for its payment: the card was declined, or nothing was answered."""
    return go_to_the_button(Shopper(f"{house.slug}.localhost"), house)


def test_an_unpaid_charge_is_taken_back_at_once(meadow: Clinic, world: World) -> None:
    dana = unpaid(MEADOW)
    dana.choose("0002", None)
    dana.place_order()
    ref = dana.attempt().order_ref
    assertContains(dana.get(page_of(dana)), "Cancel this order")
    assertContains(dana.post(f"{page_of(dana)}cancel/"), "It was not paid, so nothing is charged.")

    cancel(dana)

    attempt = dana.attempt()
    assert (attempt.state, attempt.refusal) == (State.REFUSED, Refusal.CANCELLED)
    assert calls(world, f"*/billing/charge/{ref}", "DELETE") == 1
    page = dana.get(page_of(dana))
    assertContains(page, "Your order is cancelled")
    assertContains(page, 'data-status="cancelled"')
    assert not attempt.may_be_sent
    assert not attempt.is_unpaid
    assert reconcile(meadow).new == 0


def test_an_unpaid_order_is_cancelled_at_elastic_path(summit: Clinic, world: World) -> None:
    erin = unpaid(SUMMIT)
    world.faults.arm("status", path="*/payments", method="POST", times=1, status=429, payload={"errors": [{}]})
    erin.place_order()
    assertContains(erin.get(page_of(erin)), "Cancel this order")

    cancel(erin)

    assert erin.attempt().refusal == Refusal.CANCELLED
    assert calls(world, f"*/v2/orders/{erin.attempt().order_ref}", "PUT") == 1
    assert reconcile(summit).new == 0
    assert to(SUMMIT.email) == [f"Your order {erin.attempt().reference} was cancelled"]
    assert kinds("waiting") == []


def test_a_refusal_to_cancel_becomes_a_request(meadow: Clinic, world: World) -> None:
    dana = unpaid(MEADOW)
    dana.choose("0002", None)
    dana.place_order()
    world.faults.arm("status", path="*/billing/charge/*", method="DELETE", status=403, payload={"detail": "no"})

    cancel(dana)

    asked = ClinicRequest.objects.get()
    assert (asked.kind, asked.attempt) == (ClinicRequest.Kind.CANCEL_ORDER, dana.attempt())
    assert dana.attempt().is_unpaid
    assertContains(dana.get(page_of(dana)), asked.reference)


def test_a_paid_order_asks_the_clinic(ana: Shopper, staff: Client) -> None:
    ana.place_order()
    assertContains(ana.post(f"{page_of(ana)}cancel/"), "We send the clinic your request.")

    cancel(ana)
    cancel(ana)

    asked = ClinicRequest.objects.get()
    page = ana.get(page_of(ana))
    assertContains(page, asked.reference)
    assertNotContains(page, "Cancel this order")
    assertContains(staff.get("/admin/checkout/clinicrequest/"), asked.reference)


def test_what_went_on_meanwhile_is_not_cancelled(ana: Shopper, world: World) -> None:
    ana.place_order()
    page = ana.post(f"{page_of(ana)}cancel/").content.decode()
    ref = ana.attempt().order_ref
    world.set_option("careportals", "order-status", order=ref, status="awaiting_shipment")

    form = {"shown": hidden(page, "shown"), "confirmed": "1"}
    assertContains(ana.post(f"{page_of(ana)}cancel/", form), "Nothing was cancelled.", status_code=409)
    world.set_option("careportals", "order-status", order=ref, status="shipped")
    ana.post(f"{page_of(ana)}cancel/", form)

    assert not ClinicRequest.objects.exists()
    assertNotContains(ana.get(page_of(ana)), "Cancel this order")


@pytest.mark.parametrize("what", ["again", "cancel"])
def test_an_order_of_another_patient_does_not_exist(ana: Shopper, what: str) -> None:
    ana.place_order()
    cy = Shopper(ana.host)
    cy.sign_in("cy@harbour.example")

    assert cy.post(f"{page_of(ana)}{what}/", {"confirmed": "1"}).status_code == 404
