"""Card fees that a clinic passes on to its patients (documents "Billing", "Create Embed Payment Config").

The clinic says whether it does, the patient's chart whether this patient is spared, and the configuration of a payment
how much it would be at most: debit cards cost nothing more. The fee is told before anything is paid.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import replace

from storefront.money import Money
from storefront.upstream.decoda.api import JUDGED, Api
from storefront.upstream.decoda.readers.fees import read_fee, read_passes_fee_on, read_spared
from storefront.upstream.types import Access, PaymentMethod
from storefront.upstream.wire import Call

FRESH = 600.0  # seconds in which a clinic is not asked again
WITHOUT_FEE = {"bank", "invoice", "free"}


class TenantsWithFees:
    """Which clinics pass the fee on, as they said within the last minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    def get(self, api: Api) -> bool | None:
        with self._lock:
            asked_at, passes_on = self._known.get(_key(api), (-FRESH, None))
        return passes_on if time.monotonic() - asked_at < FRESH else None

    def set(self, api: Api, passes_on: bool) -> None:
        with self._lock:
            self._known[_key(api)] = time.monotonic(), passes_on

    def clear(self) -> None:
        """Forget all: for tests."""
        with self._lock:
            self._known.clear()


TENANTS_WITH_FEES = TenantsWithFees()


class Fees:
    def __init__(self, api: Api) -> None:
        self._api = api

    def apply_to(self, access: Access) -> bool:
        """``GET /tenant/public``, and where the clinic passes the fee on, ``GET /user/patient/{patient}``."""
        passes_on = TENANTS_WITH_FEES.get(self._api)
        if passes_on is None:
            passes_on = read_passes_fee_on(self._api.rows("/tenant/public"))
            TENANTS_WITH_FEES.set(self._api, passes_on)
        if not passes_on:
            return False
        return not read_spared(self._api.one("/user/patient/{patient}", patient=access.patient_ref), access)

    def told(self, methods: Iterable[PaymentMethod], amount: Money | None, access: Access) -> tuple[PaymentMethod, ...]:
        """The same methods, with what a card would cost on top of ``amount``, where it is known."""
        methods = tuple(methods)
        if not methods or not self.apply_to(access):
            return methods
        fee = self._most(amount, access) if amount else None
        return tuple(
            method
            if method.kind in WITHOUT_FEE or (method.kind == "credit" and not method.rest)
            else replace(method, surcharged=True, fee=fee)
            for method in methods
        )

    def _most(self, amount: Money, access: Access) -> Money | None:
        """``POST /billing/embed-payment/{patient}``, which announces a payment and moves nothing. None if refused."""
        reply = self._api.wire.send(
            Call(
                "POST",
                "/billing/embed-payment/{patient}",
                query={"amount_cents": amount.minor, "is_surcharged": "true"},
                accept=JUDGED,
                parameters={"patient": access.patient_ref},
            )
        )
        return None if reply.refused else Money.from_minor(read_fee(reply), self._api.currency)


def _key(api: Api) -> tuple[str, str]:
    return api.settings.api, api.settings.tenant
