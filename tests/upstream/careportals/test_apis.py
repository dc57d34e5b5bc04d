"""An organization that is refused is nobody's mistake but the clinic's."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Misconfigured
from tests.upstream.careportals.examples import CART_REF, ITEM, NEW


@pytest.mark.parametrize(
    "do",
    [
        lambda clinic: clinic.accounts.sign_up(NEW),
        lambda clinic: clinic.accounts.sign_in("a", "b"),
        lambda clinic: clinic.accounts.forgot_password("a"),
        lambda clinic: clinic.catalogue.product("65c4a8e6b9c1aa0011223344"),
        lambda clinic: clinic.carts.read(CART_REF, None),
        lambda clinic: clinic.carts.create([ITEM], None),
    ],
)
def test_an_organization_they_do_not_know_is_our_mistake_and_no_ones_else(shop: Any, do: Any) -> None:
    clinic, _ = shop((400, {"message": ["Organization not found"], "statusCode": 400}))

    with pytest.raises(Misconfigured):
        do(clinic)
