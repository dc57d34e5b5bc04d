"""What the clinic billed, in a patient's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.upstream.types import Order, OrderStatus, Payment

Words = str | Promise

SHORT: dict[str, Words] = {
    "due": _("To pay"),
    "processing": _("Payment under way"),
    "paid": _("Paid"),
    "clinic": _("Paid at the clinic"),
    "refunded": _("Refunded"),
    "closed": _("Closed"),
}
TITLES: dict[str, Words] = {
    "due": _("A bill to pay"),
    "processing": _("The payment of this bill is under way"),
    "paid": _("This bill is paid"),
    "clinic": _("The clinic collects this bill itself"),
    "refunded": _("This bill was refunded"),
    "closed": _("This bill is closed"),
}
LEADS: dict[str, Words] = {
    "processing": _("A bank needs some days for it. Please do not pay again."),
    "clinic": _("It is paid by a plan or in another way. Ask the clinic if you have a question about it."),
    "closed": _("There is nothing to pay. Ask the clinic if you have a question about it."),
}


def state(bill: Order) -> str:
    """``data-state`` of its page."""
    if bill.status is OrderStatus.REFUNDED:
        return "refunded"
    states = {
        Payment.DUE: "due",
        Payment.PROCESSING: "processing",
        Payment.INVOICE: "clinic",
        Payment.CLOSED: "closed",
        Payment.PAID: "paid",
    }
    return states[bill.payment]


def is_payable(bill: Order) -> bool:
    return state(bill) == "due" and bool(bill.due or bill.total)


def short(bill: Order) -> str:
    return str(SHORT[state(bill)])


def title(bill: Order) -> str:
    return str(TITLES[state(bill)])


def lead(bill: Order) -> str:
    return str(LEADS.get(state(bill), ""))
