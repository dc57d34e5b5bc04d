"""Whoever observes calls learns of its own thread's calls, and of those within its block only."""

from __future__ import annotations

import threading

from storefront.upstream.observer import ObservedCall, observe, observed_calls

CALL = ObservedCall("GET", "/carts/{cart}", 200, 5, "c" * 32)


def test_the_calls_within_the_block_are_listed() -> None:
    observe(CALL)
    with observed_calls() as calls:
        observe(CALL)
    observe(CALL)

    assert calls == [CALL]


def test_calls_of_another_thread_are_not_listed() -> None:
    with observed_calls() as calls:
        other = threading.Thread(target=observe, args=(CALL,))
        other.start()
        other.join()

    assert calls == []


def test_an_inner_block_takes_its_calls_and_the_outer_one_goes_on_afterwards() -> None:
    with observed_calls() as outer:
        with observed_calls() as inner:
            observe(CALL)
        observe(CALL)

    assert (inner, outer) == ([CALL], [CALL])
