"""The nightly comparison finds what slipped through, both ways, and says each thing once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.models import Incident, OrderAttempt, PlacedOrder, State
from checkout.orders.reconciliation import Comparison, reconcile
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.upstream.errors import Unreadable
from tests.world import ADDRESS, Shopper, World

HOUSES = {
    "meadow": ("dana@meadow.example", "Meadow-2026!", "Mineral Sunscreen SPF 50", "4242"),
    "summit": ("erin@summit.example", "Summit-2026!", "Trail Foam Roller", "Invoice"),
}


@pytest.fixture(params=sorted(HOUSES))
def clinic(request: pytest.FixtureRequest, db: None, world: World) -> Clinic:
    """A clinic with one placed order, two hours ago."""
    clinic: Clinic = request.getfixturevalue(request.param)
    email, password, product, pays = HOUSES[request.param]
    shopper = Shopper(f"{clinic.slug}.localhost")
    shopper.add(product)
    shopper.sign_in(email, password)
    shopper.get("/cart/")
    us = {"city": "Boulder", "province": "CO", "postal_code": "80302", "country": "US"}
    shopper.choose(pays, ADDRESS | (us if clinic.country == "US" else {}))
    shopper.place_order()
    OrderAttempt.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert OrderAttempt.objects.get().state == State.PLACED
    return clinic


def kinds() -> list[str]:
    return list(Incident.objects.values_list("kind", flat=True))


def test_a_good_day_has_no_differences(clinic: Clinic) -> None:
    assert reconcile(clinic).new == 0
    assert kinds() == []


def test_an_order_that_the_upstream_does_not_know_is_noticed_once(clinic: Clinic) -> None:
    PlacedOrder.objects.update(upstream_order_id="00000000-0000-4000-8000-000000000000")

    reconcile(clinic)

    assert set(kinds()) == {Incident.Kind.NOT_FOUND, Incident.Kind.DUPLICATE}  # the real one is not written down
    assert reconcile(clinic).new == 0


def test_an_order_of_ours_without_an_attempt_is_noticed(clinic: Clinic) -> None:
    PlacedOrder.objects.all().delete()
    attempt = OrderAttempt.objects.get()
    attempt.events.all().delete()
    attempt.delete()

    assert reconcile(clinic).new == 1
    assert kinds() == [Incident.Kind.NO_ATTEMPT]


def test_a_patient_who_read_refused_although_there_is_an_order_is_noticed(clinic: Clinic) -> None:
    PlacedOrder.objects.all().delete()
    OrderAttempt.objects.update(state=State.REFUSED, step="order")

    reconcile(clinic)

    assert kinds() == [Incident.Kind.SAID_REFUSED]


def test_an_upstream_that_is_down_is_compared_another_night(clinic: Clinic, world: World) -> None:
    world.down()

    assert reconcile(clinic) == Comparison(new=0, complete=False)


def test_one_order_that_cannot_be_looked_up_costs_no_other(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    PlacedOrder.objects.update(upstream_order_id="00000000-0000-4000-8000-000000000000")
    orders = commerce_for(clinic).orders
    monkeypatch.setattr(type(orders), "look_up", lambda *_: (_ for _ in ()).throw(Unreadable("upstream", "one row")))

    comparison = reconcile(clinic)

    assert not comparison.complete
    assert kinds() == [Incident.Kind.DUPLICATE]  # the other way is still compared


def test_a_clinic_that_is_not_set_up_yet_has_nothing_to_compare(db: None) -> None:
    assert reconcile(Clinic(slug="draft")) == Comparison(new=0, complete=True)
