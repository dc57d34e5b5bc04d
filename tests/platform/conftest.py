from __future__ import annotations

import pytest
from pytest_django import Settings


@pytest.fixture
def bare_pages(settings: Settings) -> None:
    """The platform with the pages of ``tests/platform/urls.py`` on clinic and staff hosts alike."""
    settings.ROOT_URLCONF = settings.STAFF_URLCONF = "tests.platform.urls"
