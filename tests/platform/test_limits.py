from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from storefront.limits import limiter, policy
from storefront.limits.limiter import Limiter, Rule
from storefront.limits.models import Limit

START = 1_800_000_000


def limiter_of(*windows: tuple[int, int]) -> Limiter:
    return Limiter("test", *(Rule(hits, seconds, by=("who",), why="for a test") for hits, seconds in windows))


@pytest.mark.django_db
def test_so_many_tries_pass_and_then_one_waits_for_the_window_to_end():
    three = limiter_of((3, 900))
    with time_machine.travel(START, tick=False) as clock:
        assert [three.wait(who="a") for _ in range(3)] == [0, 0, 0]
        clock.shift(100)
        assert three.wait(who="a") == 800
        assert three.wait(who="b") == 0
        clock.shift(800)
        assert three.wait(who="a") == 0


@pytest.mark.django_db
def test_of_several_rules_the_longest_wait_counts():
    both = limiter_of((2, 60), (3, 3600))
    with time_machine.travel(START, tick=False):
        answers = [both.wait(who="a") for _ in range(4)]

    assert answers == [0, 0, 60, 3600]


@pytest.mark.django_db
def test_a_try_that_is_taken_back_uses_nothing_up():
    two = limiter_of((2, 60), (3, 3600))
    with time_machine.travel(START, tick=False):
        for _ in range(10):
            assert two.wait(who="a") == 0
            two.forgive(who="a")


@pytest.mark.django_db
def test_a_rule_counts_only_by_what_it_names():
    shop = Limiter("test", Rule(2, 60, by=("clinic",), why="for a test"))
    with time_machine.travel(START, tick=False):
        answers = [shop.wait(clinic="harbour", ip=str(number)) for number in range(3)]

        assert answers == [0, 0, 60]
        assert shop.wait(clinic="meadow", ip="0") == 0


@pytest.mark.django_db
def test_the_table_holds_no_key_in_clear():
    limiter_of((3, 900)).wait(who="ada@example.com")

    assert all("ada" not in key for key in Limit.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_windows_that_are_over_are_deleted(monkeypatch):
    monkeypatch.setattr(limiter, "PRUNE_ONE_IN", 1)
    three = limiter_of((3, 60))
    with time_machine.travel(START, tick=False) as clock:
        three.wait(who="old")
        clock.shift(61)
        three.wait(who="new")

    assert Limit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_300_parallel_tries_exactly_10_pass():
    ten = limiter_of((10, 900))

    def hit(_: int) -> int:
        try:
            return ten.wait(who="storm")
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(hit, range(300)))

    assert waits.count(0) == 10
    assert Limit.objects.get().hits == 300


LIMITERS = [value for value in vars(policy).values() if isinstance(value, Limiter)]


def test_no_two_limiters_count_into_the_same_rows():
    assert len(LIMITERS) >= 9
    assert len({each.name for each in LIMITERS}) == len(LIMITERS)


@pytest.mark.parametrize("each", LIMITERS, ids=lambda limiter: limiter.name)
def test_every_rule_says_why(each: Limiter) -> None:
    assert each.rules
    assert all(rule.why and rule.hits > 0 and rule.seconds > 0 for rule in each.rules)
