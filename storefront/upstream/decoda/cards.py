"""Saved payment methods, and the patient's credit. Card numbers are typed into Decoda's hosted pages only."""

from __future__ import annotations

from storefront.money import Money
from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api, no
from storefront.upstream.decoda.readers.payments import read_credit, read_methods
from storefront.upstream.errors import NotFound, PaymentDeclined
from storefront.upstream.types import Access, PaymentMethod
from storefront.upstream.wire import Call


class DecodaCards:
    def __init__(self, api: Api) -> None:
        self._api = api

    def list(self, access: Access) -> tuple[PaymentMethod, ...]:
        """``GET /billing/payment/methods``."""
        return read_methods(self._api.rows("/billing/payment/methods", patient_id=access.patient_ref), access)

    def own(self, ref: str, access: Access) -> PaymentMethod:
        """``NotFound`` unless it is this patient's and not archived."""
        for method in self.list(access):
            if method.ref == ref:
                return method
        raise NotFound(UPSTREAM, "no such payment method")

    def add(self, token: str, access: Access) -> PaymentMethod:
        """Not possible here: a card is saved on the page of ``hosted_entry``."""
        raise PaymentDeclined(UPSTREAM, "cards are saved on the hosted page only")

    def remove(self, ref: str, access: Access) -> None:
        """``DELETE /user/patient/payment-methods/{id}``."""
        self.own(ref, access)
        reply = self._api.wire.send(
            Call(
                "DELETE",
                "/user/patient/payment-methods/{card}",
                query={"patient_id": access.patient_ref},
                accept=JUDGED,
                empty=True,
                parameters={"card": ref},
            )
        )
        if reply.refused:
            raise no(reply, NotFound, "the payment method was not removed")

    def hosted_entry(self, access: Access, return_url: str) -> str:
        """Document "Store Details Embed", in redirect mode."""
        return self._api.hosted("store-details", access, {"redirect_url": return_url, "redirectParent": "true"})

    def credit(self, access: Access) -> Money:
        """``GET /user/patient/{patient}/credit/available``."""
        reply = self._api.one("/user/patient/{patient}/credit/available", patient=access.patient_ref)
        return Money.from_minor(read_credit(reply), self._api.currency)
