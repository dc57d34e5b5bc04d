"""Forms of an appointment, with whether they are handed in."""

from __future__ import annotations

from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.refusals import refused
from sandbox.decoda.shapes import required, text
from sandbox.decoda.store import Row, Tenant

calls = Calls()


@calls.get("/check-in/self-schedule/appointment/{event_id}/forms/with-status", patient_id=required(text()))
def with_status(tenant: Tenant, said: Said, event_id: str) -> list[Row]:
    if event_id not in tenant.forms:
        raise refused(404, "Event not found")
    return [form | {"expiresAt": None, "isExpired": False} for form in tenant.forms[event_id]]
