"""What tests and the demo may set. ``tenant`` is the first demo clinic unless another is named."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.decoda import after_payment
from sandbox.decoda.capture import settle_bank_payments
from sandbox.decoda.catalogue_data import stock_of
from sandbox.decoda.charges import charge_of
from sandbox.decoda.demo import TENANT
from sandbox.decoda.patients import give_credit
from sandbox.decoda.refusals import found
from sandbox.decoda.store import Row, Switches, Tenant
from sandbox.world import Option


def options_of(tenants: Mapping[str, Tenant], switches: Switches) -> dict[str, Option]:
    def strict(on: bool) -> None:
        """Whether unknown fields and parameters are refused."""
        switches.strict = on

    def decline_as(how: str) -> None:
        """``failed``: 200 with status FAILED. ``refused``: a 4xx."""
        if how not in {"failed", "refused"}:
            raise ValueError("failed or refused")
        switches.decline_as = how

    def conflict_status(status: int) -> None:
        """What a converted, expired or empty cart answers."""
        if not 400 <= status < 500:
            raise ValueError("a 4xx")
        switches.conflict_status = status

    def processing_counts(on: bool) -> None:
        """Whether a bank payment under way makes the charge look PAID."""
        switches.processing_counts = on

    def rate_limit(per_minute: int) -> None:
        switches.calls_per_minute = per_minute

    def price(item: str, price: int, tenant: str = TENANT) -> None:
        """A new catalogue price in cents, of an item or a package. Lines that exist keep theirs."""
        _goods(tenants[tenant], item)["price"] = price

    def archive(item: str, on: bool = True, tenant: str = TENANT) -> None:
        _goods(tenants[tenant], item)["isArchived"] = on

    def stock(item: str, left: int, tenant: str = TENANT) -> None:
        """So many are left of an item."""
        tenants[tenant].items[item]["stocks"] = [stock_of(item, left)]

    def unit(item: str, unit: str, tenant: str = TENANT) -> None:
        """What the quantity of an item counts, such as WRINKLE_UNITS."""
        tenants[tenant].items[item]["unit"] = unit

    def credit(patient: str, amount: int, tenant: str = TENANT) -> None:
        """Give a patient so many cents."""
        found(tenants[tenant].patients, patient, "Patient")
        give_credit(tenants[tenant], patient, amount)

    def settle_bank(charge: str = "", returned: bool = False, tenant: str = TENANT) -> list[str]:
        """The bank's answer, days later: paid, or returned. Of one charge, or of all."""
        return settle_bank_payments(tenants[tenant], charge, returned=returned)

    def charge_status(charge: str, status: str, tenant: str = TENANT) -> None:
        """What staff set: VOID, REFUNDED, or a word that nobody has heard of. Empty: as the payments say."""
        charge_of(tenants[tenant], charge).set_status = status

    options = (
        strict,
        decline_as,
        conflict_status,
        processing_counts,
        rate_limit,
        price,
        archive,
        stock,
        unit,
        credit,
        settle_bank,
        charge_status,
    )
    return {option.__name__: option for option in options} | after_payment.options_of(tenants)


def _goods(tenant: Tenant, id_: str) -> Row:
    return (tenant.items if id_ in tenant.items else tenant.packages)[id_]
