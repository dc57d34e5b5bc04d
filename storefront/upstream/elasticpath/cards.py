"""Elastic Path keeps no cards: a card is the processor's one-time payment method id, used up by the order's payment."""

from __future__ import annotations

import re

from storefront.upstream.elasticpath.api import UPSTREAM, Api
from storefront.upstream.errors import NotFound, PaymentDeclined
from storefront.upstream.types import Access, PaymentMethod

INVOICE = PaymentMethod(ref="invoice", kind="invoice")
TOKEN = re.compile(r"[A-Za-z0-9_]{1,255}")


class ElasticPathCards:
    def __init__(self, api: Api) -> None:
        self._takes_cards = api.settings.gateway != "manual"

    def list(self, access: Access) -> tuple[PaymentMethod, ...]:
        return ()

    def add(self, token: str, access: Access) -> PaymentMethod:
        """No call: the token itself is what ``OrderRequest.payment_method`` wants. It is in no later list."""
        if not self._takes_cards or not TOKEN.fullmatch(token):
            raise PaymentDeclined(UPSTREAM, "not a payment method that this store takes")
        return PaymentMethod(ref=token)

    def remove(self, ref: str, access: Access) -> None:
        raise NotFound(UPSTREAM, "no cards are kept")

    def hosted_entry(self, access: Access, return_url: str) -> str:
        return ""
