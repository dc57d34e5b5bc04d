"""Run every periodic job on its schedule."""

from __future__ import annotations

import signal
from datetime import datetime
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.jobs import claims
from storefront.jobs.lateness import troubled
from storefront.jobs.models import JobState
from storefront.jobs.registry import job_named, registered
from storefront.jobs.worker import Worker, run_claimed


class Command(BaseCommand):
    help = (
        "Run every periodic job on its schedule until SIGTERM. Start it on as many machines as you like: each run "
        "belongs to one of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--list", action="store_true", help="name the jobs; exit status 1 when one is late or failing")
        how.add_argument("--once", metavar="NAME", help="run one job now, whatever its schedule; 1 when it fails")

    def handle(self, *, once: str | None, list: bool, **_: Any) -> None:
        stopping = Event()
        if list:
            self.list_jobs()
        elif once is not None:
            self.run_once(once, stopping)
        else:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: stopping.set())
            Worker(stopping).work()

    def list_jobs(self) -> None:
        states = {state.name: state for state in JobState.objects.all()}
        bad = {state.name for state in troubled()}
        for job in registered():
            state = states.get(job.name)
            last, next_run = (state.ended_at, state.next_run_at) if state else (None, None)
            result = state.get_result_display() if state else "Never ran"
            told = f"{result}. {state.detail}" if state and state.detail else result
            late = "  LATE OR FAILING" if job.name in bad else ""
            line = f"{job.name:20} {job.schedule!s:20} last {shown(last)}  next {shown(next_run)}  {told}{late}"
            self.stdout.write(line)
        if bad:
            raise CommandError(f"Late or failing: {', '.join(sorted(bad))}.")

    def run_once(self, name: str, stopping: Event) -> None:
        job = job_named(name)
        if job is None:
            raise CommandError(f"There is no job {name}. Choose from: {', '.join(each.name for each in registered())}.")
        claims.prepare()
        holder = claims.claim(job, even_if_not_due=True)
        if not holder:
            raise CommandError(f"{name} is running elsewhere.")
        done = run_claimed(job, holder, stopping)
        detail = JobState.objects.get(name=name).detail
        if not done:
            raise CommandError(f"{name} failed: {detail}")
        self.stdout.write(f"{name}: {detail}")


def shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "never" + " " * 14
