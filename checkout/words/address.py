"""What an address is called and why it is asked for, in a patient's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from storefront.upstream.types import AddressUse


@dataclass(frozen=True, slots=True)
class AddressWords:
    """``question`` is the heading of its page, ``name`` what it is called, ``why`` a sentence or empty."""

    question: str
    name: str
    why: str = ""


def address_words(use: AddressUse) -> AddressWords:
    if use == AddressUse.BILLING:
        why = _("Nothing in this order is sent by post. The clinic's system needs your address for the bill.")
        return AddressWords(_("What is your billing address?"), _("Billing address"), why)
    return AddressWords(_("Where should we send it?"), _("Delivery address"))
