"""``manage.py sandbox`` serves the upstreams in miniature, where that is allowed."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings


def test_the_sandbox_is_not_for_production(settings: Settings) -> None:
    settings.ALLOW_LOOPBACK_UPSTREAMS = False

    with pytest.raises(CommandError, match="ALLOW_LOOPBACK_UPSTREAMS"):
        call_command("sandbox")
