"""Sums over what was counted: steps, losses, days and weeks, and the words for codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from storefront.backoffice.statistics.funnel import (
    MOST_SHOWN,
    WEEKS_FROM,
    FunnelQuery,
    Stage,
    biggest_loss,
    counted_rows,
    days,
    in_words,
    most_shown,
    stages,
)
from storefront.clinics.models import Clinic
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)


def query(since: date = MONDAY, until: date = MONDAY, **chosen: object) -> FunnelQuery:
    return FunnelQuery(Clinic.objects.all(), since, until, **chosen)  # type: ignore[arg-type]


def count(clinic: Clinic, step: FunnelStep, number: int, day: date = MONDAY, **fields: object) -> None:
    facts = {"device": Device.PHONE, "language": "en"} | fields
    StepCount.objects.create(clinic=clinic, day=day, step=step, count=number, **facts)


def test_each_step_is_told_with_what_it_lost_and_what_it_kept(harbour: Clinic) -> None:
    for step, number in zip(FunnelStep, (200, 150, 120, 110, 90, 80), strict=True):
        count(harbour, step, number)

    found = stages(query())

    assert [stage.label for stage in found] == [step.label for step in FunnelStep]
    assert [stage.lost for stage in found] == [0, 50, 30, 10, 20, 10]
    assert [round(stage.kept) for stage in found] == [100, 75, 80, 92, 82, 89]
    assert [round(stage.share) for stage in found] == [100, 75, 60, 55, 45, 40]
    assert [round(stage.share_before) for stage in found] == [100, 100, 75, 60, 55, 45]


def test_nothing_counted_is_nothing_and_no_division_by_it() -> None:
    found = stages(query())

    assert {(stage.count, stage.lost, stage.kept, stage.share, stage.share_before) for stage in found} == {(0,) * 5}
    assert biggest_loss(found) is None


def test_more_orders_than_reviews_are_no_negative_loss() -> None:
    """An order is counted on the day it was found, which may be another one than that of its review."""
    stage = Stage("Order placed", 12, before=10, first=20)

    assert (stage.lost, stage.kept, stage.share) == (0, 100, 60)
    assert Stage("Order placed", 30, before=10, first=20).share == 100


def test_the_biggest_loss_is_between_two_steps_that_follow_each_other() -> None:
    found = [Stage("Cart", 100, 100, 100), Stage("Signed in", 90, 100, 100), Stage("Details", 50, 90, 100)]

    loss = biggest_loss(found)

    assert loss
    assert (loss.after.label, loss.to.label, loss.to.lost) == ("Signed in", "Details", 40)


def test_only_what_was_asked_for_is_in_the_sums(harbour: Clinic, summit: Clinic) -> None:
    count(harbour, FunnelStep.CART, 1)
    count(harbour, FunnelStep.CART, 2, device=Device.COMPUTER)
    count(harbour, FunnelStep.CART, 4, language="fr")
    count(harbour, FunnelStep.CART, 8, sandbox=True)
    count(harbour, FunnelStep.CART, 16, day=MONDAY - timedelta(days=1))
    count(summit, FunnelStep.CART, 32)

    def carts(asked: FunnelQuery) -> int:
        return stages(asked)[0].count

    assert carts(query()) == 1 + 2 + 4 + 32
    assert carts(query(device="phone")) == 1 + 4 + 32
    assert carts(query(language="fr")) == 4
    assert carts(query(sandbox=True)) == 8
    assert carts(query(since=MONDAY - timedelta(days=1))) == 1 + 2 + 4 + 16 + 32
    assert carts(FunnelQuery(Clinic.objects.filter(pk=harbour.pk), MONDAY, MONDAY)) == 1 + 2 + 4


def test_every_day_is_there_also_one_without_anything(harbour: Clinic) -> None:
    count(harbour, FunnelStep.CART, 5)
    count(harbour, FunnelStep.CART, 1, language="fr")
    count(harbour, FunnelStep.PLACED, 2, day=MONDAY + timedelta(days=2))

    found = days(query(until=MONDAY + timedelta(days=2)))

    assert [(day.begins.isoformat(), day.carts, day.placed) for day in found] == [
        ("2026-11-02", 6, 0),
        ("2026-11-03", 0, 0),
        ("2026-11-04", 0, 2),
    ]


def test_a_long_time_is_told_by_the_week_that_begins_on_a_monday(harbour: Clinic) -> None:
    since = MONDAY - timedelta(days=WEEKS_FROM) + timedelta(days=2)  # a Wednesday
    count(harbour, FunnelStep.CART, 3, day=since)
    count(harbour, FunnelStep.CART, 4, day=since + timedelta(days=4))  # the Sunday after it
    count(harbour, FunnelStep.CART, 1, day=since + timedelta(days=5))

    found = days(query(since=since, until=since + timedelta(days=WEEKS_FROM)))

    assert [(day.begins - since).days for day in found[:3]] == [-2, 5, 12]
    assert [day.carts for day in found[:3]] == [7, 1, 0]
    assert len(days(query(since=since, until=since + timedelta(days=WEEKS_FROM - 1)))) == WEEKS_FROM


def test_what_was_shown_most_comes_first_and_shares_are_of_all(harbour: Clinic) -> None:
    for number in range(MOST_SHOWN + 1):
        ShownError.objects.create(clinic=harbour, day=MONDAY, kind=Kind.COUPON, code=f"code_{number:02}", count=10)
    ShownError.objects.create(clinic=harbour, day=MONDAY, kind=Kind.COUPON, code="expired", count=30)
    ShownError.objects.create(clinic=harbour, day=MONDAY, kind=Kind.ORDER, code="declined", count=500)

    found = most_shown(query(), Kind.COUPON)

    assert len(found) == MOST_SHOWN
    assert (found[0].label, found[0].count, found[0].share) == ("expired", 30, 30 / 160 * 100)
    assert [row.label for row in found[1:3]] == ["code 00", "code 01"]
    assert most_shown(query(), Kind.FIELD) == []


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (Kind.COUPON, "not_yet", "not yet"),
        (Kind.COUPON, "too_often", "too many tries"),
        (Kind.FIELD, "SignUpForm.phone.too_short", "Sign up, phone: too short"),
        (Kind.FIELD, "LoginForm..no_match", "Login: no match"),
        (Kind.FIELD, "odd", "Form: odd"),
        (Kind.ORDER, "declined", "Order: declined"),
        (Kind.TROUBLE, "OutcomeUnknown", "Trouble: no answer in time"),
        (Kind.TROUBLE, "SomethingNew", "Trouble: something new"),
    ],
)
def test_a_code_is_read_out_in_words(kind: Kind, code: str, words: str) -> None:
    assert in_words(kind, code) == words


def test_a_rejected_call_reads_the_same_whatever_its_error_was_called_when_it_was_counted() -> None:
    before, now = (in_words(Kind.TROUBLE, code) for code in ("HeldBack", "RejectedError"))
    assert before == now == "Trouble: shop not reached lately, not tried"


def test_the_file_has_a_row_for_each_count_in_order(harbour: Clinic, make_clinic: Callable[..., Clinic]) -> None:
    aurora = make_clinic("aurora")
    count(harbour, FunnelStep.PLACED, 2)
    count(harbour, FunnelStep.CART, 5, day=MONDAY - timedelta(days=1))
    count(aurora, FunnelStep.CART, 1)

    assert list(counted_rows(query(since=MONDAY - timedelta(days=1)))) == [
        ("aurora", MONDAY, "cart", "phone", "en", 1),
        ("harbour", MONDAY - timedelta(days=1), "cart", "phone", "en", 5),
        ("harbour", MONDAY, "placed", "phone", "en", 2),
    ]
