"""The list of orders and an order's page: staff read them, and can change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from tests.checkout.staff_case import LIST, find, page_of, queue, written
from tests.staff.people import clinic_staff, platform_staff
from tests.world import Shopper

# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_answers_without_being_opened(staff: Client, harbour: Clinic) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=12)):
        written(harbour, "c-1", State.UNKNOWN)

    shown = staff.get(LIST)

    assertContains(shown, "in doubt for 12 min")
    assertContains(shown, "34.00 CAD")
    assertContains(shown, "look it up again")


def test_a_visit_of_a_review_page_is_no_order_and_stays_out_of_the_list(staff: Client, harbour: Clinic) -> None:
    seen = written(harbour, "c-1")

    assert seen.reference not in queue(staff)
    assert seen.reference in queue(staff, "seen")


def test_a_long_list_costs_no_more_queries_than_a_short_one(staff: Client, harbour: Clinic) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            staff.get(LIST)
        return len(seen)

    written(harbour, "c-0", State.PLACED)
    queries()
    short = queries()
    for number in range(1, 30):
        written(harbour, f"c-{number}", State.PLACED)

    assert queries() == short <= 12


# -- an attempt's page -------------------------------------------------------------------------------------------------


def test_every_read_is_in_the_log(staff: Client, attempt: OrderAttempt) -> None:
    staff.get(page_of(attempt))

    line = StaffEvent.objects.get(action=Action.READ)
    assert (line.clinic, line.subject) == (attempt.clinic, f"order attempt {attempt.reference}")


@pytest.mark.parametrize("who", [clinic_staff, platform_staff], ids=["clinic staff", "platform staff"])
def test_nothing_of_an_order_can_be_changed_or_deleted(who: Callable[..., Client], attempt: OrderAttempt) -> None:
    staff = who(attempt.clinic) if who is clinic_staff else who()
    for action in ("delete", "change"):
        assert staff.post(page_of(attempt, action), {"post": "yes", "state": "open"}).status_code == 403
    assert staff.get(f"{LIST}add/").status_code == 403
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [str(attempt.pk)], "post": "yes"})

    assert OrderAttempt.objects.get().state == State.PLACED


def test_an_order_of_another_clinic_does_not_exist(attempt: OrderAttempt, neighbour: Clinic) -> None:
    stranger = clinic_staff(neighbour)

    assert attempt.reference not in stranger.get(LIST).content.decode()
    for word in (attempt.reference, attempt.cart_ref, attempt.patient_ref, attempt.key, "ana@harbour.example"):
        assert page_of(attempt) not in find(stranger, word)
    assert stranger.get(page_of(attempt)).status_code in (302, 404)
    for name in ("resolve", "end-sessions"):
        assert stranger.get(page_of(attempt, name)).status_code == 404
    for name in ("look-up", "resolve", "end-sessions"):
        assert stranger.post(page_of(attempt, name)).status_code == 404
    assert attempt.reference not in stranger.get(f"{LIST}export/").getvalue().decode()


def test_there_is_no_admin_on_a_clinics_host(shopper: Shopper) -> None:
    assert shopper.get("/admin/").status_code == 404
