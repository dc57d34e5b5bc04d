"""What happens to an order is told once, and an email never costs an order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from checkout.mail import watching
from checkout.models import OrderAttempt, State
from checkout.orders.lookups import resolve_due
from storefront.clinics.models import Clinic
from tests.checkout.case import SOON, Case
from tests.checkout.mail.reading import kinds, to
from tests.houses import House
from tests.mail.letterbox import letterbox
from tests.world import Shopper, World

ANA, CLINIC = "ana@harbour.example", "help@harbour.example"


def later(after: timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + after, tick=False)


def test_a_placed_order_is_told_to_patient_and_clinic_once(case: Case, house: House) -> None:
    case.place_order()
    case.page()

    assert kinds("sent") == ["clinic_new_order", "order_placed"]
    reference = case.attempt.reference
    assert to(house.email) == [f"Your order {reference} is placed"]
    assert to(f"help@{house.slug}.example") == [f"New order {reference}"]


def test_a_doubt_that_ends_soon_is_not_told(ana: Shopper, world: World) -> None:
    world.faults.arm("reset_after", path="*/finalize", method="POST")
    ana.place_order()
    assert kinds("waiting") == ["order_checking"]

    with later(SOON):
        resolve_due()

    assert kinds("sent") == ["clinic_new_order", "order_placed"]
    assert kinds("withdrawn") == ["order_checking"]


def test_a_doubt_that_lasts_is_told_and_then_what_became_of_it(ana: Shopper, world: World) -> None:
    world.faults.arm("reset_after", path="*/finalize", method="POST")
    ana.place_order()
    reference = ana.attempt().reference
    with later(timedelta(minutes=3)):
        letterbox()
        assert to(ANA) == [f"We are checking your order {reference}"]
        resolve_due()

    assert to(ANA)[1:] == [f"Your order {reference} is placed"]


def test_an_order_that_needs_a_person_is_told_to_the_clinic(in_review: OrderAttempt) -> None:
    assert in_review.state == State.REVIEW
    assert f"Order {in_review.reference} needs a person" in to(CLINIC)
    with later(timedelta(minutes=3)):
        assert to(ANA) == [f"We are checking your order {in_review.reference}"]


def test_a_card_that_is_declined_and_replaced_at_once_sends_nothing_about_it(ana: Shopper) -> None:
    ana.choose("0002")
    ana.place_order()
    assert ana.attempt().state == State.REFUSED
    assert kinds("waiting") == ["order_refused"]

    ana.choose("4242")
    ana.place_order()

    assert kinds("sent") == ["clinic_new_order", "order_placed"]
    assert kinds("withdrawn") == ["order_refused"]


def test_who_left_a_refused_order_is_told_ten_minutes_later(ana: Shopper, world: World) -> None:
    world.faults.arm("refused", path="*/finalize", method="POST")
    ana.place_order()
    attempt = ana.attempt()
    assert (attempt.state, kinds("waiting")) == (State.OPEN, ["order_refused"])
    assert to(ANA) == []

    with later(timedelta(minutes=11)):
        assert to(ANA) == [f"Your order {attempt.reference} was not placed"]


def test_an_order_that_exists_and_is_not_paid_is_told_later(meadow: Clinic, world: World) -> None:
    dana = Shopper("meadow.localhost")
    dana.add("Mineral Sunscreen SPF 50")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    dana.choose("0002", {"address1": "500 Pearl Street", "city": "Boulder", "province": "CO"} | US)
    dana.place_order()
    attempt = dana.attempt()
    assert (attempt.is_unpaid, kinds("waiting")) == (True, ["payment_wanted"])

    with later(timedelta(minutes=11)):
        assert to("dana@meadow.example") == [f"Your order {attempt.reference} is not paid yet"]


US = {"address2": "", "postal_code": "80302", "country": "US"}


def test_an_order_is_placed_although_its_email_cannot_be_written(
    ana: Shopper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(ANA)

    monkeypatch.setattr(watching, "tell", broken)

    ana.place_order()

    assert ana.attempt().state == State.PLACED
    assert "mail_not_written" in caplog.text
    assert ANA not in caplog.text


def test_an_upstream_that_sends_them_already_is_left_to_it(harbour: Clinic, ana: Shopper) -> None:
    Clinic.objects.filter(pk=harbour.pk).update(emails_off=["order_placed"])

    ana.place_order()

    assert kinds() == ["clinic_new_order"]
    assert ana.attempt().state == State.PLACED
