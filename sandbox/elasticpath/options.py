"""What tests and the demo may set. ``store`` is "summit" unless told otherwise; amounts are minor units."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sandbox.elasticpath import demo
from sandbox.elasticpath.state import Product, Promotion, Stock, new_id
from sandbox.elasticpath.visit import Platform
from sandbox.world import Option


class Options:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def all(self) -> dict[str, Option]:
        named = [name for name in dir(self) if not name.startswith("_") and name != "all"]
        return {name: getattr(self, name) for name in named}

    def relax(self, *, unknown_fields: bool | None = None, short_addresses: bool | None = None) -> None:
        """Let unknown members of bodies through; ask for the shortest documented address."""
        self._switch(unknown_fields=unknown_fields, short_addresses=short_addresses)

    def declines(self, *, status: int) -> None:
        """422, or 200 with a failed transaction."""
        self._switch(decline_status=status)

    def refused_account_tokens(self, *, status: int) -> None:
        """401 or 403 for an expired or forged account token."""
        self._switch(account_token_status=status)

    def rate_limit(self, *, times: int) -> None:
        """The next calls are 429."""
        self._switch(rate_limited=times)

    def price(self, *, sku: str, amount: int | None, currency: str = "CAD", store: str = demo.STORE) -> None:
        """None takes the price away."""
        prices = self._product(store, sku).prices
        prices.pop(currency, None)
        if amount is not None:
            prices[currency] = amount

    def stock(self, *, sku: str, total: int | None, store: str = demo.STORE) -> None:
        """None stops managing it."""
        product = self._product(store, sku)
        allocated = product.stock.allocated if product.stock else 0
        product.stock = None if total is None else Stock(total, allocated)

    def live(self, *, sku: str, live: bool, store: str = demo.STORE) -> None:
        """Take a product out of the catalog, or put it back."""
        self._product(store, sku).live = live

    def promotion(
        self,
        *,
        code: str,
        percent: int = 0,
        fixed: dict[str, int] | None = None,
        minimum: int = 0,
        seconds: float | None = None,
        store: str = demo.STORE,
    ) -> None:
        """Make one, or another of that code; over after ``seconds``."""
        ends = None if seconds is None else self._platform.world.clock.now() + timedelta(seconds=seconds)
        made = Promotion(new_id(), code.upper(), code.upper(), percent, fixed or {}, minimum, ends=ends)
        self._platform.stores[store].promotions[made.code] = made

    def tax(self, *, percent: str, store: str = demo.STORE) -> None:
        self._platform.stores[store].tax = Decimal(percent)

    def gateway(self, *, name: str, enabled: bool, store: str = demo.STORE) -> None:
        gateways = self._platform.stores[store].gateways
        (gateways.add if enabled else gateways.discard)(name)

    def currency(self, *, code: str, enabled: bool, store: str = demo.STORE) -> None:
        currencies = self._platform.stores[store].currencies
        currencies[code] = replace(currencies[code], enabled=enabled)

    def accounts(
        self,
        *,
        self_signup: bool | None = None,
        auto_create: bool | None = None,
        token_seconds: float | None = None,
        store: str = demo.STORE,
    ) -> None:
        """Sign-up on or off; whether a new member gets an account; how long account tokens live."""
        found = self._platform.stores[store]
        found.self_signup = found.self_signup if self_signup is None else self_signup
        found.auto_create_account = found.auto_create_account if auto_create is None else auto_create
        found.token_life = found.token_life if token_seconds is None else timedelta(seconds=token_seconds)

    def fulfil(self, *, order: str, store: str = demo.STORE) -> None:
        """Staff sent it."""
        self._platform.stores[store].orders[order].fulfilled = True

    def cancel(self, *, order: str, store: str = demo.STORE) -> None:
        """Staff cancelled it; the money stays where it is."""
        self._platform.stores[store].orders[order].cancelled = True

    def refund(self, *, order: str, amount: int, store: str = demo.STORE) -> None:
        """Give so much of what was paid back."""
        found = self._platform.stores[store].orders[order]
        paid = [one for one in found.transactions.values() if one.kind in {"purchase", "capture"}]
        paid[-1].refunded += amount

    def ship(self, *, order: str, reference: str, method: str = "", until: str = "", store: str = demo.STORE) -> None:
        """A shipping group with its tracking reference; ``until`` is when it should be there, an ISO date-time."""
        made = {"id": new_id(), "type": "shipping_group", "relation": "order", "order_id": order}
        told = {"shipping_type": method, "tracking_reference": reference}
        estimate = {"delivery_estimate": {"start": None, "end": until}} if until else {}
        self._platform.stores[store].orders[order].shipping_groups[made["id"]] = made | told | estimate

    def _product(self, store: str, sku: str) -> Product:
        found = self._platform.stores[store].product_by_sku(sku)
        if found is None:
            raise LookupError(f"no product {sku}")
        return found

    def _switch(self, **values: object) -> None:
        for name, value in values.items():
            if value is not None:
                setattr(self._platform.switches, name, value)
