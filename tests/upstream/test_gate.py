"""The gate before each upstream: fails fast while it is down, recovers by itself, and is never crowded."""

from __future__ import annotations

import pytest

from storefront.upstream.gate import FAILURES, MOST, PAUSE, Gate, Gates, Shut, always_open


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(gate: Gate, times: int = FAILURES) -> None:
    for _ in range(times):
        gate.enter()
        gate.leave(failed=True)


def test_failures_in_a_row_shut_it_and_a_success_in_between_does_not() -> None:
    gate = Gate()
    fail(gate, FAILURES - 1)
    gate.enter()
    gate.leave(failed=False)
    fail(gate, FAILURES - 1)
    gate.enter()
    gate.leave(failed=True)

    with pytest.raises(Shut):
        gate.enter()


def test_after_a_pause_one_may_try_and_its_success_opens_it_for_all() -> None:
    clock = Clock()
    gate = Gate(clock)
    fail(gate)
    clock.now = PAUSE + 1

    gate.enter()
    with pytest.raises(Shut):
        gate.enter()
    gate.leave(failed=False)

    gate.enter()
    gate.enter()


def test_a_try_that_fails_shuts_it_again() -> None:
    clock = Clock()
    gate = Gate(clock)
    fail(gate)
    clock.now = PAUSE + 1
    fail(gate, 1)

    with pytest.raises(Shut):
        gate.enter()


def test_looking_up_an_order_is_never_held_back() -> None:
    gate = Gate()
    fail(gate)

    with always_open():
        gate.enter()


def test_a_slow_upstream_cannot_hold_every_thread() -> None:
    gate = Gate()
    for _ in range(MOST):
        gate.enter()

    with pytest.raises(Shut):
        gate.enter()
    gate.leave(failed=False)
    gate.enter()


def test_each_clinic_has_a_gate_of_its_own() -> None:
    gates = Gates()
    fail(gates.of("careportals", "aurora", "https://patient-api.test"))

    gates.of("careportals", "borealis", "https://patient-api.test").enter()
    with pytest.raises(Shut):
        gates.of("careportals", "aurora", "https://patient-api.test").enter()
