"""Nothing about a person is in clear in the row of an account."""

from __future__ import annotations

import pytest
from django.db import connection

from storefront.clinics.models import Clinic
from tests.patients.local.conftest import EMAIL, Patient
from tests.patients.local.fakes import FakeCharts
from tests.world import NEW_PATIENT


def test_nothing_about_the_person_is_in_clear(patient: Patient, charts: FakeCharts) -> None:
    charts.down = True
    patient.sign_up()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM patients_localaccount")
        row = str(cursor.fetchall())
    for told in (EMAIL, "zoe@", "harbour.example", "Zoë", "Neill", "+1403", "1990-", NEW_PATIENT["password"]):
        assert told not in row


def test_a_sealed_person_opens_in_no_other_row(patient: Patient, another_browser: Patient, harbour: Clinic) -> None:
    patient.sign_up()
    another_browser.sign_up(email="max@harbour.example")
    one, other = harbour.local_accounts.order_by("pk")
    other.sealed_person = one.sealed_person

    with pytest.raises(Exception, match="not sealed by us"):
        _ = other.person
