"""The export is the filtered list, contains nothing about a person, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from checkout.admin.export import COLUMNS
from checkout.models import OrderAttempt, State
from storefront.clinics.models import Clinic
from storefront.staff.csv import harmless
from storefront.staff.models import Action, StaffEvent
from tests.checkout.staff_case import LIST, written


def exported(staff: Client, **filters: str) -> list[dict[str, str]]:
    text = staff.get(f"{LIST}export/", filters).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_is_the_list_as_it_is_filtered(staff: Client, attempt: OrderAttempt, harbour: Clinic) -> None:
    unknown = written(harbour, "c-9", State.UNKNOWN, sent_at=timezone.now() - timedelta(hours=1))

    everything, doubted = exported(staff), exported(staff, queue="doubt")

    assert [row["reference"] for row in everything] == [unknown.reference, attempt.reference]
    assert [row["reference"] for row in doubted] == [unknown.reference]
    placed = everything[1]
    assert list(placed) == list(COLUMNS)
    assert (placed["state"], placed["shown"], placed["charged"]) == ("placed", "34.00", "34.00")
    assert placed["order_ids"] == attempt.placed_orders.get().upstream_order_id


def test_a_filter_that_cannot_be_read_makes_no_file(staff: Client, attempt: OrderAttempt) -> None:
    for nonsense in ({"clinic": "abc"}, {"nothing": "1"}):
        assert staff.get(f"{LIST}export/", nonsense)["Location"] == f"{LIST}?e=1"

    assert not StaffEvent.objects.filter(action=Action.EXPORTED).exists()


def test_an_export_is_in_the_log_with_its_number_of_rows(staff: Client, attempt: OrderAttempt) -> None:
    exported(staff, queue="placed")

    line = StaffEvent.objects.get(action=Action.EXPORTED)
    assert (line.clinic, line.detail) == (attempt.clinic, "1 rows, filtered by queue placed")


def test_an_export_holds_nothing_about_a_person(staff: Client, attempt: OrderAttempt) -> None:
    (row,) = exported(staff)

    assert attempt.patient_ref not in str(row)
    assert attempt.email_digest not in str(row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_no_cell_is_a_formula(staff: Client, harbour: Clinic, start: str) -> None:
    written(harbour, "c-1", State.PLACED, coupon=f"{start}cmd|' /C calc'!A0")

    (row,) = exported(staff)

    assert row["coupon"] == f"'{start}cmd|' /C calc'!A0"
    assert harmless("H7K2-9QXM") == "H7K2-9QXM"
