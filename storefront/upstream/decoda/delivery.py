"""Where an order goes. A charge has no address of its own (documents "Convert Cart To Charge", "Patient Update").

The address of an order is written into the description of its charge, in the one call that makes the charge: staff
read it there, and it cannot be lost on the way. It becomes the patient's own address only if the patient wants that.
"""

from __future__ import annotations

from typing import Any

from storefront.upstream.decoda.api import JUDGED, Api, no
from storefront.upstream.errors import Refused
from storefront.upstream.types import Access, Address, OrderRequest
from storefront.upstream.wire import Call


def description(request: OrderRequest) -> dict[str, str]:
    """The order's reference and its address, in English: it is for the clinic."""
    sentences = [request.reference] if request.reference else []
    if request.address:
        sentences += _sentences(request.address, request.name)
    return {"description": ". ".join(sentences)} if sentences else {}


def keep(api: Api, address: Address, access: Access) -> None:
    """``PUT /user/patient/{id}``, a partial update. A second line that is empty now is emptied there, too."""
    body: dict[str, Any] = {
        "address": address.address1,
        "addressLineTwo": address.address2 or None,
        "city": address.city,
        "state": address.province or None,
        "zipCode": address.postal_code or None,
        "country": address.country,
    }
    reply = api.wire.send(
        Call("PUT", "/user/patient/{patient}", json=body, accept=JUDGED, parameters={"patient": access.patient_ref})
    )
    if reply.refused:
        raise no(reply, Refused, "the address was not kept")


def _sentences(address: Address, patient: str) -> list[str]:
    town = " ".join(filter(None, [address.city, address.province, address.postal_code]))
    lines = [address.recipient or patient, address.company, address.address1, address.address2, town, address.country]
    sentences = ["Send to: " + ", ".join(filter(None, lines))]
    if address.phone:
        sentences.append(f"Tel. {address.phone}")
    if address.instructions:
        sentences.append(f"Instructions: {address.instructions}")
    return sentences
