"""A clinic, its sealed settings, its domains and its coupons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic, Coupon, Domain
from storefront.sealing import UnsealError

SECRET = "sk_live_0123456789"

pytestmark = pytest.mark.django_db


def test_commerce_settings_are_sealed_for_their_clinic_only(
    make_clinic: Callable[..., Clinic], harbour: Clinic
) -> None:
    meadow = make_clinic("meadow", {"kind": "decoda", "api_key": SECRET})
    stored = Clinic.objects.get(slug="meadow")

    assert stored.commerce == {"kind": "decoda", "api_key": SECRET}
    assert SECRET not in "".join(str(value) for value in Clinic.objects.values_list().get(slug="meadow"))
    assert SECRET not in repr(meadow) + repr(vars(stored))
    harbour.sealed_commerce = stored.sealed_commerce
    with pytest.raises(UnsealError):
        _ = harbour.commerce


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", []),
        ("languages", ["xx"]),
        ("languages", ["en", "en"]),
        ("languages", "en"),
        ("country", "ca"),
        ("country", "XX"),
        ("currency", "CAN"),
        ("brand_primary", "green"),
        ("logo", "//evil.example/logo.svg"),
        ("logo", "javascript:alert(1)"),
        ("support_email", "help"),
    ],
)
def test_a_clinic_with_a_wrong_field_is_not_clean(harbour: Clinic, field: str, value: Any) -> None:
    setattr(harbour, field, value)

    with pytest.raises(ValidationError) as refusal:
        harbour.full_clean()
    assert list(refusal.value.message_dict) == [field]


def test_links_are_built_from_the_primary_host(harbour: Clinic, rf: RequestFactory, settings: Settings) -> None:
    Domain.objects.create(clinic=harbour, host="aaa.localhost", position=1, verified_at=timezone.now())
    request = rf.get("/", HTTP_HOST="aaa.localhost:8000")

    assert harbour.origin(request) == "http://harbour.localhost:8000"
    assert harbour.origin() == "http://harbour.localhost"
    settings.PLAIN_HTTP = False
    assert harbour.origin(request) == harbour.origin() == "https://harbour.localhost"


def test_settings_follow_a_rotation_of_the_keys_and_a_draft_has_none(harbour: Clinic, settings: Settings) -> None:
    before, old = harbour.commerce, settings.FIELD_KEYS
    settings.FIELD_KEYS = ("a-new-first-key-of-the-ring-0123456789", *old)

    harbour.sealed_commerce = harbour.sealed_anew()["sealed_commerce"]

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert harbour.commerce == before
    draft = Clinic(slug="new")
    assert (draft.is_draft, draft.sealed_anew()) == (True, {})


def test_what_is_kept_here_is_what_the_upstream_does_not_keep(harbour: Clinic, meadow: Clinic, summit: Clinic) -> None:
    assert [clinic.keeps_coupons for clinic in (harbour, meadow, summit)] == [False, True, False]
    assert [clinic.keeps_accounts for clinic in (harbour, meadow, summit)] == [False, True, False]


def test_the_primary_domain_is_the_first_that_is_live(harbour: Clinic) -> None:
    now = timezone.now()
    Domain.objects.all().delete()
    assert Clinic.objects.get().primary_host == ""
    Domain.objects.create(clinic=harbour, host="waiting.example", position=0)
    Domain.objects.create(clinic=harbour, host="off.example", position=1, verified_at=now, off_since=now)
    Domain.objects.create(clinic=harbour, host="second.example", position=3, verified_at=now)
    Domain.objects.create(clinic=harbour, host="first.example", position=2, verified_at=now)

    assert Clinic.objects.get().primary_host == "first.example"


# -- coupons -----------------------------------------------------------------------------------------------------------


def test_a_code_is_found_in_any_case_and_only_at_its_clinic(harbour: Clinic, summit: Clinic) -> None:
    coupon = Coupon.objects.create(clinic=harbour, code="SPRING", percent=5)

    assert Coupon.objects.with_code(harbour, "sPRing") == coupon
    assert Coupon.objects.with_code(summit, "SPRING") is None
    for nonsense in ("", "SPRING ", "SPRI NG", "%", "x" * 41, "SPRING\n", "ＳＰＲＩＮＧ"):
        assert Coupon.objects.with_code(harbour, nonsense) is None


@pytest.mark.parametrize("takes_off", [{}, {"percent": 10, "amount": 5}])
def test_a_coupon_takes_off_either_a_share_or_an_amount(harbour: Clinic, takes_off: dict[str, int]) -> None:
    coupon = Coupon(clinic=harbour, code="SPRING", **takes_off)

    with pytest.raises(ValidationError, match="Give either a percentage or an amount"):
        coupon.full_clean()
    with pytest.raises(IntegrityError):
        coupon.save()


def test_a_coupon_does_not_end_before_it_begins(harbour: Clinic) -> None:
    with pytest.raises(ValidationError, match="The last day is before the first"):
        Coupon(clinic=harbour, code="BACK", percent=5, starts=date(2027, 2, 1), expires=date(2027, 1, 31)).full_clean()
