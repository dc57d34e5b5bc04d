"""What is different from what a page promised, in a patient's words: each fact before and now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.orders.promise import Promise, PromisedItem
from checkout.words.charging import fee_words
from storefront.cards import payment_method_label
from storefront.catalogue.renewals import every
from storefront.forms.places import address_lines, country_name
from storefront.money import Money
from storefront.upstream.types import Address


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the page said, and what it is by now. ``what`` names it as the page does.

    ``in_clinics_language`` where product names make most of it.
    """

    what: str
    before: str
    now: str
    in_clinics_language: bool = False


def differences(before: Promise, now: Promise, country: str) -> tuple[Difference, ...]:
    """In the order of the page. ``country`` is the clinic's: amounts are written as people write them there."""
    then, today = _facts(before, country), _facts(now, country)
    named = {_("Items"), _("Renewal")}
    return tuple(
        Difference(what, then[what], today[what], what in named) for what in today if then[what] != today[what]
    )


def _facts(promise: Promise, country: str) -> dict[str, str]:
    return {
        _("Items"): ", ".join(f"{item.quantity} × {item.name}" for item in promise.items),
        _("Renewal"): "; ".join(_renewal(item, country) for item in promise.items if item.recurring) or _("none"),
        _("Coupon"): promise.coupon or _("none"),
        _("Delivery address"): _address(promise.address),
        _("Payment"): payment_method_label(promise.method, country) if promise.method else _("Nothing to pay"),
        _("Card fee"): (fee_words(promise.method, country) if promise.method else "") or _("none"),
        _("Total"): _amount(promise.total, country),
    }


def _renewal(item: PromisedItem, country: str) -> str:
    amount = _amount(item.renews_at, country) if item.renews_at else ""
    if not item.recurrence:
        return _("%(product)s: renews by itself at %(amount)s") % {"product": item.name, "amount": amount}
    words = {"product": item.name, "every": every(item.recurrence), "amount": amount}
    return _("%(product)s: %(every)s at %(amount)s") % words


def _address(address: Address | None) -> str:
    if address is None:
        return _("none")
    more = filter(None, [country_name(address.country), address.phone, address.instructions])
    return ", ".join([*address_lines(address), *more])


def _amount(amount: Money, country: str) -> str:
    return amount.display(get_language() or "en", country)
