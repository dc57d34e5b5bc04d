from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from storefront.limits import limiter
from storefront.limits.limiter import Limiter, Rule
from storefront.limits.models import Limit

START = 1_800_000_000


def limiter_of(*windows: tuple[int, int]) -> Limiter:
    return Limiter("test", *(Rule(hits, seconds, by=("who",), why="for a test") for hits, seconds in windows))


@pytest.mark.django_db
def test_so_many_tries_pass_and_then_one_waits_for_the_window_to_end() -> None:
    three = limiter_of((3, 900))
    with time_machine.travel(START, tick=False) as clock:
        assert [three.wait(who="a") for _ in range(3)] == [0, 0, 0]
        clock.shift(100)
        assert three.wait(who="a") == 800
        assert three.wait(who="b") == 0
        clock.shift(800)
        assert three.wait(who="a") == 0


@pytest.mark.django_db
def test_what_a_narrow_rule_refuses_is_counted_in_no_wider_one() -> None:
    both = Limiter(
        "test",
        Rule(2, 60, by=("clinic", "network"), why="for a test"),
        Rule(3, 3600, by=("clinic",), why="for a test"),
    )
    with time_machine.travel(START, tick=False):
        assert [both.wait(clinic="harbour", network="a") for _ in range(50)] == [0, 0] + [60] * 48
        assert [both.wait(clinic="harbour", network="b") for _ in range(2)] == [0, 3600]


WIDE = Limiter(
    "test",
    Rule(5, 900, by=("account", "network"), why="for a test"),
    Rule(8, 900, by=("network",), why="for a test"),
    Rule(10, 900, by=("account",), leaves=1, why="for a test"),
    Rule(40, 900, by=(), leaves=2, why="for a test"),
)


def tries(network: object, account: str = "ada", times: int = 9) -> list[bool]:
    """Which of so many tries were let through."""
    return [WIDE.wait(account=account, network=str(network)) == 0 for _ in range(times)]


@pytest.mark.django_db
def test_a_wide_rule_leaves_each_network_its_first_tries() -> None:
    assert tries("one") == tries("two") == [True] * 5 + [False] * 4  # and now the account's window is full

    assert tries("three", times=3) == [True, False, False]
    assert tries("three", account="another", times=5) == [True] * 5  # the window was of one account alone


@pytest.mark.django_db
def test_the_widest_rule_leaves_each_network_its_first_tries_too() -> None:
    for number in range(9):
        tries(number, account=f"account {number}", times=5)

    assert tries("new", account="ada") == [True, True] + [False] * 7


@pytest.mark.django_db
def test_where_somebody_signed_in_before_only_their_own_mistakes_count() -> None:
    WIDE.wait(account="ada", network="home")
    WIDE.let_in(account="ada", network="home")
    for number in range(10):
        tries(number)
    for number in range(8):
        tries("home", account=f"neighbour {number}", times=5)

    assert tries("home", account="stranger") == [False] * 9
    assert tries("home") == [True] * 5 + [False] * 4


@pytest.mark.django_db
def test_a_network_is_known_for_ninety_days() -> None:
    with time_machine.travel(START, tick=False) as clock:
        WIDE.let_in(account="ada", network="home")
        clock.shift(90 * 24 * 60 * 60 + 1)
        for number in range(10):
            tries(number)

        assert tries("home") == [True] + [False] * 8


@pytest.mark.django_db
def test_a_full_window_is_told_once_and_a_wide_one_as_a_warning() -> None:
    with capture_logs() as told:
        for number in range(4):
            tries(number, times=7)

    assert [(line["log_level"], line["operation"], line["cause"]) for line in told] == [
        ("info", "test", "account/network"),
        ("info", "test", "account/network"),
        ("warning", "test", "account"),
        ("info", "test", "account/network"),
        ("info", "test", "account/network"),
    ]
    assert not any("ada" in str(line) for line in told)


@pytest.mark.django_db
def test_wide_windows_that_are_over_are_alarms() -> None:
    with time_machine.travel(START, tick=False) as clock:
        tries("one"), tries("two")
        assert (WIDE.alarms(account="ada"), WIDE.alarms(account="eve"), WIDE.alarms()) == (0, 0, 0)
        tries("three")
        assert (WIDE.alarms(account="ada"), WIDE.alarms(account="eve"), WIDE.alarms()) == (1, 0, 0)
        clock.shift(901)
        assert WIDE.alarms(account="ada") == 0


@pytest.mark.django_db(transaction=True)
def test_a_try_is_one_transaction_and_so_is_taking_it_back() -> None:
    with CaptureQueriesContext(connection) as counting:
        WIDE.wait(account="ada", network="home")
    with CaptureQueriesContext(connection) as forgiving:
        WIDE.let_in(account="ada", network="home")

    for queries in (counting, forgiving):
        said = [query["sql"].split()[0] for query in queries.captured_queries]
        assert (said.count("BEGIN"), said.count("COMMIT"), len(said)) == (1, 1, len(said))
        assert (said[0], said[-1]) == ("BEGIN", "COMMIT")


@pytest.mark.django_db
def test_a_try_that_is_taken_back_uses_nothing_up() -> None:
    two = limiter_of((2, 60), (3, 3600))
    with time_machine.travel(START, tick=False):
        for _ in range(10):
            assert two.wait(who="a") == 0
            two.forgive(who="a")


@pytest.mark.django_db
def test_a_rule_counts_only_by_what_it_names() -> None:
    shop = Limiter("test", Rule(2, 60, by=("clinic",), why="for a test"))
    with time_machine.travel(START, tick=False):
        answers = [shop.wait(clinic="harbour", network=str(number)) for number in range(3)]

        assert answers == [0, 0, 60]
        assert shop.wait(clinic="meadow", network="0") == 0


@pytest.mark.django_db
def test_the_table_holds_no_key_in_clear() -> None:
    limiter_of((3, 900)).wait(who="ada@example.com")

    assert all("ada" not in key for key in Limit.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_windows_that_are_over_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "PRUNE_ONE_IN", 1)
    three = limiter_of((3, 60))
    with time_machine.travel(START, tick=False) as clock:
        three.wait(who="old")
        clock.shift(61)
        three.wait(who="new")

    assert Limit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_300_parallel_tries_exactly_10_pass() -> None:
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
