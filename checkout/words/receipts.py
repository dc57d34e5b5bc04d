"""What a receipt calls itself: only what was paid has one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from storefront.upstream.types import Payment


@dataclass(frozen=True, slots=True)
class Standing:
    """``note`` says why it is no receipt; empty on one."""

    title: str
    note: str = ""

    @property
    def is_receipt(self) -> bool:
        return not self.note


def standing_of(payment: str, *, free: bool, came: bool = False) -> Standing:
    """``payment`` is a ``Payment``; ``came``: money did come, and may have gone back since."""
    if free or payment == Payment.PAID or (came and payment == Payment.CLOSED):
        return Standing(_("Receipt"))
    notes = {
        Payment.PROCESSING: _("This is no receipt yet: the payment is under way."),
        Payment.INVOICE: _("This is no receipt: the clinic sends an invoice, and takes the payment itself."),
        Payment.CLOSED: _("This is no receipt: the clinic has closed this payment. Please ask the clinic about it."),
    }
    return Standing(_("Order"), notes.get(Payment(payment), _("This is no receipt: the order is not paid.")))
