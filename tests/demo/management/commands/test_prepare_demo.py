"""``prepare_demo``: the sandbox has forgotten the patients, so the shop forgets them as well, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from checkout.models import Incident, OrderAttempt, PlacedOrder
from storefront.clinics.models import Banner, Clinic
from storefront.demo.views import STAFF
from storefront.local_accounts.models import LocalAccount
from storefront.patients.models import Consent
from storefront.sessions.models import StoredSession
from storefront.staff.totp import code
from tests.staff.people import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(settings: Settings, harbour: Clinic, make_clinic: Callable[..., Clinic]) -> Clinic:
    """A demo that was started once."""
    make_clinic("meadow")
    settings.DEMO = True
    call_command("prepare_demo")
    return harbour


def signed_in() -> Client:
    browser, person = stranger(), STAFF[0]
    enter = {"username": person.name, "password": person.password, "code": code(person.secret)}
    assert browser.post("/admin/login/", enter)["Location"] == "/admin/"
    return browser


def test_what_patients_did_is_forgotten(started: Clinic) -> None:
    now = timezone.now()
    attempt = OrderAttempt.objects.create(
        clinic=started, upstream="careportals", patient_ref="p", cart_ref="c", shown_minor=1, currency="CAD"
    )
    attempt.record("placed", "answer", at=now)  # type: ignore[arg-type]
    PlacedOrder.objects.create(
        attempt=attempt, clinic=started, upstream="careportals", upstream_order_id="o", number="1", total_minor=1
    )
    Incident.note(Incident.Kind.NOT_FOUND, started, attempt=attempt)
    Consent.objects.create(clinic=started, patient_ref="p", kind="news", given=True)
    StoredSession.objects.create(key="k", clinic="harbour", sealed="s", expires_at=now)

    call_command("prepare_demo")

    for model in (OrderAttempt, PlacedOrder, Incident, Consent, StoredSession):
        assert not model.objects.exists(), model
    assert LocalAccount.objects.count() == 1  # Dana's, anew


def test_what_staff_set_up_stays_and_they_stay_signed_in(started: Clinic) -> None:
    browser = signed_in()
    now = timezone.now()
    Banner.objects.create(clinic=started, words={}, starts_at=now, ends_at=now + timedelta(days=1))
    User.objects.create_user("own", password="a-password-of-ones-own")

    call_command("prepare_demo")

    assert browser.get("/admin/").status_code == 200
    assert Banner.objects.count() == 1
    assert User.objects.filter(username="own").exists()


def test_it_forgets_nothing_outside_the_demo(settings: Settings, harbour: Clinic) -> None:
    settings.DEMO = False
    Consent.objects.create(clinic=harbour, patient_ref="p", kind="news", given=True)

    with pytest.raises(ImproperlyConfigured, match="DEMO=1"):
        call_command("prepare_demo")
    assert Consent.objects.count() == 1
