"""Paying over the wire: cards on file, the hosted form's configuration, patient credit, receipts."""

from __future__ import annotations

from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.capture import DECLINED, announce, capture, card_fee, spend_credit
from sandbox.decoda.charge_views import charge_view, method_view, payment_view
from sandbox.decoda.charges import CASH_LIKE, CHARGES, charge_of, handed_back
from sandbox.decoda.people import patient_view
from sandbox.decoda.refusals import found, one_problem, refused
from sandbox.decoda.shapes import (
    boolean,
    from_text,
    integer,
    nullable,
    one_of,
    optional,
    repeated,
    required,
    shape,
    text,
)
from sandbox.decoda.store import Method, PayinConfig, Payment, Row, Tenant, fresh, stamp

MEDIUMS = (
    "POS",
    "VIRTUAL_TERMINAL",
    "PAYMENT_LINK",
    "PAYMENT_PLAN",
    "SUBSCRIPTION",
    "SAVED_PAYMENT_METHOD",
    "MEMBERSHIP",
    "EMBEDDED_TERMINAL",
    *sorted(CASH_LIKE),
)
PAYIN = shape(
    {
        "charges": required(CHARGES),
        "paymentMedium": required(one_of(*MEDIUMS)),
        "paymentAmount": nullable(integer(1)),
        "isSurcharged": optional(boolean, False),
        "savePaymentMethod": optional(boolean, False),
        "locationId": nullable(text()),
        "merchantAccountId": nullable(text()),
        "cartId": nullable(text()),
        "creatorId": nullable(text()),
    }
)
RECEIPT = shape(
    {
        "paymentId": required(text()),
        "useEmail": optional(boolean, True),
        "email": nullable(text()),
        "isAutomatic": optional(boolean, False),
    }
)
calls = Calls()


@calls.get("/billing/payment/methods", patient_id=required(text()))
def methods(tenant: Tenant, said: Said) -> list[Row]:
    """Archived ones too."""
    found(tenant.patients, said.query["patient_id"], "Patient")
    return [method_view(method) for method in methods_of(tenant, said.query["patient_id"])]


@calls.delete("/user/patient/payment-methods/{method_id}", patient_id=required(text()))
def archive_method(tenant: Tenant, said: Said, method_id: str) -> bool:
    method = _usable(tenant, method_id)
    if method.patient_id != said.query["patient_id"]:
        raise refused(404, "Payment method not found")
    method.archived, method.default = True, False
    return True


@calls.post("/billing/payment-terminal/payin-config", PAYIN)
def payin_config(tenant: Tenant, said: Said) -> Row:
    """Announces one attempt."""
    body = said.body
    charges = handed_back(tenant, body["charges"])
    config = announce(tenant, charges, body["paymentAmount"], body["paymentMedium"], surcharged=body["isSurcharged"])
    saved = [method_view(method) for method in methods_of(tenant, config.patient_id) if not method.archived]
    return _session(config) | {"paymentMethods": saved}


@calls.post("/billing/payment-terminal/charge-card/{method_id}", shape({"payinConfigId": required(text())}))
def charge_card(tenant: Tenant, said: Said, method_id: str) -> Row:
    """A decline is 200 with the status FAILED, or a 4xx, as the option says. Whose card it is, is not checked."""
    config = found(tenant.configs, said.body["payinConfigId"], "Payin config")
    payment = capture(tenant, config, _usable(tenant, method_id))
    if payment.status == "FAILED" and tenant.switches.decline_as == "refused":
        raise refused(400, DECLINED)
    return {
        "payinId": payment.payin_id,
        "amount": payment.amount,
        "status": payment.status,
        "authCode": fresh("auth") if payment.status == "SUCCEEDED" else None,
    }


@calls.post(
    "/billing/embed-payment/{patient_id}",
    charge_id=nullable(text()),
    amount_cents=nullable(from_text(integer(1))),
    is_surcharged=optional(from_text(boolean), False),
)
def embed_payment(tenant: Tenant, said: Said, patient_id: str) -> Row:
    """What the hosted form begins with. A bare amount belongs to no charge and is only described here."""
    patient = found(tenant.patients, patient_id, "Patient")
    charge_id, amount = said.query["charge_id"], said.query["amount_cents"]
    if charge_id is None and amount is None:
        raise one_problem(("query", "amount_cents"), "missing", "Field required")
    surcharged = said.query["is_surcharged"]
    if charge_id is None:
        config = PayinConfig(fresh("pcfg"), patient_id, {"": amount}, "EMBEDDED_TERMINAL", surcharged)
    else:
        charge = charge_of(tenant, charge_id)
        if charge.patient_id != patient_id:
            raise refused(404, "Charge not found")
        config = announce(tenant, [charge], amount, "EMBEDDED_TERMINAL", surcharged=surcharged)
    return _session(config) | {
        "patient": patient_view(tenant, patient),
        "fee": card_fee(tenant, config),
    }


@calls.post(
    "/billing/payment-terminal/charge/create-patient-credit-settled",
    CHARGES,
    amount=required(from_text(integer(1))),
    credit_ids=repeated(text()),
)
def pay_with_credit(tenant: Tenant, said: Said) -> Row:
    charges = handed_back(tenant, said.body)
    return payment_view(spend_credit(tenant, charges, said.query["amount"], said.query["credit_ids"]))


@calls.get("/billing/payment/{payment_id}/receipt")
def receipt(tenant: Tenant, said: Said, payment_id: str) -> Row:
    payment = _paid(tenant, payment_id)
    patient = tenant.patients[payment.patient_id]
    return {
        "id": payment.id,
        "patient": patient_view(tenant, patient),
        "amount": payment.amount,
        "charges": [charge_view(tenant, tenant.charges[id_]) for id_ in payment.shares],
        "refunds": payment.refunds,
        "createdDate": stamp(payment.created),
        "paymentMedium": payment.medium,
        "paymentMethod": method_view(payment.method) if payment.method else None,
        "feeToPatient": payment.fee,
        "hasItems": True,
        "hasPackages": False,
    }


@calls.post("/billing/payment/send-receipt", RECEIPT)
def send_receipt(tenant: Tenant, said: Said) -> bool:
    _paid(tenant, said.body["paymentId"])
    tenant.receipts.append(said.body)
    return True


def methods_of(tenant: Tenant, patient_id: str) -> list[Method]:
    return [method for method in tenant.methods.values() if method.patient_id == patient_id]


def _usable(tenant: Tenant, method_id: str) -> Method:
    method = found(tenant.methods, method_id, "Payment method")
    if method.archived:
        raise refused(404, "Payment method not found")
    return method


def _paid(tenant: Tenant, payment_id: str) -> Payment:
    payment = found(tenant.payments, payment_id, "Payment")
    if payment.status != "SUCCEEDED":
        raise tenant.conflict("There is no receipt for this payment")
    return payment


def _session(config: PayinConfig) -> Row:
    return {"sessionKey": fresh("session"), "payinConfigId": config.id, "sandbox": True}
