"""The address of an account prefills a form, or nothing does."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.types import Address
from tests.upstream.careportals.examples import ACCOUNT, ADDRESS


def test_a_profile_prefills_the_address(shop: Any, ana: Any) -> None:
    clinic, _ = shop(ACCOUNT)

    profile = clinic.accounts.profile(ana)

    assert profile.email == "ana@harbour.example"
    assert profile.address == Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.mark.parametrize(
    "address", [None, {}, {"default": None}, {"default": {}}, {"default": dict.fromkeys(ADDRESS, "")}, [], "x"]
)
def test_a_profile_without_an_address_prefills_nothing(shop: Any, ana: Any, address: Any) -> None:
    clinic, _ = shop(ACCOUNT | {"address": address})

    assert clinic.accounts.profile(ana).address is None
