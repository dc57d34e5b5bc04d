"""The address book of the upstream, on the account page."""

from __future__ import annotations

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.sessions.patient import load_access
from storefront.upstream.elasticpath.addresses import ADDRESSES, ElasticPathAddresses
from storefront.upstream.elasticpath.api import Caller
from tests.world import Shopper, World


@pytest.fixture
def erin(summit: Clinic, world: World) -> Shopper:
    shopper = Shopper("summit.localhost")
    shopper.sign_in("erin@summit.example", "Summit-2026!")
    for street in ("12 Quay Street", "9 Hill Road"):
        save(summit, shopper, street)
    return shopper


def save(summit: Clinic, shopper: Shopper, street: str) -> None:
    """As another shop of the same store would."""
    access = load_access(shopper.browser.session["patient"]["access"])
    book = commerce_for(summit).addresses
    assert isinstance(book, ElasticPathAddresses)
    names = {"first_name": "Erin", "last_name": "Example", "line_1": street, "city": "Halifax", "county": "NS"}
    data = {"type": "address", **names, "region": "NS", "postcode": "B3H 4R2", "country": "CA"}
    book._api.send("POST", ADDRESSES, Caller.of(access), json={"data": data}, account=access.patient_ref)


def saved(shopper: Shopper) -> list[str]:
    return re.findall(r"/account/addresses/([^/]+)/remove/", shopper.get("/account/").content.decode())


def test_saved_addresses_are_seen_and_removed(erin: Shopper, world: World) -> None:
    before = saved(erin)
    assert len(before) == 2
    assertContains(erin.get("/account/"), "9 Hill Road")

    assert erin.post(f"/account/addresses/{before[0]}/remove/")["Location"] == "/account/"

    assert saved(erin) == before[1:]
    assert "DELETE /v2/accounts/{account}/addresses/{address}" in world.calls()
    assertContains(erin.get("/account/"), "Your account")


def test_an_address_that_is_not_there_is_not_removed(erin: Shopper) -> None:
    before = saved(erin)

    assert erin.post("/account/addresses/00000000-0000-4000-8000-000000000000/remove/").status_code == 404
    assert erin.post("/account/addresses/..%2f/remove/").status_code == 404
    assert saved(erin) == before


def test_where_the_upstream_keeps_no_book_there_is_none(shopper: Shopper) -> None:
    shopper.sign_in()

    assertNotContains(shopper.get("/account/"), "/account/addresses/")
    assert shopper.post("/account/addresses/1/remove/").status_code == 404
