"""Counts are added by one statement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from storefront.clinics.models import Clinic
from storefront.statistics.counters import add
from storefront.statistics.models import Device, FunnelStep, ShownError, StepCount, UpstreamHour

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_no_writer_loses_what_another_one_adds(harbour: Clinic) -> None:
    key = {"clinic": harbour.pk, "day": "2026-11-21", "step": FunnelStep.CART, "device": Device.PHONE}
    key |= {"language": "en", "sandbox": False}

    def work(_n: int) -> None:
        try:
            for _ in range(5):
                add(StepCount, key, {"count": 1}, {})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert StepCount.objects.get().count == 20


def hour(clinic: Clinic) -> dict[str, Any]:
    return {"clinic": clinic.pk, "upstream": "careportals", "hour": datetime(2026, 11, 21, 12, tzinfo=UTC)}


def test_a_row_is_made_and_then_added_to_and_the_largest_stays_the_largest(harbour: Clinic) -> None:
    counts = {"calls": 1, "failures": 0, "rejected": 0, "slow": 0}
    for ms in (120, 4000, 80):
        add(UpstreamHour, hour(harbour), counts | {"ms_total": ms}, {"ms_max": ms})

    row = UpstreamHour.objects.get()
    assert (row.calls, row.failures, row.ms_total, row.ms_max) == (3, 0, 4200, 4000)


def test_rows_of_other_keys_are_left_alone(harbour: Clinic, summit: Clinic) -> None:
    counts = {"calls": 1, "failures": 0, "rejected": 0, "slow": 0, "ms_total": 1}
    keys = [hour(harbour), hour(summit), hour(harbour) | {"upstream": "decoda"}]
    for key in keys:
        add(UpstreamHour, key, counts, {"ms_max": 1})
    add(UpstreamHour, hour(harbour), counts, {"ms_max": 1})

    assert [UpstreamHour.objects.get(**key).calls for key in keys] == [2, 1, 1]


def test_what_stands_in_a_key_is_a_value_and_never_a_part_of_the_statement(harbour: Clinic) -> None:
    key = {"clinic": harbour.pk, "day": "2026-11-21", "kind": "coupon", "code": "'); DROP TABLE figures_shownerror; --"}
    for _ in range(2):
        add(ShownError, key | {"language": "en", "sandbox": False}, {"count": 1}, {})

    assert ShownError.objects.get(code=key["code"]).count == 2


def test_it_is_one_statement(harbour: Clinic, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    counts = {"calls": 1, "failures": 0, "rejected": 0, "slow": 0, "ms_total": 1}
    for _ in range(2):
        with django_assert_num_queries(1):
            add(UpstreamHour, hour(harbour), counts, {"ms_max": 1})
