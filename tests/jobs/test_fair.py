"""A clinic that hangs keeps one thread and delays nobody else."""

from __future__ import annotations

from threading import Event

from storefront.jobs.fair import FairPool


def test_all_work_is_done_and_counted() -> None:
    outcome = FairPool(2).run({slug: lambda: 3 for slug in ("harbour", "meadow", "summit")})

    assert outcome.done == {"harbour": 3, "meadow": 3, "summit": 3}


def test_an_error_costs_its_own_clinic() -> None:
    outcome = FairPool(2).run({"broken": lambda: 1 // 0, "harbour": lambda: 1})

    assert (outcome.done, outcome.failed) == ({"harbour": 1}, ["broken"])


def test_a_clinic_that_hangs_is_left_alone_until_it_has_ended() -> None:
    pool, answered, healthy = FairPool(2), Event(), Event()
    calls: list[str] = []

    def hang() -> int:
        calls.append("hung")
        answered.wait(30)
        return 1

    def work() -> int:
        healthy.set()
        return 2

    first = pool.run({"hung": hang, "healthy": work}, within=0)
    assert healthy.wait(30)
    assert pool.under_way.count("hung") == 1
    assert "hung" not in first.done
    second = pool.run({"hung": hang}, within=0)
    assert (second.done, calls) == ({}, ["hung"])

    answered.set()
    pool.wait()
    assert pool.under_way == []
    assert pool.run({"hung": hang}).done == {"hung": 1}
