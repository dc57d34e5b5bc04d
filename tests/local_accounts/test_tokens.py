"""A mailed link is for one purpose, one clinic and one account, for a while, and once."""

from __future__ import annotations

from collections.abc import Callable

import time_machine
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from tests.patients.local.conftest import EMAIL, Patient

Account = Callable[[], LocalAccount]


NEW_PASSWORD = "Calm-Tide-2027!"


MINUTES, DAYS = 60, 24 * 60 * 60


def later(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now().timestamp() + seconds, tick=True)


def ask_for_reset(patient: Patient, email: str = EMAIL) -> str:
    patient.post("/password/", {"email": email})
    return patient.link_by_mail("/password/")


def test_a_confirmation_link_works_on_another_device_for_three_days(
    patient: Patient, another_browser: Patient, account: Account
) -> None:
    patient.sign_up()
    link = patient.link_by_mail("/verify/")

    with later(3 * DAYS + 5):
        assert another_browser.post(link).status_code == 410
    with later(3 * DAYS - 60):
        assert another_browser.post(link).status_code == 303
    assert account().email_verified_at is not None
    assert not another_browser.signed_in


def test_a_reset_link_works_once_and_only_the_newest_state_counts(patient: Patient) -> None:
    patient.sign_up()
    first, second = ask_for_reset(patient), ask_for_reset(patient)

    assert patient.post(second, {"password": NEW_PASSWORD}).status_code == 303
    for used in (first, second):
        assert patient.get(used).status_code == 410
        assert patient.post(used, {"password": "Another-Tide-1!"}).status_code == 410
    assert patient.sign_in(password=NEW_PASSWORD).status_code == 303


def test_a_reset_link_lives_ten_minutes(patient: Patient) -> None:
    patient.sign_up()
    link = ask_for_reset(patient)

    with later(10 * MINUTES + 5):
        assert patient.post(link, {"password": NEW_PASSWORD}).status_code == 410
    with later(9 * MINUTES):
        assert patient.post(link, {"password": NEW_PASSWORD}).status_code == 303


def test_a_token_is_for_one_purpose_one_clinic_and_unchanged(
    patient: Patient, make_clinic: Callable[..., Clinic]
) -> None:
    make_clinic("summit")
    elsewhere = Patient("summit.localhost")
    patient.sign_up()
    verify, reset = patient.link_by_mail("/verify/"), ask_for_reset(patient)

    assert elsewhere.post(verify).status_code == 410
    assert elsewhere.get(reset).status_code == 410
    assert patient.get(verify.replace("/verify/", "/password/")).status_code == 410
    assert patient.get(reset.replace("/password/", "/verify/")).status_code == 410
    assert patient.get(reset[:-3] + ("AA/" if not reset.endswith("AA/") else "BB/")).status_code == 410
    assert patient.get("/verify/nonsense/").status_code == patient.get("/password/a.b.c/").status_code == 410


def test_a_link_outlives_a_change_of_the_secret_key(patient: Patient, settings: Settings) -> None:
    patient.sign_up()
    verify = patient.link_by_mail("/verify/")
    old = settings.SECRET_KEY

    settings.SECRET_KEY = "a new secret key of more than fifty characters, for this test"
    assert patient.get(verify).status_code == 410
    settings.SECRET_KEY_FALLBACKS = [old]
    assert patient.get(verify).status_code == 200
