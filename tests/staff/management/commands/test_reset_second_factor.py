"""The last resort, on the server."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from storefront.staff.models import StaffEvent
from tests.staff.people import platform_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return platform_staff()


def test_a_command_is_the_last_resort(staff: Client) -> None:
    said = io.StringIO()
    call_command("reset_second_factor", "pat", stdout=said)

    assert staff.get("/admin/").status_code == 302
    assert "sets up an authenticator app at the next sign-in" in said.getvalue()
    assert StaffEvent.objects.get().detail == "by command on the server"
    with pytest.raises(CommandError, match="no member of staff with the user name nobody"):
        call_command("reset_second_factor", "nobody")
