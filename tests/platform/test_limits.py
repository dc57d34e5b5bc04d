from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from storefront.patients import limits
from storefront.patients.limits import Window, allow
from storefront.patients.models import Limit

START = 1_800_000_000


@pytest.mark.django_db
def test_so_many_tries_pass_and_then_one_waits_for_the_window_to_end():
    with time_machine.travel(START, tick=False) as clock:
        assert [allow("login:a", Window(3, 900)) for _ in range(3)] == [0, 0, 0]
        clock.shift(100)
        assert allow("login:a", Window(3, 900)) == 800
        assert allow("login:b", Window(3, 900)) == 0
        clock.shift(800)
        assert allow("login:a", Window(3, 900)) == 0


@pytest.mark.django_db
def test_of_several_windows_the_longest_wait_counts():
    with time_machine.travel(START, tick=False):
        answers = [allow("otp", Window(2, 60), Window(3, 3600)) for _ in range(4)]

    assert answers == [0, 0, 60, 3600]


@pytest.mark.django_db
def test_the_table_holds_no_key_in_clear():
    allow("login:harbour:ada@example.com", Window(3, 900))

    assert all("ada" not in key for key in Limit.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_windows_that_are_over_are_swept_away(monkeypatch):
    monkeypatch.setattr(limits, "SWEEP_ONE_IN", 1)
    with time_machine.travel(START, tick=False) as clock:
        allow("old", Window(3, 60))
        clock.shift(61)
        allow("new", Window(3, 60))

    assert Limit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_300_parallel_tries_exactly_10_pass():
    def hit(_: int) -> int:
        try:
            return allow("storm", Window(10, 900))
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(hit, range(300)))

    assert waits.count(0) == 10
    assert Limit.objects.get().hits == 300
