"""When the money of an order is taken, in a patient's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
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


def fee_words(method: PaymentMethod, country: str) -> str:
    """What a card costs on top, told before anything is paid; empty where nothing is added."""
    if not method.surcharged:
        return ""
    if method.fee is None:
        return _("If you pay with a credit card, the clinic adds a card fee. Debit cards and bank accounts have none.")
    if not method.fee:
        return ""
    amount = method.fee.display(get_language() or "en", country)
    words = _("If it is a credit card, the clinic adds a card fee of up to %(fee)s. Debit cards have none.")
    return words % {"fee": amount}


def fee_words_of(methods: Iterable[PaymentMethod], country: str) -> str:
    """Where one of several methods is still to be chosen."""
    return next((words for method in methods if (words := fee_words(method, country))), "")
