"""Charges: made, found, read, and closed where nothing is owed. A charge is a debt; paying it is in ``paying.py``."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api
from storefront.upstream.decoda.readers.charges import Charge, read_charge, read_charges
from storefront.upstream.decoda.readers.shapes import read_page
from storefront.upstream.errors import NotFound, OrderRefused, OutcomeUnknown, UpstreamError
from storefront.upstream.types import Access, Order, Payment, PlacedOrders, UnpaidOrder
from storefront.upstream.wire import Call


class Charges:
    def __init__(self, api: Api) -> None:
        self._api = api

    def read(self, ref: str, access: Access) -> Charge:
        """``GET /billing/charge/get/{id}``. ``NotFound``, also for another patient's."""
        return read_charge(self._api.one("/billing/charge/get/{charge}", charge=ref), access, self._api.currency)

    def read_if_there(self, ref: str, access: Access) -> Charge | None:
        """None where there is none (yet), or staff archived it. Another patient's stays ``NotFound``."""
        try:
            return self.read(ref, access)
        except NotFound as error:
            if error.status not in {404, 422}:
                raise
        return None

    def find(self, key: str, access: Access) -> Charge | None:
        """``GET /billing/charge/table`` by the external id that the conversion was sent with."""
        reply = self._api.rows(
            "/billing/charge/table", charge_external_id=key, patient_id=access.patient_ref, page=1, per_page=50
        )
        charges = read_charges(reply, read_page(reply, "charges").data, access, self._api.currency)
        return next((charge for charge in reversed(charges) if charge.external_id == key), None)

    def history(self, access: Access) -> tuple[Order, ...]:
        """``GET /billing/charge/list``."""
        reply = self._api.rows("/billing/charge/list", patient_id=access.patient_ref)
        return tuple(charge.order for charge in read_charges(reply, reply.json, access, self._api.currency))

    def cancel(self, ref: str, access: Access) -> None:
        """``DELETE /billing/charge/{id}``, for a charge without payments: it is gone from then on."""
        charge = self.read_if_there(ref, access)
        if charge is None:
            return
        if not charge.order.can_be_cancelled:
            raise OrderRefused(UPSTREAM, "something of this charge is paid")
        with suppress(OutcomeUnknown):
            call = Call("DELETE", "/billing/charge/{charge}", accept=JUDGED, parameters={"charge": ref})
            self._api.wire.send(call)
        if self.read_if_there(ref, access) is not None:
            raise OrderRefused(UPSTREAM, "the charge was not archived")

    def made(self, charge: Charge, access: Access) -> PlacedOrders | UnpaidOrder:
        """The order exists from here on, whatever happens to the closing of one that costs nothing."""
        if (placed := placed_if_settled(charge)) is not None:
            return placed
        if charge.payable and not charge.order.total:
            try:
                return self.close(charge, access)
            except UpstreamError:
                return UnpaidOrder(charge.order)
        return UnpaidOrder(charge.order)

    def close(self, charge: Charge, access: Access) -> PlacedOrders:
        """``POST /billing/payment-terminal/mark-no-charge`` for a charge of nothing, which needs no payment.

        Refused or not: nothing is owed, so nothing is left for the patient to do.
        """
        self._api.wire.send(
            Call("POST", "/billing/payment-terminal/mark-no-charge", json=[charge.as_read()], accept=JUDGED, empty=True)
        )
        order = self.read(charge.order.ref, access).order
        return PlacedOrders((replace(order, payment=Payment.PAID),))


def placed_if_settled(charge: Charge) -> PlacedOrders | None:
    return PlacedOrders((charge.order,)) if charge.settled else None
