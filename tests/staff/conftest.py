from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.staff.people import clinic_person


@pytest.fixture
def new() -> User:
    """Somebody who has a password and no authenticator app yet."""
    return clinic_person(name="new")
