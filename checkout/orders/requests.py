"""What is sent to the upstream for an attempt: the one place where it is put together."""

from __future__ import annotations

from typing import Any

from checkout.models import OrderAttempt
from storefront.upstream.types import Address, OrderRequest
from storefront.web.request import PatientRequest


def request_for(attempt: OrderAttempt, request: PatientRequest, **chosen: Any) -> OrderRequest:
    """Who orders, and the attempt's references; ``chosen`` is what the patient chose (fields of ``OrderRequest``)."""
    return OrderRequest(
        key=attempt.key,
        reference=attempt.reference,
        try_number=attempt.try_number + 1,
        cart_ref=attempt.cart_ref,
        order_ref=attempt.order_ref,
        email=request.patient.email,
        name=request.patient.name,
        given_name=request.patient.given_name,
        family_name=request.patient.family_name,
        return_url=request.build_absolute_uri(attempt.get_absolute_url()),
        **chosen,
    )


def kept_request(attempt: OrderAttempt) -> OrderRequest | None:
    """What was sent last, as long as the attempt is in question."""
    kept = attempt.sealed_away().get("request")
    if not kept:
        return None
    address = Address(**kept["address"]) if kept["address"] else None
    return OrderRequest(**(kept | {"address": address}))
