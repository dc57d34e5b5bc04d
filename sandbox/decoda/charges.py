"""Charges: what patients owe. Found, listed, archived while unpaid, closed when there is nothing to pay."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.decoda.balance import outstanding, status_of
from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.charge_views import charge_view, table_view
from sandbox.decoda.declared import SHAPES
from sandbox.decoda.paging import BY_PER_PAGE, like, page_of
from sandbox.decoda.refusals import found, refused
from sandbox.decoda.shapes import Field, anything, integer, list_of, nullable, one_of, required, shape, text
from sandbox.decoda.store import Charge, Row, Tenant

STATUSES = (
    "OUTSTANDING",
    "PAID",
    "EXTERNAL_SETTLEMENT",
    "VOID",
    "WRITE_OFF",
    "REFUNDED",
    "CHARGEBACK",
    "PAYMENT_PLAN",
    "COLLECTIONS",
)
CASH_LIKE = {"CASH", "CHECK", "CARE_CREDIT", "PATIENT_CREDIT"}

# A charge is handed back as it was read: the three fields count, the others are only let through.
CHARGE_AS_READ: dict[str, Field] = {name: nullable(anything) for name in SHAPES["ChargeDetail-Input"]} | {
    "id": required(text()),
    "patientId": required(text()),
    "totalOutstanding": required(integer()),
}
CHARGES = list_of(shape(CHARGE_AS_READ), least=1)
calls = Calls()


@calls.get("/billing/charge/get/{charge_id}")
def read(tenant: Tenant, said: Said, charge_id: str) -> Row:
    return charge_view(tenant, charge_of(tenant, charge_id))


@calls.get("/billing/charge/list", patient_id=nullable(text()), status=nullable(one_of(*STATUSES)))
def list_(tenant: Tenant, said: Said) -> list[Row]:
    rows = _kept(tenant, said.query["patient_id"], said.query["status"])
    return [charge_view(tenant, charge) for charge in rows]


@calls.get(
    "/billing/charge/table",
    id=nullable(text()),
    patient_id=nullable(text()),
    status=nullable(one_of(*STATUSES)),
    charge_external_id=nullable(text()),
    **BY_PER_PAGE,
)
def table(tenant: Tenant, said: Said) -> Row:
    """A part of an external id finds it too."""
    asked = said.query
    rows = [
        charge
        for charge in _kept(tenant, asked["patient_id"], asked["status"])
        if asked["id"] in {None, charge.id} and like(asked["charge_external_id"], charge.external_id)
    ]
    return page_of(rows, said, lambda charge: table_view(tenant, charge))


@calls.delete("/billing/charge/{charge_id}")
def archive(tenant: Tenant, said: Said, charge_id: str) -> bool:
    charge = charge_of(tenant, charge_id)
    if any(payment.medium not in CASH_LIKE and payment.status != "FAILED" for payment in charge.payments):
        raise tenant.conflict("Charge has a card payment and cannot be archived")
    charge.archived = True
    return True


@calls.post("/billing/payment-terminal/mark-no-charge", CHARGES)
def mark_no_charge(tenant: Tenant, said: Said) -> list[Row]:
    charges = handed_back(tenant, said.body)
    if any(charge.total for charge in charges):
        raise tenant.conflict("Charge has a total")
    for charge in charges:
        charge.set_status = "EXTERNAL_SETTLEMENT"
    return [charge_view(tenant, charge) for charge in charges]


def charge_of(tenant: Tenant, charge_id: str) -> Charge:
    charge = found(tenant.charges, charge_id, "Charge")
    if charge.archived:
        raise refused(404, "Charge not found")
    return charge


def handed_back(tenant: Tenant, rows: Sequence[Row]) -> list[Charge]:
    """The charges of a body: of one patient, open, none twice, and as they stand now."""
    charges = [charge_of(tenant, row["id"]) for row in rows]
    if len({charge.id for charge in charges}) < len(charges):
        raise refused(400, "A charge is named twice")
    if len({charge.patient_id for charge in charges} | {row["patientId"] for row in rows}) > 1:
        raise refused(400, "The charges belong to another patient")
    for charge, row in zip(charges, rows, strict=True):
        if status_of(tenant, charge) != "OUTSTANDING" or row["totalOutstanding"] != outstanding(tenant, charge):
            raise tenant.conflict("Charge has changed, read it again")
    return charges


def _kept(tenant: Tenant, patient_id: str | None, status: str | None) -> list[Charge]:
    """Newest first."""
    rows = [
        charge
        for charge in tenant.charges.values()
        if not charge.archived
        and patient_id in {None, charge.patient_id}
        and status in {None, status_of(tenant, charge)}
    ]
    return rows[::-1]
