"""Carts, quotes and their lines as the API writes them. Discounts come back as totals in cents, not as sent."""

from __future__ import annotations

from sandbox.decoda.arithmetic import PricedLine, priced
from sandbox.decoda.catalogue import item_view, package_view
from sandbox.decoda.people import patient_view
from sandbox.decoda.store import Cart, Quote, Row, Tenant, stamp


def cart_status(tenant: Tenant, cart: Cart) -> str:
    late = cart.expires is not None and cart.expires <= tenant.now()
    return "EXPIRED" if cart.status == "DRAFT" and late else cart.status


def quote_status(tenant: Tenant, quote: Quote) -> str:
    late = quote.valid_until is not None and quote.valid_until <= tenant.now()
    return "EXPIRED" if quote.status in {"DRAFT", "SENT", "VIEWED"} and late else quote.status


def cart_view(tenant: Tenant, cart: Cart) -> Row:
    sums = priced(tenant, cart)
    return {
        "id": cart.id,
        "patient": patient_view(tenant, tenant.patients[cart.patient_id]),
        "creator": tenant.providers.get(cart.creator_id or ""),
        "status": cart_status(tenant, cart),
        "items": [_cart_line(tenant, cart, line) for line in sums.lines],
        "quotes": [quote_view(tenant, quote) for quote in tenant.quotes.values() if quote.cart_id == cart.id],
        "subtotal": sums.subtotal,
        "discountAmount": sums.discount,
        "discountPercentage": float(cart.discount_percentage),
        "taxAmount": sums.tax,
        "total": sums.total,
        "notes": cart.notes,
        "convertedChargeId": cart.charge_id,
        "createdDate": stamp(cart.created),
        "updatedDate": stamp(cart.updated),
        "expiresDate": stamp(cart.expires),
    }


def _cart_line(tenant: Tenant, cart: Cart, line: PricedLine) -> Row:
    return {
        "id": line.line.id,
        "cartId": cart.id,
        **_line(tenant, line),
        "createdDate": stamp(line.line.created),
        "updatedDate": stamp(line.line.updated),
    }


def _line(tenant: Tenant, line: PricedLine) -> Row:
    sold = line.line
    return {
        "itemId": sold.item_id,
        "packageId": sold.package_id,
        "quantity": float(sold.quantity),
        "unitPrice": sold.unit_price,
        "discountAmount": line.discount,
        "discountPercentage": float(sold.discount_percentage),
        "taxAmount": line.tax,
        "totalPrice": line.total,
        "notes": sold.notes,
        "item": item_view(tenant.items[sold.item_id]) if sold.item_id else None,
        "package": package_view(tenant, tenant.packages[sold.package_id]) if sold.package_id else None,
    }


def quote_view(tenant: Tenant, quote: Quote) -> Row:
    """For staff. Lines of a quote carry no id."""
    return public_quote_view(tenant, quote) | {
        "cartId": quote.cart_id,
        "creatorId": quote.creator_id,
        "internalNotes": quote.internal_notes,
        "requiresPatientVerification": quote.requires_verification,
        "items": [{"quoteId": quote.id, **_line(tenant, line)} for line in priced(tenant, quote).lines],
        "convertedChargeId": quote.charge_id,
    }


def public_quote_view(tenant: Tenant, quote: Quote) -> Row:
    """What may be shown to the patient."""
    sums = priced(tenant, quote)
    lines = [_for_patients(_line(tenant, line)) for line in sums.lines]
    return {
        "id": quote.id,
        "patientId": quote.patient_id,
        "title": quote.title,
        "description": quote.description,
        "terms": quote.terms,
        "status": quote_status(tenant, quote),
        "items": [{"quoteId": quote.id, **line} for line in lines],
        "subtotal": sums.subtotal,
        "discountAmount": sums.discount,
        "discountPercentage": float(quote.discount_percentage),
        "taxAmount": sums.tax,
        "total": sums.total,
        "validUntilDate": stamp(quote.valid_until),
        "createdDate": stamp(quote.created),
        "sentDate": stamp(quote.sent),
        "viewedDate": stamp(quote.viewed),
        "respondedDate": stamp(quote.responded),
    }


def _for_patients(line: Row) -> Row:
    """Without what only staff may see of the goods."""
    hidden = {"internalNotes": None, "cost": None}
    return line | {name: line[name] and line[name] | hidden for name in ("item", "package")}
