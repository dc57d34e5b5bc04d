"""`reconcile_orders` compares every clinic."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from checkout.models import OrderAttempt, State
from storefront.clinics.models import Clinic
from tests.world import ADDRESS, Shopper, World

pytestmark = pytest.mark.django_db(transaction=True)

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


def test_the_command_reconciles_every_clinic_whatever_others_do(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    Clinic.objects.create(slug="a-draft", name="Draft")
    with time_machine.travel(timezone.now(), tick=False):
        call_command("reconcile_orders")

    assert "0 new difference" in capsys.readouterr().out


def test_the_exit_status_says_that_a_clinic_was_not_compared(clinic: Clinic, world: World) -> None:
    world.down()

    with pytest.raises(CommandError, match=f"not compared: {clinic.slug}"):
        call_command("reconcile_orders")
