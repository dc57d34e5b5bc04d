"""The address book of an account."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from tests.upstream.elasticpath.common import HTML, callers, check, raised_by
from tests.upstream.elasticpath.conftest import API
from tests.upstream.elasticpath.examples import ACCOUNT, ADDRESSES, refusal

BOOK = f"{API}/v2/accounts/{ACCOUNT}/addresses"


def test_saved_addresses_are_read_and_removed_in_the_patients_name(shop: Any, erin: Any) -> None:
    clinic, store = shop(ADDRESSES, (204, b""))

    saved = clinic.addresses.list(erin)
    clinic.addresses.remove(saved[0].ref, erin)

    assert saved[0].address.recipient == "Erin Example"
    assert store.lines == [f"GET {BOOK}", f"DELETE {BOOK}/{saved[0].ref}"]
    assert callers(store) == [("implicit", "acc0unt-t0ken")] * 2


def test_an_address_that_is_not_there_is_not_found(shop: Any, erin: Any) -> None:
    clinic, _ = shop((404, refusal(404)))

    check(raised_by(lambda: clinic.addresses.list(erin)), NotFound)
    check(raised_by(lambda: clinic.addresses.remove("address-1", erin)), NotFound)


@pytest.mark.parametrize("ref", ["../x", "a b", ""])
def test_what_cannot_be_an_address_is_not_asked_for(shop: Any, erin: Any, ref: str) -> None:
    clinic, store = shop((404, HTML))

    check(raised_by(lambda: clinic.addresses.remove(ref, erin)), NotFound)

    assert store.asked == []
