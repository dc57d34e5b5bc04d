"""``manage.py jobs`` for whoever runs the platform."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from storefront.jobs import claims
from storefront.jobs.models import JobState, Result
from tests.jobs.jobs import make_job

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_list_names_jobs_with_their_last_and_next_run(capsys: pytest.CaptureFixture[str]) -> None:
    job, _ = make_job()
    call_command("jobs", list=True)
    assert "count" in (before := capsys.readouterr().out)
    assert before.count("never") == 2

    claims.prepare()
    claims.finish(job, claims.claim(job), Result.DONE, "counted 3")
    call_command("jobs", list=True)

    told, state = capsys.readouterr().out, JobState.objects.get()
    assert f"last {state.ended_at:%Y-%m-%d %H:%M:%S}" in told
    assert f"next {state.next_run_at:%Y-%m-%d %H:%M:%S}" in told
    assert "Done. counted 3" in told


def test_the_list_fails_while_a_job_is_late(capsys: pytest.CaptureFixture[str]) -> None:
    make_job()
    claims.prepare()
    JobState.objects.update(next_run_at=timezone.now() - timedelta(days=1))

    with pytest.raises(CommandError, match="count"):
        call_command("jobs", list=True)
    assert "LATE" in capsys.readouterr().out


def test_one_job_is_run_now_whatever_its_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    _, runs = make_job()
    for _again in range(2):
        call_command("jobs", once="count")

    assert len(runs.stopping) == 2
    assert "count: counted 3" in capsys.readouterr().out


def test_one_that_fails_or_runs_elsewhere_or_is_unknown_is_an_error() -> None:
    job, _ = make_job("bad", lambda: str(1 // 0))
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        call_command("jobs", once="bad")
    claims.claim(job, even_if_not_due=True)
    with pytest.raises(CommandError, match="elsewhere"):
        call_command("jobs", once="bad")
    with pytest.raises(CommandError, match="Choose from: bad"):
        call_command("jobs", once="good")


def test_sigterm_ends_it_after_what_it_runs() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    def ask_to_stop() -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return "finished"

    make_job("count", ask_to_stop)
    try:
        call_command("jobs")
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])

    assert JobState.objects.get().detail == "finished"
