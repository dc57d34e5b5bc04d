"""The statistics and the health of upstreams, as staff read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from storefront.statistics.health import RECORDER
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount, UpstreamHour
from storefront.upstream.observer import ODD, ObservedCall
from tests.staff.people import HOST, clinic_staff, platform_staff

STATISTICS, FILE, HEALTH = "/admin/figures/stepcount/", "/admin/figures/stepcount/file/", "/admin/figures/upstreamhour/"
COUNTS = dict(zip(FunnelStep, (200, 150, 120, 110, 90, 80), strict=True))


def fill(clinic: Clinic, day: date | None = None, device: Device = Device.PHONE, times: int = 1) -> None:
    day = day or timezone.now().date()
    for step, count in COUNTS.items():
        StepCount.objects.create(clinic=clinic, day=day, step=step, device=device, language="en", count=count * times)


def rows(page: str, name: str) -> list[list[str]]:
    """The cells of the table with this name, row by row."""
    table = page.split(f'aria-label="{name}"')[1].split("</table>")[0].split("<tbody>")[1]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in table.split("</tr>")[:-1]]


def text(browser: Client, path: str = STATISTICS) -> str:
    return browser.get(path).content.decode()


@pytest.fixture
def borealis(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("borealis")


def test_the_funnel_is_a_drawing_and_a_table_with_the_same_numbers(harbour: Clinic) -> None:
    fill(harbour)

    page = text(platform_staff())

    assert rows(page, "Visits by step, as a table") == [
        ["Cart", "200", "–", "100%", "–"],
        ["Signed in", "150", "75%", "75%", "50"],
        ["Details", "120", "80%", "60%", "30"],
        ["Payment", "110", "92%", "55%", "10"],
        ["Review", "90", "82%", "45%", "20"],
        ["Order placed", "80", "89%", "40%", "10"],
    ]
    drawing = page.split('<svg class="figure"')[1].split("</svg>")[0]
    assert 'role="img"' in drawing
    assert "<title" in drawing
    assert "Signed in: 150." in drawing
    assert 'width="60.00%"' in drawing
    assert "style=" not in page.split('<div class="statistics">')[1]


def test_the_biggest_loss_is_named_in_a_sentence(harbour: Clinic) -> None:
    fill(harbour)

    words = re.sub(r"<[^>]+>", "", text(platform_staff()))

    assert "Most are lost between Cart and Signed in: 50 of 200 went no further." in words


def test_it_is_asked_by_clinic_day_device_and_language(harbour: Clinic, borealis: Clinic) -> None:
    today = timezone.now().date()
    fill(harbour)
    fill(harbour, device=Device.COMPUTER)
    fill(harbour, today - timedelta(days=40))
    fill(borealis)
    staff = platform_staff()

    def carts(query: str) -> str:
        return rows(text(staff, f"{STATISTICS}?{query}"), "Visits by step, as a table")[0][1]

    assert carts("") == "600"
    assert carts(f"clinic={harbour.pk}") == "400"
    assert carts(f"clinic={harbour.pk}&device=phone") == "200"
    assert carts(f"clinic={harbour.pk}&since={today - timedelta(days=60)}") == "600"
    assertContains(staff.get(f"{STATISTICS}?language=fr"), "Nothing counted in these days yet")


def test_what_was_tried_out_never_mixes_with_what_was_bought(harbour: Clinic, borealis: Clinic) -> None:
    fill(harbour)
    StepCount.objects.update(sandbox=True)
    fill(borealis, times=2)
    browser = platform_staff()

    assert carts(browser, "") == "400"
    assert carts(browser, "?orders=sandbox") == "200"
    harbour.is_sandbox = borealis.is_sandbox = True
    harbour.save()
    assert carts(browser, f"?clinic={harbour.pk}") == "200", "of a sandbox, what was tried out is meant"
    borealis.save()
    assert carts(browser, "") == "200"


def carts(browser: Client, query: str) -> str:
    return rows(text(browser, STATISTICS + query), "Visits by step, as a table")[0][1]


def test_a_long_time_is_drawn_by_the_week(harbour: Clinic) -> None:
    fill(harbour)
    since = timezone.now().date() - timedelta(days=90)

    page = text(platform_staff(), f"{STATISTICS}?since={since}")

    assert "Week by week" in page
    assert sum(int(row[1]) for row in rows(page, "Carts and orders, as a table")) == 200
    assert len(rows(page, "Carts and orders, as a table")) in (13, 14)


def test_before_anything_is_counted_the_page_says_what_will_be_there(harbour: Clinic) -> None:
    page = platform_staff().get(STATISTICS)

    assertContains(page, "Here you will see how far patients get")
    assertContains(page, "No coupon was refused")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=yesterday", "Give a day as year, month and day"),
        ("since=2026-11-20&until=2026-11-01", "The first day is after the last one"),
        ("since=2020-01-01&until=2026-11-01", "Choose at most 400 days"),
        ("clinic=99999", "Choose one of the clinics"),
        ("clinic=x", "Choose one of the clinics"),
        ("device=toaster", "not one of the available choices"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(harbour: Clinic, query: str, words: str) -> None:
    staff = platform_staff()

    assertContains(staff.get(f"{STATISTICS}?{query}"), words, status_code=422)
    assertContains(staff.get(f"{FILE}?{query}"), words, status_code=422)


def test_coupon_refusals_and_texts_are_listed_most_shown_first(harbour: Clinic) -> None:
    day = timezone.now().date()
    for kind, code, count in (
        (Kind.COUPON, "expired", 3),
        (Kind.COUPON, "not_these_items", 9),
        (Kind.FIELD, "SignUpForm.phone.too_short", 5),
        (Kind.FIELD, "LoginForm..no_match", 7),
        (Kind.ORDER, "declined", 2),
        (Kind.TROUBLE, "OutcomeUnknown", 1),
    ):
        ShownError.objects.create(clinic=harbour, day=day, kind=kind, code=code, language="en", count=count)

    page = text(platform_staff())

    assert rows(page, "Why coupons were refused, as a table") == [
        ["not these items", "9", "75%"],
        ["expired", "3", "25%"],
    ]
    assert [row[:2] for row in rows(page, "What else patients were told, as a table")] == [
        ["Login: no match", "7"],
        ["Sign up, phone: too short", "5"],
        ["Order: declined", "2"],
        ["Trouble: no answer in time", "1"],
    ]


def test_clinic_staff_see_their_own_clinics_statistics_only(harbour: Clinic, borealis: Clinic) -> None:
    fill(harbour)
    fill(borealis, times=10)
    staff = clinic_staff(harbour)

    page = staff.get(STATISTICS)

    assert rows(page.content.decode(), "Visits by step, as a table")[0][1] == "200"
    assertNotContains(page, "Borealis")
    assertContains(staff.get(f"{STATISTICS}?clinic={borealis.pk}"), "Choose one of the clinics", status_code=422)
    assert staff.get(f"{FILE}?clinic={borealis.pk}").status_code == 422
    assert "borealis" not in b"".join(staff.get(FILE)).decode()


@pytest.mark.parametrize("path", [STATISTICS, FILE, HEALTH])
def test_nobody_else_gets_in(harbour: Clinic, path: str) -> None:
    assert Client(headers={"host": HOST}).get(path).status_code == 302
    assert Client(headers={"host": "harbour.localhost"}).get(path).status_code == 404


@pytest.mark.parametrize("path", [STATISTICS, HEALTH])
def test_nothing_can_be_added_changed_or_deleted_by_hand(harbour: Clinic, path: str) -> None:
    fill(harbour)
    staff = platform_staff()

    assert staff.get(f"{path}add/").status_code == 403
    for row in (StepCount.objects.first(),):
        assert staff.post(f"{STATISTICS}{row.pk}/delete/", {"post": "yes"}).status_code == 403  # type: ignore[union-attr]
    staff.post(path, {"action": "delete_selected", "_selected_action": StepCount.objects.first().pk})  # type: ignore[union-attr]
    assert StepCount.objects.count() == len(FunnelStep)


def test_the_file_has_every_count_and_is_in_the_log(harbour: Clinic) -> None:
    fill(harbour)
    today = timezone.now().date()

    answer = platform_staff().get(f"{FILE}?clinic={harbour.pk}")

    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "clinic,day,step,device,language,count"
    assert lines[1] == f"harbour,{today},cart,phone,en,200"
    assert len(lines) == 1 + len(FunnelStep)
    assert (
        answer["Content-Disposition"] == f'attachment; filename="statistics-{today - timedelta(days=27)}-{today}.csv"'
    )
    event = StaffEvent.objects.get(action=Action.EXPORTED)
    assert event.clinic == harbour
    assert event.detail.endswith("6 rows")


# -- upstream health ---------------------------------------------------------------------------------------------------


def test_the_health_page_tells_rate_times_and_the_last_failure(harbour: Clinic) -> None:
    for ms, status, outcome in ((120, 200, "ok"), (80, 200, "ok"), (5000, 503, "OutcomeUnknown"), (40, 0, "ok")):
        RECORDER.record(harbour.pk, ObservedCall("GET", "/carts/{cart}", status, ms, "c0ffee", outcome, "careportals"))

    page = platform_staff().get(HEALTH)

    assert rows(page.content.decode(), "Harbour Health, calls") == [
        ["Calls", "4", "4"],
        ["Failed", "1 (25%)", "1 (25%)"],
        ["of these not sent", "0", "0"],
        ["Parts that did not fit", "0", "0"],
        ["Slow", "1", "1"],
        ["Mean time", "1310 ms", "1310 ms"],
        ["Longest time", "5000 ms", "5000 ms"],
    ]

    assertContains(page, "GET /carts/{cart}")
    assertContains(page, "X-Request-ID: c0ffee")
    assertContains(page, "(HTTP 503)")
    assertContains(page, "Working")


def test_a_part_that_did_not_fit_is_counted_and_named_and_is_no_failed_call(harbour: Clinic) -> None:
    RECORDER.record(harbour.pk, ObservedCall("GET", "/v2/products", 200, 90, "c0ffee", "ok", "careportals"))
    RECORDER.record(harbour.pk, ObservedCall("Read", "items: price (int_type)", 200, 0, "c0ffee", ODD, "careportals"))

    page = platform_staff().get(HEALTH)

    told = {name: lately for name, lately, _day in rows(page.content.decode(), "Harbour Health, calls")}
    assert (told["Calls"], told["Failed"], told["Parts that did not fit"]) == ("1", "0 (0%)", "1")
    assertContains(page, "items: price (int_type)")


def test_a_failing_upstream_comes_first_and_is_counted_on_the_first_page(harbour: Clinic, borealis: Clinic) -> None:
    for clinic, outcome in ((borealis, "ok"), (harbour, "Unreachable")):
        for _ in range(6):
            RECORDER.record(clinic.pk, ObservedCall("GET", "/carts/{cart}", 0, 10, "c", outcome, "careportals"))
    staff = platform_staff()

    page = text(staff, HEALTH)

    assert page.index("Harbour Health") < page.index("Borealis Health")
    assert page.count("Failing</strong>") == 1
    assert "upstreams failing" in text(staff, "/admin/").lower()


def test_clinic_staff_see_the_health_of_their_own_upstream_only(harbour: Clinic, borealis: Clinic) -> None:
    for _ in range(6):
        RECORDER.record(borealis.pk, ObservedCall("GET", "/secret-route", 0, 10, "c", "Unreachable", "careportals"))
    staff = clinic_staff(harbour)

    page = staff.get(HEALTH)

    assertContains(page, "Not asked in 24 hours")
    assertNotContains(page, "Borealis")
    assertNotContains(page, "secret-route")
    assert "upstreams failing" not in text(staff, "/admin/").lower()


def test_hours_of_long_ago_are_not_in_it(harbour: Clinic) -> None:
    old = (timezone.now() - timedelta(hours=30)).replace(minute=0, second=0, microsecond=0)
    UpstreamHour.objects.create(
        clinic=harbour, upstream="careportals", hour=old, calls=9, failures=9, rejected=0, slow=0, ms_total=9, ms_max=9
    )

    assertContains(platform_staff().get(HEALTH), "Not asked in 24 hours")


def test_without_a_clinic_the_page_says_so(db: None) -> None:
    assertContains(platform_staff().get(HEALTH), "No clinic yet")
