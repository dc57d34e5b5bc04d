"""Signing in, and how long it lasts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from tests.hashers import Quick
from tests.patients.local.conftest import EMAIL, Patient
from tests.patients.local.fakes import FakeCharts

Account = Callable[[], LocalAccount]


def without_tokens(page: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode())


@pytest.mark.parametrize("spelling", [EMAIL, "ZOE@Harbour.example"])
def test_the_right_pair_signs_in_however_the_address_is_written(patient: Patient, spelling: str) -> None:
    Patient("harbour.localhost").sign_up()

    assert patient.sign_in(spelling).status_code == 303
    assert patient.signed_in


def test_a_wrong_password_and_an_unknown_address_are_one_answer_and_both_run_the_hasher(patient: Patient) -> None:
    Patient("harbour.localhost").sign_up()
    answers = []
    for email in (EMAIL, "nobody@harbour.example"):
        before = Quick.runs
        reply = patient.sign_in(email, "Wrong-Kelp-77!")
        answers.append((reply.status_code, without_tokens(reply.content).replace(email, "")))
        assert Quick.runs - before == 1

    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_signing_in_needs_no_upstream_once_the_chart_is_made(patient: Patient, charts: FakeCharts) -> None:
    Patient("harbour.localhost").sign_up()
    charts.down = True

    assert patient.sign_in().status_code == 303


def test_an_old_hash_is_made_stronger_at_sign_in(patient: Patient, account: Account, settings: Settings) -> None:
    patient.sign_up()
    old = account().password
    settings.PASSWORD_HASHERS = ["tests.hashers.Stronger"]

    assert patient.sign_in().status_code == 303
    assert account().password.startswith("pbkdf2_sha256$3$")
    assert account().password != old
    assert patient.sign_in().status_code == 303


def test_an_account_survives_a_new_field_key_and_moves_to_it(
    patient: Patient, account: Account, harbour: Clinic, settings: Settings
) -> None:
    patient.sign_up()
    old, new = settings.FIELD_KEYS[0], "a-second-field-key-for-tests-long-enough-too"
    settings.FIELD_KEYS = (new, old)
    assert Patient("harbour.localhost").sign_up().status_code == 422  # still taken
    assert patient.sign_in().status_code == 303

    settings.FIELD_KEYS = (new,)
    harbour.refresh_from_db()
    assert account().person.email == EMAIL
    assert harbour.local_accounts.filter(email_digest=account().email_digest).exists()


def test_the_profile_is_the_chart_as_it_is_now(patient: Patient, charts: FakeCharts, account: Account) -> None:
    patient.sign_up()
    charts.charts[account().patient_ref].family_name = "Newly-Wed"

    assert b"Newly-Wed" in patient.get("/account/").content
