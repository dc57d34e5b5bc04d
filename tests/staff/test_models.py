"""The audit log stays as it was written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from storefront.staff.models import Action, StaffEvent

pytestmark = pytest.mark.django_db


def test_the_program_cannot_change_the_log() -> None:
    event = StaffEvent.objects.create(action=Action.READ)
    event.subject = "forged"
    for attempt in (event.save, event.delete, StaffEvent.objects.all().delete):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    with pytest.raises(TypeError, match="append-only"):
        StaffEvent.objects.update(subject="forged")


def test_the_database_refuses_to_change_an_entry() -> None:
    event = StaffEvent.objects.create(action=Action.READ, subject="as it was")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_staffevent SET subject = 'forged'")

    event.refresh_from_db()
    assert event.subject == "as it was"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets who has its file delete")
def test_the_database_refuses_to_delete_an_entry() -> None:
    StaffEvent.objects.create(action=Action.READ)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_staffevent")

    assert StaffEvent.objects.count() == 1
