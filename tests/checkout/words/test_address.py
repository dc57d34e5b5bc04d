"""What an address is called, and why it is asked for."""

from __future__ import annotations

from checkout.words.address import address_words
from storefront.upstream.types import AddressUse


def test_where_nothing_is_sent_the_page_says_why_it_asks() -> None:
    assert address_words(AddressUse.DELIVERY).why == ""
    billing = address_words(AddressUse.BILLING)
    assert billing.name == "Billing address"
    assert "Nothing in this order is sent" in billing.why
