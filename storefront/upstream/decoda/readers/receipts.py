"""What was paid for a charge: its payments, and the receipt of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.readers.payments import read_method
from storefront.upstream.decoda.readers.shapes import Cents, aware, check_owner
from storefront.upstream.errors import NotFound
from storefront.upstream.fields import ListOf, Maybe, Ref, Shape, Text, reading
from storefront.upstream.types import Access, PaymentMade
from storefront.upstream.wire import Reply

BROUGHT_MONEY = "SUCCEEDED"
NOT_BACK = {"FAILED", "CANCELED"}  # refunds that did not happen


class _Payment(Shape):
    status: Text = ""


class _Share(Shape):
    payment_id: Ref
    amount: Cents
    payment: Maybe[_Payment] = None


class _Charge(Shape):
    payments: ListOf[_Share] = []


class _Patient(Shape):
    id: Ref


class _Refund(Shape):
    amount: Cents
    status: Text = ""


class _Receipt(Shape):
    patient: _Patient
    created_date: Maybe[datetime] = None
    payment_method: Any = None
    fee_to_patient: Maybe[Cents] = None
    refunds: ListOf[_Refund] = []


@dataclass(frozen=True, slots=True)
class Share:
    """What one payment brought for one charge, in cents: a payment may be for several."""

    payment_ref: str
    cents: int


def read_shares(reply: Reply, access: Access) -> tuple[Share, ...]:
    """``NotFound`` for another patient's charge."""
    check_owner(reply, access, "charge")
    with reading(reply, "payments of a charge"):
        shares = _Charge.model_validate(reply.json).payments
    brought = [share for share in shares if share.payment and share.payment.status == BROUGHT_MONEY]
    return tuple(Share(share.payment_id, share.amount) for share in brought)


def read_receipt(reply: Reply, share: Share, access: Access, currency: str) -> PaymentMade:
    """``NotFound`` for another patient's."""
    with reading(reply, "receipt"):
        shape = _Receipt.model_validate(reply.json)
    if shape.patient.id != access.patient_ref:
        raise reply.error(NotFound, "the receipt is another patient's")
    refunded = sum(refund.amount for refund in shape.refunds if refund.status not in NOT_BACK)
    return PaymentMade(
        amount=Money.from_minor(share.cents, currency),
        at=aware(shape.created_date),
        method=read_method(shape.payment_method),
        fee=Money.from_minor(shape.fee_to_patient, currency) if shape.fee_to_patient else None,
        refunded=Money.from_minor(refunded, currency) if refunded else None,
    )
