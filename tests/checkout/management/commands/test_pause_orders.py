"""`pause_orders` pauses for a sensible time and says what it does."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from checkout.models import Pause

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_the_pause_is_of_a_sensible_length_and_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    for minutes in (0, -5, 100_000):
        with pytest.raises(CommandError, match="between 1 and 1440"):
            call_command("pause_orders", minutes=minutes)
    assert not Pause.objects.exists()

    call_command("pause_orders")
    call_command("pause_orders", off=True)
    call_command("pause_orders", off=True)

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("no orders until ")
    assert said[1:] == ["orders go on", "orders were not paused"]
