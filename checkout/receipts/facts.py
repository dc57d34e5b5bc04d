"""What a receipt says, for its page and its PDF alike: all that an insurer or a tax office asks for.

What nobody told is left out: a receipt never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.models import OrderAttempt
from checkout.words.receipts import Standing, standing_of
from storefront.cards import payment_method_label
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.types import Order, OrderLine, Payment, PaymentMade, PaymentMethod


@dataclass(frozen=True, slots=True)
class Row:
    """A line of what was bought. ``unit`` is empty where the total does not divide by the quantity."""

    name: str
    quantity: int
    unit: str
    total: str


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    amount: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """``seller`` are lines as on an envelope, ``numbers`` labels and values, ``sums`` what the rows come to."""

    standing: Standing
    seller_name: str
    seller: list[str]
    patient: str
    numbers: list[tuple[str, str]]
    rows: list[Row]
    sums: list[Sum]
    language: str = field(default_factory=lambda: get_language() or "en")


def receipt_of(
    attempt: OrderAttempt,
    orders: tuple[Order, ...],
    payments: tuple[PaymentMade, ...],
    patient: str,
    paid_with: PaymentMethod | None = None,
) -> Receipt:
    """``orders`` is at least one, as the upstream tells it now; ``paid_with`` where the payments do not say how."""
    clinic = attempt.clinic
    money = Writing(clinic.country)
    return Receipt(
        standing=standing_of(orders[0].payment, free=not attempt.total, came=bool(payments)),
        seller_name=clinic.legal_name or clinic.name,
        seller=seller_lines(clinic),
        patient=patient,
        numbers=_numbers(attempt, orders),
        rows=[_row(line, money) for order in orders for line in order.lines],
        sums=[*_costs(orders, money), *_paid(attempt, orders, payments, paid_with, money)],
    )


def seller_lines(clinic: Clinic) -> list[str]:
    trade_name = [clinic.name] if clinic.legal_name and clinic.legal_name != clinic.name else []
    written = [*clinic.postal_address.splitlines(), *clinic.tax_numbers.splitlines()]
    return [line.strip() for line in (*trade_name, *written) if line.strip()]


@dataclass(frozen=True, slots=True)
class Writing:
    """Money in the language that is active, as the clinic's country writes it."""

    country: str

    def __call__(self, amount: Money) -> str:
        return amount.display(get_language() or "en", self.country)

    def less(self, amount: Money) -> str:
        return f"−{self(amount)}"


def _numbers(attempt: OrderAttempt, orders: tuple[Order, ...]) -> list[tuple[str, str]]:
    theirs = [order.number for order in orders if order.number != attempt.reference]
    return [
        (_("Reference"), attempt.reference),
        *((_("Number at the clinic"), number) for number in theirs),
        (_("Ordered on"), day(orders[0].placed_at or attempt.created_at)),
    ]


def _row(line: OrderLine, money: Writing) -> Row:
    if line.total is None:
        return Row(line.name, line.quantity, "", "")
    each, rest = divmod(line.total.minor, line.quantity)
    unit = money(Money.from_minor(each, line.total.currency)) if not rest else ""
    return Row(line.name, line.quantity, unit, money(line.total))


def _costs(orders: tuple[Order, ...], money: Writing) -> list[Sum]:
    sums = []
    for order in orders:
        if order.discount:
            sums.append(Sum(_("Discount"), money.less(order.discount)))
        if order.tax:
            sums.append(Sum(_("Tax"), money(order.tax)))
        sums.append(Sum(_("Total"), f"{money(order.total)} {order.total.currency}", strong=True))
    return sums


def _paid(
    attempt: OrderAttempt,
    orders: tuple[Order, ...],
    payments: tuple[PaymentMade, ...],
    paid_with: PaymentMethod | None,
    money: Writing,
) -> list[Sum]:
    sums = []
    if not payments and attempt.total and orders[0].payment == Payment.PAID:
        at = attempt.resolved_at or orders[0].placed_at
        payments = (PaymentMade(attempt.total, at, paid_with),)
    for payment in payments:
        sums.append(Sum(_how(payment, attempt.clinic.country), money(payment.amount)))
        if payment.fee:
            sums.append(Sum(_("Card fee, paid on top"), money(payment.fee)))
        if payment.refunded:
            sums.append(Sum(_("Refunded"), money.less(payment.refunded)))
    due = [order.due for order in orders if order.due and order.payment in (Payment.DUE, Payment.INVOICE)]
    return [*sums, *(Sum(_("Left to pay"), money(amount), strong=True) for amount in due)]


def _how(payment: PaymentMade, country: str) -> str:
    facts = {
        "date": day(payment.at) if payment.at else "",
        "method": payment_method_label(without_expiry(payment.method), country) if payment.method else "",
    }
    if payment.at and payment.method:
        return _("Paid on %(date)s, %(method)s") % facts
    if payment.at:
        return _("Paid on %(date)s") % facts
    return _("Paid, %(method)s") % facts if payment.method else _("Paid")


def without_expiry(method: PaymentMethod) -> PaymentMethod:
    return PaymentMethod(method.ref, method.kind, method.brand, method.last4)


def day(moment: datetime) -> str:
    """As a patient writes a date."""
    return date_format(moment, "DATE_FORMAT")
