"""The shelf is asked for without a patient."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upstream.careportals.examples import NEW_PRODUCT, PUBLIC_API, Calls

CALLS: Calls = {
    "shelf": (lambda shop, ana: shop.catalogue.products(), f"GET {PUBLIC_API}/v2/products", None, [NEW_PRODUCT], None),
    "product": (
        lambda shop, ana: shop.catalogue.product("65c4a8e6b9c1aa0011223344"),
        f"GET {PUBLIC_API}/v2/products/65c4a8e6b9c1aa0011223344",
        None,
        NEW_PRODUCT,
        None,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(in_organization_mode: Any, name: str) -> None:
    in_organization_mode(name, *CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(in_subdomain_mode: Any, name: str) -> None:
    in_subdomain_mode(*CALLS[name])
