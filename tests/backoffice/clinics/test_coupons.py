"""Coupons are kept here for a clinic whose upstream has none."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from storefront import commerce
from storefront.clinics.models import Clinic
from tests.backoffice.clinics.case import SECRET, TABLE, page_of, read, saved
from tests.staff.people import clinic_staff

pytestmark = pytest.mark.django_db


# -- coupons: kept here for a clinic whose upstream has none -----------------------------------------------------------


def test_staff_add_change_and_take_away_codes(staff: Client, meadow: Clinic) -> None:
    reply = saved(staff, meadow, {"code": "welcome10", "percent": "10"}, {"code": "TAKE20", "amount": "20"})
    assert reply.status_code == 302
    take, welcome = meadow.coupons.all()
    assert (take.code, take.amount) == ("TAKE20", Decimal(20))
    assert (welcome.code, welcome.percent) == ("WELCOME10", 10)
    assert 'value="20.00"' in read(staff, page_of(meadow))

    gone = {"id": take.pk, "code": "TAKE20", "amount": "20", "DELETE": "on"}
    once = {"id": welcome.pk, "code": "WELCOME10", "percent": "15", "per_patient": "1", "expires": "2027-01-31"}
    assert saved(staff, meadow, gone, once).status_code == 302

    welcome = meadow.coupons.get()
    assert (welcome.percent, welcome.per_patient, str(welcome.expires)) == (15, 1, "2027-01-31")


def test_clinic_staff_keep_their_own_codes(meadow: Clinic) -> None:
    assert saved(clinic_staff(meadow), meadow, {"code": "SPRING", "percent": "10"}).status_code == 302

    assert meadow.coupons.get().code == "SPRING"


def test_how_often_each_code_was_used_is_asked_once(
    staff: Client, meadow: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counts(clinic: Clinic) -> dict[str, int]:
        asked.append(clinic)
        return {"SPRING": 41}

    monkeypatch.setattr(commerce, "coupon_counts", counts)
    saved(staff, meadow, {"code": "SPRING", "percent": "10"}, {"code": "SUMMER", "percent": "10"})
    asked.clear()

    page = read(staff, page_of(meadow))

    assert re.search(r"Used so far.*?41.*?Used so far.*?0", page, re.S)
    assert asked == [meadow]


def test_new_credentials_leave_the_codes_alone(staff: Client, meadow: Clinic) -> None:
    saved(staff, meadow, {"code": "WELCOME10", "percent": "10"})

    staff.post(page_of(meadow, "commerce"), {"table": TABLE.replace(SECRET, "sk_live_new")})

    meadow.refresh_from_db()
    assert meadow.commerce["api_key"] == "sk_live_new"
    assert meadow.coupons.get().code == "WELCOME10"


@pytest.mark.parametrize(
    ("coupon", "says"),
    [
        ({"code": "TWO WORDS", "percent": "10"}, "Give letters, digits, hyphens and underscores"),
        ({"code": "BOTH", "percent": "10", "amount": "5"}, "Give either a percentage or an amount."),
        ({"code": "NEITHER"}, "Give either a percentage or an amount."),
        ({"code": "ALL", "percent": "101"}, "less than or equal to 100"),
        ({"code": "NONE", "percent": "0"}, "greater than or equal to 1"),
        ({"code": "FINE", "amount": "5.001"}, "Give an amount of CAD, such as 20."),
        ({"code": "LESS", "amount": "-5"}, "Give an amount of CAD, such as 20."),
        ({"code": "MIN", "percent": "5", "minimum": "0"}, "Give an amount of CAD, such as 20."),
        ({"code": "BACK", "percent": "5", "starts": "2027-02-01", "expires": "2027-01-31"}, "before the first"),
        ({"code": "NEVER", "percent": "5", "uses": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_coupon_that_cannot_work_is_said_beside_its_field(
    staff: Client, meadow: Clinic, coupon: dict[str, Any], says: str
) -> None:
    reply = saved(staff, meadow, coupon)

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_code_is_given_once_in_any_case(staff: Client, meadow: Clinic) -> None:
    reply = saved(staff, meadow, {"code": "SPRING", "percent": "10"}, {"code": "spring", "percent": "20"})

    assert "Please correct the duplicate data" in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_currency_without_cents_wants_codes_without_them(staff: Client, meadow: Clinic) -> None:
    saved(staff, meadow, {"code": "TAKE", "amount": "20.50"})
    kept = {"id": meadow.coupons.get().pk, "code": "TAKE", "amount": "20.50"}

    reply = saved(staff, meadow, kept, currency="JPY")

    assert "Give an amount of JPY, such as 20." in reply.content.decode()


def test_where_the_upstream_has_codes_none_are_kept_here(staff: Client, harbour: Clinic) -> None:
    assert "coupons-TOTAL_FORMS" not in read(staff, page_of(harbour))
