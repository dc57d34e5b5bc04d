"""Each queue has what its name says, and the first page counts what its links show."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from checkout.models import Incident, OrderAttempt, Refusal, State, Step
from checkout.orders.queues import QUEUES, attention
from storefront.clinics.models import Clinic
from tests.checkout.staff_case import queue, written


def test_each_queue_shows_what_its_name_says(staff: Client, harbour: Clinic) -> None:
    hours = {"sent_at": timezone.now() - timedelta(hours=2)}
    rows = {
        "review": written(harbour, "c-1", State.REVIEW),
        "doubt": written(harbour, "c-2", State.UNKNOWN, **hours),
        "unpaid": written(harbour, "c-3", State.OPEN, step=Step.PAY, try_number=1, **hours),
        "declined": written(harbour, "c-4", State.REFUSED, refusal=Refusal.DECLINED, **(hours | {"try_number": 3})),
        "bank": written(harbour, "c-5", State.SENT, step=Step.CONFIRM, **hours),
        "refused": written(harbour, "c-6", State.REFUSED, refusal=Refusal.BUSY),
        "placed": written(harbour, "c-7", State.PLACED),
        "seen": written(harbour, "c-8"),
    }
    both = {("refused", "declined")}  # what was declined was not placed either

    assert set(rows) == {queue.key for queue in QUEUES}
    for key in rows:
        page = queue(staff, key)
        shown = {other for other, row in rows.items() if row.reference in page}
        assert shown == {key} | {other for name, other in both if name == key}


def test_an_order_that_is_being_sent_is_in_no_queue_of_problems_yet(staff: Client, harbour: Clinic) -> None:
    row = written(harbour, "c-1", State.SENT)

    assert row.reference not in queue(staff, "doubt")
    assert row.reference in queue(staff)


def test_the_first_page_counts_what_its_links_show(staff: Client, harbour: Clinic, neighbour: Clinic) -> None:
    hours = {"sent_at": timezone.now() - timedelta(hours=2)}
    written(harbour, "c-1", State.REVIEW)
    written(harbour, "c-2", State.UNKNOWN, **hours)
    written(harbour, "c-3", State.UNKNOWN, patient_ref="another", **hours)
    written(neighbour, "c-4", State.REVIEW)
    Incident.note(Incident.Kind.NO_ATTEMPT, harbour, order_ref="10999")

    told = {item.label: item for item in attention(Clinic.objects.filter(pk=harbour.pk))}

    counts = {label: item.count for label, item in told.items() if item.count}
    assert counts == {"order needs a person": 1, "orders in doubt": 2, "unresolved incident": 1}
    for item in told.values():
        assertContains(staff.get(item.url), f"{item.count} ")


def test_on_a_good_day_nothing_needs_attention(attempt: OrderAttempt) -> None:
    assert [item for item in attention(Clinic.objects.all()) if item.count] == []
