"""The balance of a charge, and the status that follows from it."""

from __future__ import annotations

from sandbox.decoda.store import Charge, Tenant


def outstanding(tenant: Tenant, charge: Charge) -> int:
    """Cents. A failed payment pays nothing; one under way does not count before the bank has settled it."""
    counting = {"SUCCEEDED", "PROCESSING"} if tenant.switches.processing_counts else {"SUCCEEDED"}
    paid = sum(payment.shares[charge.id] for payment in charge.payments if payment.status in counting)
    return max(0, charge.total - paid)


def status_of(tenant: Tenant, charge: Charge) -> str:
    """A charge of nothing stays OUTSTANDING until it is marked as no charge."""
    if charge.set_status:
        return charge.set_status
    return "PAID" if charge.total and not outstanding(tenant, charge) else "OUTSTANDING"
