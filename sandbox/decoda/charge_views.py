"""Charges, payments and saved payment methods as the API writes them."""

from __future__ import annotations

from sandbox.decoda.balance import outstanding, status_of
from sandbox.decoda.people import patient_view
from sandbox.decoda.store import Charge, Method, Payment, Row, Tenant, stamp


def charge_view(tenant: Tenant, charge: Charge) -> Row:
    return {
        "id": charge.id,
        "patientId": charge.patient_id,
        "total": charge.total,
        "totalOutstanding": outstanding(tenant, charge),
        "status": status_of(tenant, charge),
        "discountAmount": charge.discount_amount,
        "discountPercentage": float(charge.discount_percentage),
        "description": charge.description,
        "externalId": charge.external_id,
        "locationId": charge.location_id,
        "eventId": charge.event_id,
        "createdDate": stamp(charge.created),
        "items": charge.items,
        "payments": [
            {
                "paymentId": payment.id,
                "chargeId": charge.id,
                "amount": payment.shares[charge.id],
                "createdDate": stamp(payment.created),
                "payment": payment_view(payment),
            }
            for payment in charge.payments
        ],
        "adjustments": [],
    }


def table_view(tenant: Tenant, charge: Charge) -> Row:
    """As the table shows a charge: its payments are the payments themselves, not shares of them."""
    payments = [payment_view(payment) | {"refunds": []} for payment in charge.payments]
    patient = patient_view(tenant, tenant.patients[charge.patient_id])
    return charge_view(tenant, charge) | {"patient": patient, "payments": payments}


def payment_view(payment: Payment) -> Row:
    return {
        "id": payment.id,
        "payinId": payment.payin_id,
        "patientId": payment.patient_id,
        "amount": payment.amount,
        "status": payment.status,
        "failedReason": payment.failed_reason,
        "paymentMedium": payment.medium,
        "paymentMethod": method_view(payment.method) if payment.method else None,
        "feeToPatient": payment.fee,
        "refunds": payment.refunds,
        "createdDate": stamp(payment.created),
        "currency": "usd",
    }


def method_view(method: Method) -> Row:
    bank = method.type == "ACH"
    return {
        "id": method.id,
        "patientId": method.patient_id,
        "brand": method.brand,
        "last4": None if bank else method.last4,
        "expMonth": method.exp_month,
        "expYear": method.exp_year,
        "type": method.type,
        "rainforestPaymentMethodId": None,
        "accountHolderType": None,
        "accountNumberLast4": int(method.last4) if bank else None,
        "routingNumber": None,
        "description": None,
        "bankName": method.bank,
        "isDefault": method.default,
        "isArchived": method.archived,
    }
