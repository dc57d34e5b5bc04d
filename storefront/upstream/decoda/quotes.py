"""Quotes that the clinic sent (documents "Get Public Quote", "Respond To Quote", "Convert Quote To Charge").

Seen, accepted or declined here, and ordered like a cart. The order is paid as any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storefront.upstream.decoda.acts import already_sent, nothing_sent_yet
from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api, no, theirs
from storefront.upstream.decoda.charges import Charges
from storefront.upstream.decoda.readers.charges import Charge, read_charge
from storefront.upstream.decoda.readers.quotes import read_public_quote, read_quote, read_quotes
from storefront.upstream.decoda.readers.shapes import read_page
from storefront.upstream.errors import OrderRefused, OutcomeUnknown, Refused
from storefront.upstream.types import Access, OrderRequest, PlacedOrders, Quote, QuoteStatus, UnpaidOrder
from storefront.upstream.wire import Call, Reply

PAGE = 50
MOST_PAGES = 10


class DecodaQuotes:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._charges = Charges(api)

    def list(self, access: Access) -> tuple[Quote, ...]:
        """``GET /billing/quote/list``, less the drafts."""
        rows: list[Any] = []
        for number in range(1, MOST_PAGES + 1):
            reply = self._api.rows("/billing/quote/list", patient_id=access.patient_ref, page=number, size=PAGE)
            page = read_page(reply, "quotes")
            rows += page.data
            if not page.data or len(rows) >= page.total:
                break
        return read_quotes(reply, rows, access, self._api.currency)

    def show(self, ref: str, access: Access) -> Quote:
        """``GET /billing/quote/public/{quote}``, which tells the clinic that it was seen. ``NotFound``."""
        ours = self.look_up(ref, access)
        reply = self._api.one("/billing/quote/public/{quote}", quote=ref, query={"update_viewed_date": "true"})
        return replace(read_public_quote(reply, ref, self._api.currency), order_ref=ours.order_ref)

    def look_up(self, ref: str, access: Access) -> Quote:
        """``GET /billing/quote/{quote}``: marks nothing as seen. ``NotFound`` for a draft and another patient's."""
        return read_quote(self._api.one("/billing/quote/{quote}", quote=ref), access, self._api.currency)

    def accept(self, ref: str, access: Access) -> Quote:
        return self._respond(ref, "accept", QuoteStatus.ACCEPTED, access)

    def decline(self, ref: str, access: Access) -> Quote:
        return self._respond(ref, "decline", QuoteStatus.DECLINED, access)

    def order(self, ref: str, request: OrderRequest, access: Access) -> PlacedOrders | UnpaidOrder:
        """``POST /billing/quote/convert-to-charge``. A quote that was converted before has its order already.

        ``PlacedOrders`` where there is nothing to pay.
        """
        with nothing_sent_yet():
            quote = self.look_up(ref, access)
            if quote.order_ref:
                return self._charges.made(self._charges.read(quote.order_ref, access), access)
        if not quote.can_be_ordered:
            raise OrderRefused(UPSTREAM, "this quote cannot be ordered")
        body = {"quoteId": ref, "externalId": request.key} | self._api.at_location
        if request.reference:
            body["description"] = request.reference
        reply = self._api.wire.send(
            Call("POST", "/billing/quote/convert-to-charge", json=body, accept=JUDGED, act=True)
        )
        with already_sent():
            charge = (
                self._after_refusal(reply, ref, access)
                if reply.refused
                else read_charge(reply, access, self._api.currency)
            )
        if charge is None:
            raise reply.error(OrderRefused, "the quote was not converted")
        return self._charges.made(charge, access)

    def _respond(self, ref: str, answer: str, answered: QuoteStatus, access: Access) -> Quote:
        """``POST /billing/quote/respond``, unless it is answered so already."""
        quote = self.look_up(ref, access)
        if quote.status is answered:
            return quote
        if not quote.can_be_answered:
            raise Refused(UPSTREAM, "this quote cannot be answered any more")
        body = {"quoteId": ref, "response": answer}
        reply = self._api.wire.send(Call("POST", "/billing/quote/respond", json=body, accept=JUDGED, empty=True))
        if reply.refused:
            raise no(reply, Refused, "the answer was refused")
        return self.look_up(ref, access)

    def _after_refusal(self, reply: Reply, ref: str, access: Access) -> Charge | None:
        quote = self.look_up(ref, access)
        if quote.order_ref:
            return self._charges.read(quote.order_ref, access)
        if quote.can_be_ordered and theirs(reply):
            return None
        raise reply.error(OutcomeUnknown, "refused, and the quote is not what it was")
