"""Staff hand out and erase what is held about a patient, each time with a fresh code and an entry in the audit log."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.staff.models import Action, StaffEvent
from tests.checkout.staff_case import page_of, written
from tests.staff.people import clinic_staff


@pytest.fixture
def attempt(harbour: Clinic) -> OrderAttempt:
    return written(harbour, "1", State.PLACED)


def test_a_fresh_code_is_asked_for(attempt: OrderAttempt, harbour: Clinic) -> None:
    staff = clinic_staff(harbour)

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        for act in ("export-data", "erase-data"):
            assertContains(staff.post(page_of(attempt, act)), "A fresh code", status_code=422)
            assert staff.get(page_of(attempt, act))["Location"].startswith("/admin/again/")
    assert OrderAttempt.objects.get().patient_ref


def test_staff_hand_out_what_is_held(attempt: OrderAttempt, harbour: Clinic) -> None:
    reply = clinic_staff(harbour).get(page_of(attempt, "export-data"))

    assert json.loads(reply.content)["orders"][0]["reference"] == attempt.reference
    assert StaffEvent.objects.filter(action=Action.EXPORTED).count() == 1


def test_staff_erase_it_after_a_question(attempt: OrderAttempt, harbour: Clinic) -> None:
    staff = clinic_staff(harbour)
    assertContains(staff.get(page_of(attempt, "erase-data")), "This cannot be undone.")

    assertContains(staff.post(page_of(attempt, "erase-data"), follow=True), "Erased.")

    assert OrderAttempt.objects.get().patient_ref == ""
    assert StaffEvent.objects.filter(action=Action.ERASED).count() == 1
    assertContains(staff.get(page_of(attempt, "export-data"), follow=True), "no longer says whose it is")


def test_what_is_not_over_is_not_erased(harbour: Clinic) -> None:
    attempt = written(harbour, "1", State.REVIEW)

    page = clinic_staff(harbour).post(page_of(attempt, "erase-data"), follow=True)

    assertContains(page, "Nothing was erased")
    assert not StaffEvent.objects.filter(action=Action.ERASED).exists()


def test_an_account_that_is_kept_here_goes(meadow: Clinic) -> None:
    account = LocalAccount.objects.get()

    clinic_staff(meadow).post(f"/admin/patients/localaccount/{account.pk}/erase-data/")

    assert not LocalAccount.objects.exists()


def test_another_clinics_patients_do_not_exist(attempt: OrderAttempt, meadow: Clinic) -> None:
    staff = clinic_staff(meadow)

    for act in ("export-data", "erase-data"):
        assert staff.post(page_of(attempt, act)).status_code == 404
    assert OrderAttempt.objects.get().patient_ref
