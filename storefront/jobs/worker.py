"""Runs jobs when they are due. Any number of workers on any number of machines may run at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic

import structlog
from django.db import Error, connections

from storefront.jobs import claims
from storefront.jobs.lateness import troubled
from storefront.jobs.models import Result
from storefront.jobs.registry import Job, JobFailed, registered

LOOK_EVERY = 1.0  # seconds
SAY_LATE_EVERY = 300.0

log = structlog.stdlib.get_logger(__name__)


class Worker:
    """One thread for each job, so that none waits for another. ``stopping`` ends it gracefully."""

    def __init__(self, stopping: Event, clock: Callable[[], float] = monotonic) -> None:
        self._stopping = stopping
        self._clock = clock
        self._running: dict[str, Future[None]] = {}
        self._say_late_at = 0.0

    def work(self) -> None:
        """Until it is told to stop; what runs by then is finished."""
        with ThreadPoolExecutor(max(1, len(registered())), thread_name_prefix="job") as threads:
            while not self._stopping.is_set():
                try:
                    self.look(threads)
                except Error as error:  # the database is away for a moment: the next look finds what is due
                    log.warning("jobs_interrupted", error_class=type(error).__name__)
                    connections.close_all()
                self._stopping.wait(LOOK_EVERY)

    def look(self, threads: ThreadPoolExecutor) -> None:
        """Start what is due and nobody runs."""
        claims.prepare()
        self._running = {name: run for name, run in self._running.items() if not run.done()}
        for job in registered():
            if job.name not in self._running and (holder := claims.claim(job)):
                self._running[job.name] = threads.submit(self._run, job, holder)
        if self._clock() >= self._say_late_at:
            self._say_late_at = self._clock() + SAY_LATE_EVERY
            for state in troubled():
                log.error("job_late", operation=state.name, outcome=state.result)

    def _run(self, job: Job, holder: str) -> None:
        try:
            run_claimed(job, holder, self._stopping)
        finally:
            connections.close_all()


def run_claimed(job: Job, holder: str, stopping: Event) -> bool:
    """Run it now, keep the claim meanwhile, and write down what came of it. Whether it went well."""
    ended = Event()
    keeper = Thread(target=keep_claim, args=(job, holder, ended), name=f"claim of {job.name}", daemon=True)
    keeper.start()
    started = monotonic()
    try:
        result, detail = Result.DONE, job.run(stopping)
    except JobFailed as failure:
        result, detail = Result.FAILED, str(failure)
        log.error("job_failed", operation=job.name, error_class=type(failure).__name__)
    except Exception as error:
        result, detail = Result.FAILED, f"{type(error).__name__}; see the log"
        log.exception("job_failed", operation=job.name)
    finally:
        ended.set()
        keeper.join()
    try:
        claims.finish(job, holder, result, detail)
    except Error as error:  # the claim runs out by itself, and the job is run again
        log.warning("job_result_not_written", operation=job.name, error_class=type(error).__name__)
    log.debug("job", operation=job.name, outcome=result.value, seconds=round(monotonic() - started, 1))
    return result == Result.DONE


def keep_claim(job: Job, holder: str, ended: Event) -> None:
    try:
        while not ended.wait(claims.RENEW_EVERY):
            try:
                if not claims.renew(job, holder):
                    log.error("job_claim_lost", operation=job.name)
                    return
            except Error as error:
                log.warning("job_claim_not_renewed", operation=job.name, error_class=type(error).__name__)
                connections.close_all()
    finally:
        connections.close_all()
