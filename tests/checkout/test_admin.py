"""Staff find an order by what a patient tells them, and can change nothing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from checkout.admin.export import COLUMNS
from checkout.models import Incident, OrderAttempt, Refusal, State, Step
from checkout.orders.causes import Cause
from checkout.orders.queues import QUEUES, attention
from checkout.words.staff import CAUSES, INCIDENTS, cause_words, status_of
from storefront.clinics.models import Clinic
from storefront.staff.csv import harmless
from storefront.staff.models import Action, StaffEvent
from tests.checkout.staff_case import LIST, TEA, page_of, written
from tests.staff.people import clinic_staff, platform_staff
from tests.world import DECODA, Shopper

FIND = f"{LIST}find/"


@pytest.fixture
def staff(harbour: Clinic) -> Client:
    """Works for Harbour."""
    return clinic_staff(harbour)


@pytest.fixture
def neighbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("meadow", DECODA, country="US", currency="USD")


@pytest.fixture
def attempt(shopper: Shopper) -> OrderAttempt:
    """Ana's, placed."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()
    return shopper.attempt()


def find(staff: Client, what: str) -> str:
    return staff.post(FIND, {"what": what}, follow=True).content.decode()


def queue(staff: Client, key: str = "") -> str:
    return staff.get(LIST, {"queue": key} if key else {}).content.decode()


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


# -- the search --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", ["{0}", "  {0} ", "{1}", "{2}"], ids=["as read", "spaces", "no dash", "lower case"])
def test_an_order_is_found_by_its_reference_however_it_is_written(
    staff: Client, attempt: OrderAttempt, spelt: str
) -> None:
    reference = attempt.reference
    typed = spelt.format(reference, reference.replace("-", " "), reference.replace("-", "").lower())

    page = find(staff, typed)

    assert f"{page_of(attempt)}" in page
    assert "<td>reference</td>" in page


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (lambda attempt: attempt.placed_orders.get().upstream_order_id, "the upstream&#x27;s order id"),
        (lambda attempt: attempt.placed_orders.get().number.lower(), "the upstream&#x27;s order"),
        (lambda attempt: attempt.cart_ref, "cart"),
        (lambda attempt: attempt.patient_ref, "patient reference"),
        (lambda attempt: attempt.key, "our key at the upstream"),
        (lambda attempt: " Ana@Harbour.example", "email address"),
    ],
    ids=["order id", "order number", "cart", "patient", "key", "e-mail"],
)
def test_an_order_is_found_by_what_is_known_and_says_why(
    staff: Client, attempt: OrderAttempt, what: Callable[[OrderAttempt], str], why: str
) -> None:
    page = find(staff, what(attempt))

    assert page_of(attempt) in page
    assert why in page


def test_an_email_address_leaves_no_trace(staff: Client, attempt: OrderAttempt) -> None:
    answer = staff.post(FIND, {"what": "ana@harbour.example"})

    assertRedirects(answer, FIND)
    kept = [*StaffEvent.objects.values_list("subject", "detail"), dict(staff.session.items())]
    assert "ana@" not in str(kept)
    assert "ana@" not in str(OrderAttempt.objects.values().get())
    assert StaffEvent.objects.filter(detail="searched by email address: 1 found").exists()
    assertNotContains(staff.get(FIND), "ana@")


def test_an_email_address_in_the_address_bar_finds_nothing_and_says_where_to_type_it(
    staff: Client, attempt: OrderAttempt
) -> None:
    shown = staff.get(LIST, {"q": "ana@harbour.example"})

    assertContains(shown, "does not belong into the address bar")
    assertNotContains(shown, attempt.reference)


def test_a_link_may_search_by_reference(staff: Client, attempt: OrderAttempt) -> None:
    assertContains(staff.get(LIST, {"q": attempt.reference.lower()}), attempt.reference)
    assertNotContains(staff.get(LIST, {"q": "H7K2-9QXM"}), attempt.reference)


def test_an_address_is_found_after_the_keys_were_rotated(
    staff: Client, attempt: OrderAttempt, settings: Settings
) -> None:
    settings.FIELD_KEYS = ("a-new-first-key-of-the-ring-0123456789", *settings.FIELD_KEYS)

    assert page_of(attempt) in find(staff, "ana@harbour.example")


@pytest.mark.parametrize("nonsense", ["", "   ", "@", "' OR 1=1 --", "x" * 5000, "\x00", "H7K2-9QXM", "=1+1"])
def test_nonsense_finds_nothing(staff: Client, attempt: OrderAttempt, nonsense: str) -> None:
    answer = staff.post(FIND, {"what": nonsense}, follow=True)

    assert answer.status_code == 200
    assertNotContains(answer, page_of(attempt))


# -- an attempt's page -------------------------------------------------------------------------------------------------


def test_the_page_tells_what_happened_in_words(staff: Client, attempt: OrderAttempt) -> None:
    page = staff.get(page_of(attempt))

    assertContains(page, "The patient placed the order")
    assertContains(page, "Answered: the order is placed.")
    assertContains(page, attempt.placed_orders.get().number)
    assertContains(page, attempt.cart_ref)
    assertNotContains(page, "sealed")


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
    assert attempt.reference not in b"".join(stranger.get(f"{LIST}export/").streaming_content).decode()


def test_what_was_found_is_asked_again_when_it_is_shown(harbour: Clinic, attempt: OrderAttempt) -> None:
    staff = clinic_staff(harbour)
    assert page_of(attempt) in find(staff, attempt.reference)

    harbour.memberships.all().delete()

    assertNotContains(staff.get(FIND), page_of(attempt))


def test_whatever_is_written_down_has_words() -> None:
    assert set(CAUSES) == set(Cause)
    assert set(INCIDENTS) == set(Incident.Kind)


def test_a_cause_that_another_release_wrote_is_told_as_it_is() -> None:
    assert cause_words("refunded_by_staff") == ("us", "Refunded by staff.")


def test_every_standing_is_told(harbour: Clinic) -> None:
    for number, state in enumerate(State):
        for step in Step:
            row = written(harbour, f"c-{number}-{step}", state, step=step)
            assert status_of(row).state
            row.events.all().delete()
            row.delete()


# -- incidents ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def incident(attempt: OrderAttempt) -> Incident:
    Incident.note(Incident.Kind.NOT_FOUND, attempt.clinic, attempt=attempt)
    return Incident.objects.get()


def test_an_incident_is_resolved_with_a_note(staff: Client, incident: Incident) -> None:
    path = f"/admin/checkout/incident/{incident.pk}/"
    assertContains(staff.get(f"{path}change/"), "Look for the order in the upstream")

    staff.post(f"{path}resolve/", {"note": "deleted there by mistake, ordered anew"})

    incident.refresh_from_db()
    assert incident.resolved_at is not None
    assert (incident.resolved_by, incident.resolution) == ("claire", "deleted there by mistake, ordered anew")
    assert StaffEvent.objects.get(action=Action.RESOLVED).clinic == incident.clinic
    assertContains(staff.get(f"{path}change/"), "deleted there by mistake")


def test_an_incident_is_not_resolved_without_a_note(staff: Client, incident: Incident) -> None:
    answer = staff.post(f"/admin/checkout/incident/{incident.pk}/resolve/", {"note": "  "})

    assertContains(answer, "Say what you found and what you did", status_code=422)
    incident.refresh_from_db()
    assert incident.resolved_at is None


def test_who_comes_second_is_told_and_changes_nothing(staff: Client, incident: Incident) -> None:
    other = clinic_staff(incident.clinic, name="cleo")
    path = f"/admin/checkout/incident/{incident.pk}/resolve/"
    staff.post(path, {"note": "mine"})

    second = other.post(path, {"note": "theirs"}, follow=True)

    assertContains(second, "Somebody else had resolved this already")
    incident.refresh_from_db()
    assert incident.resolution == "mine"


def test_an_incident_of_another_clinic_does_not_exist(incident: Incident, neighbour: Clinic) -> None:
    stranger = clinic_staff(neighbour)

    assert stranger.post(f"/admin/checkout/incident/{incident.pk}/resolve/", {"note": "x"}).status_code == 404
    assert stranger.get(f"/admin/checkout/incident/{incident.pk}/change/").status_code in (302, 404)


# -- export ------------------------------------------------------------------------------------------------------------


def exported(staff: Client, **filters: str) -> list[dict[str, str]]:
    text = b"".join(staff.get(f"{LIST}export/", filters).streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
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


def test_there_is_no_admin_on_a_clinics_host(shopper: Shopper) -> None:
    assert shopper.get("/admin/").status_code == 404
