"""What checkout and payment are sent."""

from __future__ import annotations

from typing import Any

from storefront.upstream.elasticpath.readers.access import member_of
from storefront.upstream.elasticpath.readers.people import NO_FAMILY_NAME
from storefront.upstream.elasticpath.settings import CheckoutMode, Gateway
from storefront.upstream.types import Access, Address, OrderRequest


def checkout_body(request: OrderRequest, access: Access, mode: CheckoutMode) -> dict[str, Any]:
    """``external_ref`` is our key, which can be looked up; ``order_number`` what patient and staff call the order."""
    name, address = _full_name(request, access), request.delivery_address
    payer = request.given_name or name, request.family_name
    receiver = (address.given_name, address.family_name) if address.recipient else payer
    place = _place(address)
    data: dict[str, Any] = {
        "contact": {"name": name, "email": request.email},
        "billing_address": _named(payer, address.company if payer == receiver else "") | place,
        "shipping_address": _named(receiver, address.company)
        | place
        | {"phone_number": address.phone, "instructions": address.instructions},
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


def _named(name: tuple[str, str], company: str) -> dict[str, str]:
    """Names as they were typed. Both have to be filled."""
    given, family = name
    return {"first_name": given, "last_name": family or NO_FAMILY_NAME, "company_name": company}


def _place(address: Address) -> dict[str, str]:
    """Every field there is, for the vendor's sources disagree on which are mandatory: all but one must be filled.

    Where a country has no provinces the city stands for them, and so does the province for a county.
    """
    province = address.province or address.city
    return {
        "line_1": address.address1,
        "line_2": address.address2,
        "city": address.city,
        "county": address.county or province,
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
