"""The job of sessions: delete those that have ended, and the pages that were kept for them."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from django.utils import timezone

from storefront.jobs.registry import Every, Job
from storefront.sessions.models import KeptPage
from storefront.sessions.store import SessionStore


def clear_sessions(stopping: Event) -> str:
    SessionStore.clear_expired()
    KeptPage.objects.filter(expires_at__lt=timezone.now()).delete()
    return "ended sessions deleted"


JOB = Job("clear_sessions", Every(timedelta(hours=1)), clear_sessions)
