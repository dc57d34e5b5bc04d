"""Charges, which are orders: a debt first, and paid only when the charge itself says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.readers.goods import ITEM, Goods
from storefront.upstream.decoda.readers.shapes import Cents, aware, check_owner, own_rows
from storefront.upstream.fields import ListOf, Maybe, Quantity, Ref, Shape, Text, objects, reading
from storefront.upstream.types import Access, Order, OrderLine, OrderStatus, Payment, Verdict
from storefront.upstream.wire import Reply

OVER = {"SUCCEEDED", "FAILED", "CANCELED"}  # payments that nothing more will come of
STATUSES = {
    "PAID": OrderStatus.RECEIVED,
    "EXTERNAL_SETTLEMENT": OrderStatus.RECEIVED,
    "PAYMENT_PLAN": OrderStatus.RECEIVED,
    "COLLECTIONS": OrderStatus.RECEIVED,
    "WRITE_OFF": OrderStatus.RECEIVED,
    "VOID": OrderStatus.CANCELLED,
    "REFUNDED": OrderStatus.REFUNDED,
    "CHARGEBACK": OrderStatus.UNKNOWN,
}
CLINICS = {"REFUNDED", "CHARGEBACK", "WRITE_OFF"}  # between the clinic and the patient


class _Refund(Shape):
    amount: Maybe[Cents] = None
    status: Text = ""


class _Payment(Shape):
    status: Text = ""
    fee_to_patient: Maybe[Cents] = None
    refunds: Maybe[list[_Refund]] = None


class _Share(_Payment):
    """What a payment, which may be for several charges, brought for this one. In the table of charges the payment
    stands there itself."""

    amount: Maybe[Cents] = None
    payment: Maybe[_Payment] = None


class _Line(Shape):
    item_id: Maybe[Ref] = None
    name: Text = ""
    item: Maybe[Goods] = None
    quantity: Maybe[Quantity] = None
    price: Maybe[Cents] = None
    discount_amount: Maybe[Cents] = None
    tax_amount: Maybe[Cents] = None


class _Charge(Shape):
    id: Ref
    total: Cents
    total_outstanding: Cents
    status: Text
    discount_amount: Maybe[Cents] = None
    external_id: Text = ""
    created_date: Maybe[datetime] = None
    event_id: Maybe[Ref] = None
    items: ListOf[_Line] = []
    payments: ListOf[_Share] = []


@dataclass(frozen=True, slots=True)
class Charge:
    """``owed`` cents are what a payment would have to bring; ``verdict`` is what a look-up makes of it."""

    order: Order
    verdict: Verdict
    owed: int
    external_id: str

    @property
    def payable(self) -> bool:
        """Nothing is under way, and it is still the patient's to pay."""
        return self.verdict is Verdict.ORDERED

    @property
    def settled(self) -> bool:
        """Nothing is left for the patient to do."""
        return self.verdict is Verdict.PLACED or self.order.payment is Payment.PROCESSING

    def as_read(self) -> dict[str, Any]:
        """What a payment refers to: no more than id, patient, and what was owed when we looked."""
        return {"id": self.order.ref, "patientId": self.order.patient_ref, "totalOutstanding": self.owed}


def read_charge(reply: Reply, access: Access, currency: str) -> Charge:
    """``NotFound`` for another patient's."""
    check_owner(reply, access, "charge")
    with reading(reply, "charge"):
        return _charge(reply, reply.json, access, currency)


def read_charges(reply: Reply, rows: Any, access: Access, currency: str) -> tuple[Charge, ...]:
    """This patient's among the rows, newest first."""
    with reading(reply, "charges"):
        listed = objects(rows, "charges")
    mine = own_rows(reply, listed, access, lambda row: _charge(reply, row, access, currency), "charges")
    long_ago = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(mine, key=lambda charge: charge.order.placed_at or long_ago, reverse=True))


def _charge(reply: Reply, data: Any, access: Access, currency: str) -> Charge:
    shape = _Charge.model_validate(data)
    verdict, payment = _standing(shape)
    arrived = [share for share in shape.payments if share.payment and share.payment.status == "SUCCEEDED"]
    refunded = _refunded(arrived)
    order = Order(
        ref=shape.id,
        number=shape.id,
        total=Money.from_minor(shape.total, currency),
        status=_status(reply, shape, verdict, refunded),
        placed_at=aware(shape.created_date),
        lines=tuple(_line(line, currency) for line in shape.items),
        discount=Money.from_minor(shape.discount_amount, currency) if shape.discount_amount else None,
        tax=Money.from_minor(tax, currency) if (tax := sum(line.tax_amount or 0 for line in shape.items)) else None,
        patient_ref=access.patient_ref,
        payment=payment,
        due=Money.from_minor(shape.total_outstanding, currency),
        paid=Money.from_minor(sum(share.amount or 0 for share in arrived), currency),
        fee=Money.from_minor(fee, currency) if (fee := _fee(arrived)) else None,
        refunded=Money.from_minor(refunded, currency) if refunded else None,
        visit_ref=shape.event_id or "",
        can_be_cancelled=verdict is Verdict.ORDERED and shape.total_outstanding == shape.total,
    )
    return Charge(order, verdict, shape.total_outstanding, shape.external_id)


def _standing(shape: _Charge) -> tuple[Verdict, Payment]:
    """A status that we do not know is never settled by us, and never paid."""
    payments = [share.payment.status if share.payment else share.status for share in shape.payments]
    match shape.status:
        case "PAID":
            return Verdict.PLACED, Payment.PROCESSING if "PROCESSING" in payments else Payment.PAID
        case "EXTERNAL_SETTLEMENT":
            return Verdict.PLACED, Payment.INVOICE if shape.total_outstanding else Payment.PAID
        case "OUTSTANDING":
            covered = bool(shape.total) and not shape.total_outstanding
            if covered or not OVER.issuperset(payments):
                return Verdict.PENDING, Payment.PROCESSING
            return Verdict.ORDERED, Payment.DUE
        case "VOID":
            return Verdict.FAILED, Payment.CLOSED
        case "PAYMENT_PLAN" | "COLLECTIONS":
            return Verdict.PLACED, Payment.INVOICE
        case status if status in CLINICS:
            return Verdict.PLACED, Payment.CLOSED
    return Verdict.PENDING, Payment.CLOSED


def _status(reply: Reply, shape: _Charge, verdict: Verdict, refunded: int) -> OrderStatus:
    """Decoda knows nothing of parcels: a charge that is paid is with the clinic. After a chargeback nobody but the
    clinic knows what becomes of it."""
    if shape.status == "OUTSTANDING":
        return OrderStatus.UNPAID if verdict is Verdict.ORDERED else OrderStatus.RECEIVED
    if shape.status == "PAID" and shape.total and refunded >= shape.total:
        return OrderStatus.REFUNDED
    if shape.status not in STATUSES:
        reply.odd("charge status")
    return STATUSES.get(shape.status, OrderStatus.UNKNOWN)


def _fee(arrived: list[_Share]) -> int:
    return sum((share.payment.fee_to_patient or 0) for share in arrived if share.payment)


def _refunded(arrived: list[_Share]) -> int:
    """No more than came for this charge: a payment may be for several."""
    back = 0
    for share in arrived:
        refunds = (share.payment.refunds if share.payment else None) or []
        came_back = sum(refund.amount or 0 for refund in refunds if refund.status == "SUCCEEDED")
        back += min(came_back, came_back if share.amount is None else share.amount)
    return back


def _line(shape: _Line, currency: str) -> OrderLine:
    """``name`` is set where there is no item behind the line, as for a package."""
    quantity = shape.quantity or 1
    gross = shape.price * quantity if shape.price is not None else None
    net = max(gross - (shape.discount_amount or 0), 0) if gross is not None else None
    return OrderLine(
        name=shape.name or (shape.item.name if shape.item else ""),
        quantity=quantity,
        unit=shape.item.unit if shape.item else "",
        total=Money.from_minor(net, currency) if net is not None else None,
        product_ref=f"{ITEM}{shape.item_id}" if shape.item_id else "",
    )
