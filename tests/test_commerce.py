"""A clinic meets its upstream in one place, which also adds up what is known of its orders."""

from __future__ import annotations

import pytest

from storefront import commerce
from storefront.clinics.models import Clinic
from storefront.commerce import OrderCounts, commerce_for, commerce_on_trial, register_orders

pytestmark = pytest.mark.django_db


def counts_of(number: int) -> OrderCounts:
    return OrderCounts(
        lambda clinic, code, patient_ref: number, lambda clinic: {"SPRING": number}, lambda clinic: number
    )


def numbers(clinic: Clinic) -> tuple[int, dict[str, int], int]:
    uses = commerce.coupon_uses(clinic, "SPRING", "")
    return uses, commerce.coupon_counts(clinic), commerce.orders_in_doubt(clinic)


def test_nothing_is_counted_where_nobody_keeps_orders(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commerce, "ORDER_COUNTS", [])

    assert numbers(harbour) == (0, {}, 0)


def test_counts_that_are_registered_twice_are_counted_once(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commerce, "ORDER_COUNTS", [])
    counts = counts_of(3)
    register_orders(counts)
    register_orders(counts)

    assert numbers(harbour) == (3, {"SPRING": 3}, 3)


def test_counts_of_several_are_added_up(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commerce, "ORDER_COUNTS", [])
    register_orders(counts_of(3))
    register_orders(counts_of(4))

    assert numbers(harbour) == (7, {"SPRING": 7}, 7)


def test_an_upstream_is_made_once_for_a_clinic_and_anew_for_a_trial(harbour: Clinic) -> None:
    made = commerce_for(harbour)

    assert commerce_for(harbour) is made
    assert commerce_for(Clinic.objects.get(pk=harbour.pk)) is not made
    assert commerce_on_trial(harbour) is not made
    assert commerce_for(harbour) is made
