"""How many calls may be under way: of one clinic, of one upstream, and of all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from threading import Event, Thread

import pytest

from storefront.upstream import bulkheads
from storefront.upstream.bulkheads import SLOW, Bulkheads, NoPlaceError
from storefront.upstream.circuit_breaker import circuit_breakers_bypassed

A, B, C, D = (("tenant", f"https://{name}.test") for name in "abcd")
FAR = 1e9


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def places(clock: Clock) -> Bulkheads:
    """Of a worker with 16 threads: 6 for a clinic, 10 for an upstream, 14 for all."""
    return Bulkheads(16, clock)


def is_taken(places: Bulkheads, upstream: str, clinic: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Without waiting."""
    monkeypatch.setattr(bulkheads, "LONGEST_WAIT", 0)
    try:
        with places.place(upstream, clinic, FAR):
            return False
    except NoPlaceError:
        return True


def take(stack: ExitStack, places: Bulkheads, upstream: str, clinic: tuple[str, str], number: int) -> None:
    for _ in range(number):
        stack.enter_context(places.place(upstream, clinic, FAR))


def test_a_clinic_has_only_so_many_places(places: Bulkheads, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)

        assert is_taken(places, "decoda", A, monkeypatch)
        assert not is_taken(places, "decoda", B, monkeypatch)
    assert not is_taken(places, "decoda", A, monkeypatch)


def test_clinics_of_one_upstream_leave_places_to_those_of_others(
    places: Bulkheads, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 5)
        take(under_way, places, "decoda", B, 5)

        assert is_taken(places, "decoda", C, monkeypatch)
        assert not is_taken(places, "careportals", D, monkeypatch)


def test_all_together_leave_threads_to_pages_that_ask_nobody(
    places: Bulkheads, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)
        take(under_way, places, "careportals", B, 6)
        take(under_way, places, "elasticpath", C, 2)

        assert is_taken(places, "elasticpath", D, monkeypatch)


def waiting(places: Bulkheads, then: Callable[[], None]) -> tuple[Thread, Event]:
    """A call that waits for a place, and whether it got one."""
    got = Event()

    def call() -> None:
        with places.place("decoda", A, FAR):
            got.set()

    thread = Thread(target=call)
    thread.start()
    then()
    thread.join(20)
    return thread, got


def test_a_call_waits_for_a_place_of_an_upstream_that_answers(places: Bulkheads) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)

        thread, got = waiting(places, under_way.close)

    assert got.is_set()
    assert not thread.is_alive()


def test_it_does_not_wait_where_the_upstream_hangs(places: Bulkheads, clock: Clock) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)
        clock.now += SLOW + 0.1

        with pytest.raises(NoPlaceError), places.place("decoda", A, FAR):
            pass


def test_it_does_not_wait_where_the_last_calls_were_slow(places: Bulkheads, clock: Clock) -> None:
    for _ in range(6):
        with places.place("decoda", A, FAR):
            clock.now += 4 * SLOW
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)

        with pytest.raises(NoPlaceError), places.place("decoda", A, FAR):
            pass


def test_it_does_not_wait_beyond_its_own_deadline(places: Bulkheads, clock: Clock) -> None:
    with ExitStack() as under_way:
        take(under_way, places, "decoda", A, 6)

        with pytest.raises(NoPlaceError), places.place("decoda", A, clock.now):
            pass


def test_a_look_up_of_an_order_needs_no_place(places: Bulkheads) -> None:
    with ExitStack() as under_way, circuit_breakers_bypassed():
        take(under_way, places, "decoda", A, 20)
