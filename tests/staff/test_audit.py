"""Whose entry of the audit log it is, and what it keeps of who asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from storefront.clinics.models import Clinic, Coupon
from storefront.staff.audit import about, ip_hash, name_of, record
from storefront.staff.models import Action
from tests.staff.people import clinic_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> HttpRequest:
    """By somebody who is signed in."""
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.9")
    request.user = clinic_person(name="pat")
    return request


def test_a_clinics_entry_is_the_clinics(asked: HttpRequest, harbour: Clinic) -> None:
    coupon = Coupon.objects.create(clinic=harbour, code="SPRING", percent=5)

    assert record(asked, Action.CHANGED, subject=coupon).clinic == harbour
    assert record(asked, Action.CHANGED, subject=harbour).clinic == harbour
    assert record(asked, Action.CHANGED, subject="words").clinic is None
    assert record(asked, Action.CHANGED, subject="words", clinic=harbour).clinic == harbour


def test_an_entry_names_its_row_for_people_and_for_the_history(asked: HttpRequest, harbour: Clinic) -> None:
    coupon = Coupon.objects.create(clinic=harbour, code="SPRING", percent=5)

    event = record(asked, Action.CHANGED, subject=coupon, detail="Percent")

    assert (event.subject, event.about) == ("coupon SPRING", f"clinics.coupon/{coupon.pk}")
    assert (event.detail, event.user) == ("Percent", asked.user)
    assert str(event) == "pat changed coupon SPRING"
    assert record(asked, Action.EXPORTED, subject="order attempts").about == ""
    assert (name_of("words"), about(Coupon, 3)) == ("words", "clinics.coupon/3")


def test_a_row_that_goes_is_not_kept_by_its_entry(asked: HttpRequest, harbour: Clinic) -> None:
    """A clinic with an entry cannot be deleted any more; what belongs to one may go."""
    coupon = Coupon.objects.create(clinic=harbour, code="SPRING", percent=5)

    assert record(asked, Action.DELETED, subject=harbour, going=True).clinic is None
    assert record(asked, Action.DELETED, subject=coupon, going=True).clinic == harbour


def test_before_anybody_is_signed_in_it_is_who_was_named(asked: HttpRequest) -> None:
    asked.user = AnonymousUser()
    claire = User.objects.create_user("claire")

    assert record(asked, Action.SIGN_IN_FAILED, user=claire).user == claire
    assert record(asked, Action.SIGN_IN_FAILED).user is None


def test_an_ip_address_is_kept_as_a_hash_that_only_we_can_make(asked: HttpRequest, settings: Settings) -> None:
    kept = record(asked, Action.READ).address

    assert kept == ip_hash(asked)
    assert "203.0.113.9" not in kept
    another = RequestFactory().post("/", REMOTE_ADDR="203.0.113.10")
    assert ip_hash(another) != kept
    settings.SECRET_KEY = "another-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
    assert ip_hash(asked) != kept


def test_a_subject_that_is_too_long_is_cut(asked: HttpRequest) -> None:
    assert len(record(asked, Action.READ, subject="x" * 300).subject) == 200
