"""A patient's subscriptions. Patient API."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.careportals import checks
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/subscriptions")
def mine(visit: Visit, request: Request) -> Response:
    checks.no_body(request)
    owner = visit.patient.id
    return json_response([told for patient, told in visit.shop.subscriptions.values() if patient == owner])


@routes.get("/subscriptions/{subscription}")
def one(visit: Visit, request: Request, subscription: str) -> Response:
    checks.no_body(request)
    return json_response(_own(visit, subscription))


@routes.put("/subscriptions/{subscription}")
def change(visit: Visit, request: Request, subscription: str) -> Response:
    """Both members are required, also where only one changes."""
    found = _own(visit, subscription)
    found |= checks.members_of(request, {"nextCycleDate": checks.moment, "status": checks.filled})
    return json_response(found)


def _own(visit: Visit, subscription: str) -> dict[str, Any]:
    patient, told = visit.shop.subscriptions.get(subscription, ("", {}))
    if patient != visit.patient.id:
        raise refuse(404, "Subscription not found")
    return told
