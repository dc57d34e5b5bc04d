"""The job of sessions deletes those that have ended, and no other."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.utils import timezone

from storefront.sessions.jobs import clear_sessions
from storefront.sessions.models import StoredSession
from storefront.sessions.store import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages")]


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore(clinic="harbour")
    session.update({"name": "Ada Lovelace", "cart": {"lines": [1, 2]}})
    session.save()
    return session


def test_the_job_clears_away_only_sessions_that_have_ended(kept: SessionStore) -> None:
    clear_sessions(Event())
    assert StoredSession.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        clear_sessions(Event())

    assert not StoredSession.objects.exists()
