"""A worker runs what is due, outlives what fails, and ends gracefully."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from django.db import OperationalError
from django.utils import timezone

from storefront.jobs import claims
from storefront.jobs.models import JobState, Result
from storefront.jobs.registry import JobFailed
from storefront.jobs.worker import Worker, keep_claim, run_claimed
from tests.jobs.jobs import make_job

pytestmark = pytest.mark.django_db(transaction=True)


def look(worker: Worker) -> None:
    with ThreadPoolExecutor() as threads:
        worker.look(threads)


def test_what_is_due_is_run_once() -> None:
    _, runs = make_job()
    worker = Worker(Event())

    look(worker)
    look(worker)

    assert len(runs.stopping) == 1
    assert JobState.objects.get().result == Result.DONE


def test_of_many_workers_one_runs_a_job() -> None:
    _, runs = make_job()
    claims.prepare()
    ready = Barrier(4)

    def one() -> None:
        from django.db import connections

        ready.wait(30)
        look(Worker(Event()))
        connections.close_all()

    workers = [Thread(target=one) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len(runs.stopping) == 1


@pytest.mark.parametrize("error", [JobFailed("2 clinics were not compared"), ValueError("a patient's name")])
def test_a_job_that_fails_stops_no_other(error: Exception) -> None:
    def fail() -> str:
        raise error

    make_job("bad", fail)
    _, runs = make_job("good")

    look(Worker(Event()))

    bad = JobState.objects.get(name="bad")
    assert (bad.result, bad.failures, len(runs.stopping)) == (Result.FAILED, 1, 1)
    assert "a patient's name" not in bad.detail


def test_a_job_that_hangs_does_not_keep_another_waiting() -> None:
    other_ran = Event()

    def wait_for_the_other() -> str:
        return "saw it" if other_ran.wait(30) else "never"

    def tell() -> str:
        other_ran.set()
        return "ran"

    make_job("a_hung", wait_for_the_other)
    make_job("b_other", tell)

    look(Worker(Event()))

    assert JobState.objects.get(name="a_hung").detail == "saw it"


def test_a_worker_that_is_told_to_stop_finishes_what_it_runs() -> None:
    stopping = Event()

    def stop() -> str:
        stopping.set()
        return "finished"

    make_job("count", stop)

    Worker(stopping).work()

    assert JobState.objects.get().detail == "finished"


def test_a_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = Event()
    make_job("count", lambda: stopping.set() or "ran")  # type: ignore[func-returns-value]
    prepare, tries = claims.prepare, []

    def away_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError
        prepare()

    monkeypatch.setattr(claims, "prepare", away_once)
    monkeypatch.setattr("storefront.jobs.worker.LOOK_EVERY", 0)

    Worker(stopping).work()

    assert JobState.objects.get().detail == "ran"


def test_a_claim_is_renewed_while_the_job_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "RENEW_EVERY", 0.001)
    renewed = Event()
    renew = claims.renew

    def tell(*args: object) -> bool:
        done = renew(*args)  # type: ignore[arg-type]
        renewed.set()
        return done

    monkeypatch.setattr(claims, "renew", tell)
    job, _ = make_job("count", lambda: "renewed" if renewed.wait(30) else "never")
    claims.prepare()

    assert run_claimed(job, claims.claim(job), Event())
    assert JobState.objects.get().detail == "renewed"


def test_whoever_lost_a_claim_stops_renewing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "RENEW_EVERY", 0)
    job, _ = make_job()
    claims.prepare()

    keep_claim(job, "somebody else", Event())  # returns


def test_late_jobs_are_logged_again_and_again_with_a_pause(caplog: pytest.LogCaptureFixture) -> None:
    job, _ = make_job()
    claims.prepare()
    claims.claim(job)  # by a worker that hangs
    JobState.objects.update(next_run_at=timezone.now() - timedelta(days=1))
    now = [0.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731
    worker = Worker(Event(), clock)

    for seconds in (0, 1, 301):
        now[0] = seconds
        look(worker)

    assert sum("job_late" in record.getMessage() for record in caplog.records) == 2
