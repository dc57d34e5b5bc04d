"""Account members and their saved addresses, read."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import Address, Profile
from tests.upstream.elasticpath.examples import ADDRESSES, MEMBER_ANSWER


def test_a_profile_has_the_first_saved_address(shop: Any, erin: Any) -> None:
    clinic, _ = shop(MEMBER_ANSWER, ADDRESSES)

    assert clinic.accounts.profile(erin) == Profile(
        "Erin van Example",  # said as one, and not taken apart here
        "",
        "erin@summit.example",
        "+14035550123",
        Address(
            *("9 Ridge Road", "Canmore", "AB", "T1W 1A1", "CA"),
            county="Bow Valley",
            given_name="Erin",
            family_name="Example",
            phone="+14035550123",
        ),
    )


@pytest.mark.parametrize(
    "addresses", [{"data": None}, {"data": []}, {"data": [{"id": "x", "line_1": "", "city": None, "country": 7}]}]
)
def test_a_profile_may_be_without_an_address(shop: Any, erin: Any, addresses: Any) -> None:
    clinic, _ = shop(MEMBER_ANSWER, addresses)

    assert clinic.accounts.profile(erin).address is None
