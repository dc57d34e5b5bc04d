"""The circuit breaker of each upstream: rejects while it is down, and recovers by itself."""

from __future__ import annotations

import pytest

from storefront.upstream.circuit_breaker import (
    FAILURES,
    PAUSE,
    CircuitBreaker,
    CircuitBreakers,
    CircuitOpenError,
    circuit_breakers_bypassed,
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: CircuitBreaker, times: int = FAILURES) -> None:
    for _ in range(times):
        breaker.enter()
        breaker.leave(failed=True)


def test_failures_in_a_row_open_the_circuit_and_a_success_in_between_does_not() -> None:
    breaker = CircuitBreaker()
    fail(breaker, FAILURES - 1)
    breaker.enter()
    breaker.leave(failed=False)
    fail(breaker, FAILURES - 1)
    breaker.enter()
    breaker.leave(failed=True)

    with pytest.raises(CircuitOpenError):
        breaker.enter()


def test_after_a_pause_one_may_try_and_its_success_opens_it_for_all() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    fail(breaker)
    clock.now = PAUSE + 1

    breaker.enter()
    with pytest.raises(CircuitOpenError):
        breaker.enter()
    breaker.leave(failed=False)

    breaker.enter()


def test_a_try_that_fails_opens_the_circuit_again() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    fail(breaker)
    clock.now = PAUSE + 1
    fail(breaker, 1)

    with pytest.raises(CircuitOpenError):
        breaker.enter()


def test_looking_up_an_order_is_never_rejected() -> None:
    breaker = CircuitBreaker()
    fail(breaker)

    with circuit_breakers_bypassed():
        breaker.enter()


def test_each_clinic_has_a_circuit_breaker_of_its_own() -> None:
    breakers = CircuitBreakers()
    fail(breakers.of("careportals", "aurora", "https://patient-api.test"))

    breakers.of("careportals", "borealis", "https://patient-api.test").enter()
    with pytest.raises(CircuitOpenError):
        breakers.of("careportals", "aurora", "https://patient-api.test").enter()
