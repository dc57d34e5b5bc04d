"""Quotes: an offer of the clinic that the patient sees, accepts or declines, and pays."""

from __future__ import annotations

from copy import copy

from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.cart_views import public_quote_view, quote_status, quote_view
from sandbox.decoda.carts import cart_of
from sandbox.decoda.charge_views import charge_view
from sandbox.decoda.converting import CONVERSION, charge_for
from sandbox.decoda.paging import BY_SIZE, page_of
from sandbox.decoda.patients import OWN_ID
from sandbox.decoda.refusals import found, refused
from sandbox.decoda.shapes import (
    boolean,
    from_text,
    moment,
    nullable,
    one_of,
    optional,
    required,
    shape,
    text,
)
from sandbox.decoda.store import Quote, Row, Tenant, fresh

STATUSES = ("DRAFT", "SENT", "VIEWED", "ACCEPTED", "DECLINED", "EXPIRED", "CONVERTED")
NEW_QUOTE = shape(
    {
        "patientId": required(text()),
        "cartId": required(text()),
        "creatorId": required(text()),
        "id": nullable(OWN_ID),
        "title": nullable(text()),
        "description": nullable(text()),
        "validUntilDate": nullable(moment),
        "terms": nullable(text()),
        "internalNotes": nullable(text()),
        "requiresPatientVerification": optional(boolean, True),
    }
)
SENDING = shape(
    {
        "quoteId": required(text()),
        "method": required(one_of("email", "sms")),
        "message": nullable(text()),
        "scheduleSendDate": nullable(moment),
    }
)
RESPONSE = shape(
    {
        "quoteId": required(text()),
        "response": required(one_of("accept", "decline")),
        "message": nullable(text()),
        "preferredPaymentMethodId": nullable(text()),
    }
)
calls = Calls()


@calls.post("/billing/quote", NEW_QUOTE)
def create(tenant: Tenant, said: Said) -> Row:
    """A copy of the cart's lines as they are now."""
    cart = cart_of(tenant, said.body["cartId"])
    found(tenant.providers, said.body["creatorId"], "Creator")
    if cart.patient_id != said.body["patientId"]:
        raise refused(400, "The cart belongs to another patient")
    if said.body["id"] in tenant.quotes:
        raise refused(409, "A quote with this id already exists")
    quote = Quote(
        said.body["id"] or fresh("quote"),
        cart.patient_id,
        cart.id,
        said.body["creatorId"],
        tenant.now(),
        [copy(line) for line in cart.lines],
        cart.discount_amount,
        cart.discount_percentage,
        title=said.body["title"],
        description=said.body["description"],
        terms=said.body["terms"],
        internal_notes=said.body["internalNotes"],
        valid_until=said.body["validUntilDate"],
        requires_verification=said.body["requiresPatientVerification"],
    )
    tenant.quotes[quote.id] = quote
    return quote_view(tenant, quote)


@calls.get(
    "/billing/quote/list",
    patient_id=nullable(text()),
    creator_id=nullable(text()),
    cart_id=nullable(text()),
    status=nullable(one_of(*STATUSES)),
    **BY_SIZE,
)
def list_(tenant: Tenant, said: Said) -> Row:
    asked = said.query
    rows = [
        quote
        for quote in tenant.quotes.values()
        if asked["patient_id"] in {None, quote.patient_id}
        and asked["creator_id"] in {None, quote.creator_id}
        and asked["cart_id"] in {None, quote.cart_id}
        and asked["status"] in {None, quote_status(tenant, quote)}
    ]
    return page_of(rows, said, lambda quote: quote_view(tenant, quote))


@calls.post("/billing/quote/send", SENDING)
def send(tenant: Tenant, said: Said) -> Row:
    quote = _in(tenant, said.body["quoteId"], {"DRAFT", "SENT", "VIEWED"})
    quote.status, quote.sent = "SENT", tenant.now()
    return quote_view(tenant, quote)


@calls.post("/billing/quote/respond", RESPONSE)
def respond(tenant: Tenant, said: Said) -> Row:
    """The cart behind it follows: ACCEPTED or REJECTED."""
    quote = _in(tenant, said.body["quoteId"], {"SENT", "VIEWED"})
    accepted = said.body["response"] == "accept"
    quote.status, quote.responded = "ACCEPTED" if accepted else "DECLINED", tenant.now()
    quote.message = said.body["message"]
    cart = tenant.carts[quote.cart_id]
    if cart.status == "DRAFT":
        cart.status = "ACCEPTED" if accepted else "REJECTED"
    return quote_view(tenant, quote)


@calls.post("/billing/quote/convert-to-charge", shape({"quoteId": required(text()), **CONVERSION}))
def convert(tenant: Tenant, said: Said) -> Row:
    """Once, after it was accepted; the cart it came from counts as converted too, and neither is converted twice."""
    quote = _in(tenant, said.body["quoteId"], {"ACCEPTED"})
    cart = tenant.carts[quote.cart_id]
    if cart.status == "CONVERTED":
        raise tenant.conflict("The cart of this quote is already converted")
    charge = charge_for(tenant, cart, quote, said.body)
    quote.status, quote.charge_id = "CONVERTED", charge.id
    return charge_view(tenant, charge)


@calls.get("/billing/quote/public/{quote_id}", update_viewed_date=optional(from_text(boolean), True))
def public(tenant: Tenant, said: Said, quote_id: str) -> Row:
    """What the patient may see; looking marks it as seen."""
    quote = found(tenant.quotes, quote_id, "Quote")
    status = quote_status(tenant, quote)
    if status == "DRAFT":
        raise refused(404, "Quote not found")
    if said.query["update_viewed_date"]:
        quote.viewed = tenant.now()
        quote.status = "VIEWED" if status == "SENT" else quote.status
    return public_quote_view(tenant, quote)


@calls.get("/billing/quote/{quote_id}/view")
def view(tenant: Tenant, said: Said, quote_id: str) -> Row:
    return quote_view(tenant, found(tenant.quotes, quote_id, "Quote"))


@calls.get("/billing/quote/{quote_id}")
def read(tenant: Tenant, said: Said, quote_id: str) -> Row:
    return quote_view(tenant, found(tenant.quotes, quote_id, "Quote"))


def _in(tenant: Tenant, quote_id: str, statuses: set[str]) -> Quote:
    quote = found(tenant.quotes, quote_id, "Quote")
    status = quote_status(tenant, quote)
    if status not in statuses:
        raise tenant.conflict(f"Quote is {status.lower()}")
    return quote
