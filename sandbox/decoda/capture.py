"""Capturing money: by card through the processor, from a bank account within days, from credit at the clinic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sandbox.decoda.arithmetic import percent_of
from sandbox.decoda.balance import outstanding
from sandbox.decoda.refusals import refused
from sandbox.decoda.store import Charge, Method, PayinConfig, Payment, Tenant, fresh

CARD_FEE = Decimal(3)  # percent, where the clinic passes it on
DECLINED = "Your card was declined."
RETURNED = "R01: insufficient funds"


def announce(
    tenant: Tenant, charges: Sequence[Charge], amount: int | None, medium: str, *, surcharged: bool
) -> PayinConfig:
    """One attempt to pay ``amount`` cents, or all that is owed, of charges of one patient."""
    owed = {charge.id: outstanding(tenant, charge) for charge in charges}
    if not 0 < (sum(owed.values()) if amount is None else amount) <= sum(owed.values()):
        raise tenant.conflict("The amount is not what is outstanding")
    config = PayinConfig(fresh("pcfg"), charges[0].patient_id, _shares(owed, amount), medium, surcharged)
    tenant.configs[config.id] = config
    return config


def capture(tenant: Tenant, config: PayinConfig, method: Method) -> Payment:
    """Carry the attempt out. It is written down whatever becomes of it.

    The caller checks whose card it is, and whether another attempt has paid the charge meanwhile.
    """
    if config.id in tenant.used_configs:
        raise tenant.conflict("This payment was already attempted")
    tenant.used_configs.add(config.id)
    amount = sum(config.shares.values())
    fee = card_fee(tenant, config, method)
    payment = _written(tenant, config.patient_id, amount, fee, config.medium, dict(config.shares), method)
    _run(tenant, payment, method)
    return payment


def card_fee(tenant: Tenant, config: PayinConfig, method: Method | None = None) -> int:
    """Cents on top, for cards only, where clinic and call ask for it and the patient is not spared."""
    spared = tenant.patients[config.patient_id]["surchargeDisabled"] or (method and method.type == "ACH")
    if spared or not (config.surcharged and tenant.public["passFeeToPatient"]):
        return 0
    return percent_of(sum(config.shares.values()), CARD_FEE)


def spend_credit(tenant: Tenant, charges: Sequence[Charge], amount: int, credit_ids: Sequence[str]) -> Payment:
    """Oldest credit first; part of a charge is enough."""
    patient_id = charges[0].patient_id
    credits_ = sorted(
        (
            credit
            for credit in tenant.credits
            if credit.patient_id == patient_id and credit.left and (not credit_ids or credit.id in credit_ids)
        ),
        key=lambda credit: credit.created,
    )
    owed = {charge.id: outstanding(tenant, charge) for charge in charges}
    if amount > min(sum(credit.left for credit in credits_), sum(owed.values())):
        raise refused(400, "There is not enough credit, or not so much to pay")
    rest = amount
    for credit in credits_:
        spent = min(rest, credit.left)
        credit.left -= spent
        rest -= spent
    payment = _written(tenant, patient_id, amount, 0, "PATIENT_CREDIT", _shares(owed, amount), None)
    _arrive(tenant, payment)
    return payment


def settle_bank_payments(tenant: Tenant, charge_id: str, *, returned: bool) -> list[str]:
    """Days later. ``returned`` also takes back what had already arrived. The ids of the payments it changed."""
    open_ = {"PROCESSING", "SUCCEEDED"} if returned else {"PROCESSING"}
    changed = [
        payment
        for payment in tenant.payments.values()
        if payment.status in open_
        and payment.method is not None
        and payment.method.type == "ACH"
        and charge_id in {"", *payment.shares}
    ]
    for payment in changed:
        if returned:
            payment.status, payment.failed_reason = "FAILED", RETURNED
        else:
            _arrive(tenant, payment)
    return [payment.id for payment in changed]


def _run(tenant: Tenant, payment: Payment, method: Method) -> None:
    if method.type == "ACH":
        payment.status = "PROCESSING"
        return
    card = tenant.world.processor.card(method.processor_card)
    amount = Decimal(payment.amount + payment.fee) / 100
    if card is not None and tenant.world.processor.charge(card, amount, "USD").status == "succeeded":
        _arrive(tenant, payment)
    else:
        payment.status, payment.failed_reason = "FAILED", DECLINED


def _arrive(tenant: Tenant, payment: Payment) -> None:
    payment.status = "SUCCEEDED"
    cart = next((tenant.charges[id_].cart_id for id_ in payment.shares), "")
    tenant.acted("charge", payment.id, payment.amount + payment.fee, cart=cart, patient=payment.patient_id)


def _written(
    tenant: Tenant, patient_id: str, amount: int, fee: int, medium: str, shares: dict[str, int], method: Method | None
) -> Payment:
    payment = Payment(
        fresh("payment"),
        fresh("payin"),
        patient_id,
        amount,
        fee,
        medium,
        "CREATED",
        shares,
        tenant.now(),
        method,
    )
    tenant.payments[payment.id] = payment
    for charge_id in shares:
        tenant.charges[charge_id].payments.append(payment)
    return payment


def _shares(owed: dict[str, int], amount: int | None) -> dict[str, int]:
    """The first charges are paid in full before the next gets anything."""
    rest = sum(owed.values()) if amount is None else amount
    shares = {}
    for charge_id, due in owed.items():
        if part := min(rest, due):
            shares[charge_id] = part
            rest -= part
    return shares
