"""What checkout and payment are sent."""

from __future__ import annotations

from typing import Any

from storefront.upstream.elasticpath.readers.access import member_of
from storefront.upstream.elasticpath.readers.people import split_name
from storefront.upstream.elasticpath.settings import CheckoutMode, Gateway
from storefront.upstream.types import Access, OrderRequest

NO_FAMILY_NAME = "-"


def checkout_body(request: OrderRequest, access: Access, mode: CheckoutMode) -> dict[str, Any]:
    """``external_ref`` is our key, which can be looked up; ``order_number`` what patient and staff call the order."""
    name = _full_name(request, access)
    billing = _address(request, name)
    data: dict[str, Any] = {
        "contact": {"name": name, "email": request.email},
        "billing_address": billing,
        "shipping_address": billing | {"phone_number": request.phone, "instructions": ""},
        "external_ref": request.key,
        "order_number": request.reference or request.key,
    }
    if mode == "account":
        data["account"] = _account(access)
    return {"data": data}


def payment_body(request: OrderRequest, gateway: Gateway) -> dict[str, Any]:
    """The whole of what is owed. The key is another one for every try: a declined one would be frozen otherwise."""
    data: dict[str, Any] = {"gateway": gateway, "method": "purchase"}
    if gateway == "manual":
        return {"data": data | {"paymentmethod_meta": {"custom_reference": request.key}}}
    options = {
        "receipt_email": request.email,
        "idempotency_key": f"{request.key}-{request.try_number}",
        "return_url": request.return_url,
    }
    return {"data": data | {"payment": request.payment_method, "options": options}}


def _address(request: OrderRequest, name: str) -> dict[str, str]:
    """Every field there is, for the vendor's sources disagree on which are mandatory: all but three must be filled.

    Where a country has no provinces the city stands for them.
    """
    address = request.delivery_address
    given, family = split_name(name)
    province = address.province or address.city
    return {
        "first_name": given,
        "last_name": family or NO_FAMILY_NAME,
        "company_name": "",
        "line_1": address.address1,
        "line_2": address.address2,
        "city": address.city,
        "county": province,
        "region": province,
        "postcode": address.postal_code,
        "country": address.country,
    }


def _account(access: Access) -> dict[str, str]:
    """Believed without a proof, so it is only ever that of the session."""
    member = member_of(access)
    return {"id": access.patient_ref} | ({"member_id": member} if member else {})


def _full_name(request: OrderRequest, access: Access) -> str:
    return request.name.strip() or access.account_name or request.email
