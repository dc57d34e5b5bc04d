"""Saved cards. Patient API, document "Payment Methods": it wants an ``Origin``. Numbers never come near here."""

from __future__ import annotations

from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.readers.cards import read_method, read_methods
from storefront.upstream.errors import NotFound, PaymentDeclined, Unreadable
from storefront.upstream.fields import reading
from storefront.upstream.types import Access, PaymentMethod
from storefront.upstream.wire import Call


class CarePortalsCards:
    def __init__(self, apis: Apis) -> None:
        self._apis, self._path = apis, apis.settings.payment_methods_path

    def list(self, access: Access) -> tuple[PaymentMethod, ...]:
        """``GET /users/payment-methods``."""
        reply = self._apis.patient.send(Call("GET", self._path, token=access.token, headers=self._apis.account_headers))
        with reading(reply, "payment methods"):
            return read_methods(reply.json)

    def add(self, token: str, access: Access) -> PaymentMethod:
        """``POST /users/payment-methods`` (not in the public documents: path and body are what the others suggest)."""
        reply = self._apis.patient.send(
            Call(
                "POST",
                self._path,
                json={"paymentMethodId": token},
                token=access.token,
                headers=self._apis.account_headers,
                accept=(400, 402, 409, 422),
                empty=True,
            )
        )
        if reply.refused:
            raise no(reply, PaymentDeclined, "the card was not kept")
        if isinstance(reply.json, dict) and "id" in reply.json:
            with reading(reply, "payment method"):
                return read_method(reply.json)
        kept = [method for method in self.list(access) if method.ref == token]
        if not kept:
            raise reply.error(Unreadable, "payment method: which one was kept")
        return kept[0]

    def remove(self, ref: str, access: Access) -> None:
        """``DELETE /users/payment-methods/{id}``."""
        reply = self._apis.patient.send(
            Call(
                "DELETE",
                self._path + "/{card}",
                token=access.token,
                headers=self._apis.account_headers,
                accept=(400, 403, 404),
                empty=True,
                parameters={"card": ref},
            )
        )
        if reply.refused:
            raise no(reply, NotFound, "no such card")

    def hosted_entry(self, access: Access, return_url: str) -> str:
        return ""
