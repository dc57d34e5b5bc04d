"""What tests and the demo may set of a charge that was paid: refunds, and the forms of its appointment."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.decoda.charges import charge_of
from sandbox.decoda.demo import TENANT
from sandbox.decoda.store import Tenant, fresh, stamp
from sandbox.world import Option


def options_of(tenants: Mapping[str, Tenant]) -> dict[str, Option]:
    def refund(charge: str, amount: int, tenant: str = TENANT) -> None:
        """Give so many cents of a charge's last payment back. The whole of it makes the charge REFUNDED."""
        paid = charge_of(tenants[tenant], charge)
        payment = paid.payments[-1]
        made = {"id": fresh("refund"), "paymentId": payment.id, "amount": amount, "reason": "OTHER", "fee": 0}
        payment.refunds.append(made | {"status": "SUCCEEDED", "createdDate": stamp(tenants[tenant].now())})
        if amount >= paid.total:
            paid.set_status = "REFUNDED"

    def due_forms(charge: str, names: list[str], tenant: str = TENANT) -> None:
        """The charge belongs to an appointment, for which these forms are to be handed in."""
        found = charge_of(tenants[tenant], charge)
        found.event_id = found.event_id or fresh("event")
        tenants[tenant].forms[found.event_id] = [
            {"id": fresh("form"), "name": name, "pathName": name.lower().replace(" ", "-"), "completed": False}
            for name in names
        ]

    return {"refund": refund, "due_forms": due_forms}
