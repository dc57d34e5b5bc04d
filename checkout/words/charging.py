"""When the money of an order is taken, in a patient's words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from storefront.money import Money
from storefront.upstream.types import PaymentMethod


def when_charged(total: Money, method: PaymentMethod) -> str:
    """What stands below the button that places the order. Some upstreams want a card where nothing is to pay, too."""
    if not total:
        return _("Nothing is charged.")
    if method.kind == "invoice":
        return _("Nothing is charged now: the clinic sends you an invoice.")
    if method.kind == "hosted":
        return _("Nothing is charged yet: you enter your card or bank account on the next page.")
    if method.kind == "credit" and method.ref.endswith("hosted"):
        return _("Your credit is used first. For the rest you enter your card or bank account on the next page.")
    return _("You are charged once, when you press this button.")
