"""A patient's subscriptions. Patient API.

Which words a change takes, and whether a patient may cancel or resume, is not documented: options say so.
"""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.careportals import checks
from sandbox.careportals.organization import Subscription
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

STATUSES = {"active", "paused", "cancelled"}
routes = Routes()


@routes.get("/subscriptions")
def mine(visit: Visit, request: Request) -> Response:
    checks.no_body(request)
    owner = visit.patient.id
    return json_response([written(visit, one) for one in visit.shop.subscriptions.values() if one.patient == owner])


@routes.get("/subscriptions/{subscription}")
def one(visit: Visit, request: Request, subscription: str) -> Response:
    checks.no_body(request)
    return json_response(written(visit, _own(visit, subscription)))


@routes.put("/subscriptions/{subscription}")
def change(visit: Visit, request: Request, subscription: str) -> Response:
    """Both members are required, also where only one changes. What is cancelled stays so."""
    found = _own(visit, subscription)
    told = checks.members_of(request, {"nextCycleDate": checks.moment, "status": STATUSES.__contains__})
    if found.status == "cancelled":
        raise refuse(400, "Subscription is cancelled")
    allowed = visit.shop.subscription_changes
    if allowed == "refused" and told["status"] != found.status:
        raise refuse(403, "Forbidden resource")
    if allowed != "ignored":
        found.status, found.next = told["status"], told["nextCycleDate"]
    return json_response(written(visit, found))


def written(visit: Visit, subscription: Subscription) -> dict[str, Any]:
    """In the shape of the guide, or in that of the events."""
    shop, product = visit.shop, subscription.product
    patient = shop.patients[subscription.patient]
    named = {"_id": patient.id, "firstName": patient.first_name, "lastName": patient.last_name}
    told = {"_id": subscription.id, "organization": shop.id, "customer": named, "nextCycleDate": subscription.next}
    if shop.subscriptions_as_events:
        phases = [phase | {"cycles": "0", "billableCycleInterval": None} for phase in product.phases()]
        rest = {"currentCycle": 1, "currency": shop.currency, "nextCycleOverrides": []}
        return told | {"status": subscription.status, "product": product.id, "phases": phases} | rest
    line = {"name": product.name, "productId": product.id, "quantity": 1, "price": product.price}
    return told | {"status": subscription.status.capitalize(), "lineItems": [line]}


def _own(visit: Visit, subscription: str) -> Subscription:
    found = visit.shop.subscriptions.get(subscription)
    if found is None or found.patient != visit.patient.id:
        raise refuse(404, "Subscription not found")
    return found
