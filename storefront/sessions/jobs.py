"""The job of sessions: delete those that have ended."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from storefront.jobs.registry import Every, Job
from storefront.sessions.store import SessionStore


def clear_sessions(stopping: Event) -> str:
    SessionStore.clear_expired()
    return "ended sessions deleted"


JOB = Job("clear_sessions", Every(timedelta(hours=1)), clear_sessions)
