"""Charges as bills: those that reception wrote down, beside those that a shop made (document "Charges")."""

from __future__ import annotations

from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.charges import Charges
from storefront.upstream.types import Access, Order


class DecodaBills:
    def __init__(self, api: Api) -> None:
        self._charges = Charges(api)

    def list(self, access: Access) -> tuple[Order, ...]:
        """``GET /billing/charge/list``."""
        return self._charges.history(access)

    def show(self, ref: str, access: Access) -> Order:
        """``GET /billing/charge/get/{id}``."""
        return self._charges.read(ref, access).order
