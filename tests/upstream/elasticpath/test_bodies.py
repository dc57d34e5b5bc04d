"""What checkout and payment are sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storefront.upstream.types import Address
from tests.upstream.elasticpath.common import PAY, REQUEST
from tests.upstream.elasticpath.examples import ORDER_ANSWER, PAID_ORDER, PAYMENT
from tests.upstream.fakes import body_of


def test_the_manual_gateway_is_told_which_attempt_it_was(shop: Any, erin: Any) -> None:
    clinic, store = shop(ORDER_ANSWER, PAYMENT, PAID_ORDER)

    clinic.orders.pay(PAY, erin)

    assert body_of(store.asked[1]) == {
        "data": {
            "gateway": "manual",
            "method": "purchase",
            "paymentmethod_meta": {"custom_reference": "attempt-1"},
        }
    }


def test_names_are_sent_as_they_were_typed(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))

    clinic.orders.place(replace(REQUEST, given_name="Anna Maria", family_name="van der Berg"), erin)

    sent = body_of(store.last)["data"]
    for address in (sent["billing_address"], sent["shipping_address"]):
        assert (address["first_name"], address["last_name"]) == ("Anna Maria", "van der Berg")


def test_what_the_patient_says_of_the_delivery_reaches_the_clinic(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))
    gift = Address(
        *("1 Grove Street", "Santa Ana", "CA", "92701", "US"),
        county="Orange",
        given_name="Lee",
        family_name="Ito",
        company="Ito & Co.",
        phone="+17145550100",
        instructions="Leave in porch",
    )

    clinic.orders.place(replace(REQUEST, address=gift), erin)

    sent = body_of(store.last)["data"]
    assert sent["shipping_address"] == {
        "first_name": "Lee",
        "last_name": "Ito",
        "company_name": "Ito & Co.",
        "line_1": "1 Grove Street",
        "line_2": "",
        "city": "Santa Ana",
        "county": "Orange",
        "region": "CA",
        "postcode": "92701",
        "country": "US",
        "phone_number": "+17145550100",
        "instructions": "Leave in porch",
    }
    assert {name: sent["billing_address"][name] for name in ("first_name", "last_name", "company_name")} == {
        "first_name": "Erin",
        "last_name": "Example",
        "company_name": "",
    }


def test_a_country_without_provinces_fills_region_and_county_with_the_city(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))

    clinic.orders.place(replace(REQUEST, address=Address("Weg 1", "Bonn", "", "53111", "DE", "Hof")), erin)

    address = body_of(store.last)["data"]["billing_address"]
    assert (address["county"], address["region"], address["line_2"]) == ("Bonn", "Bonn", "Hof")
