"""A closed shop sells nothing, and leaves open what was already ordered."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.closed import STAYS_OPEN
from storefront.clinics.models import Clinic
from tests.world import Shopper

SELLS = {
    "catalogue:shelf",
    "catalogue:search",
    "catalogue:product",
    "patients:signup",
    "checkout:components",
    "checkout:cart",
    "checkout:add",
    "checkout:apply_coupon",
    "checkout:remove_coupon",
    "checkout:change",
    "checkout:remove",
    "checkout:buy",
    "checkout:start",
    "checkout:details",
    "checkout:payment",
    "checkout:review",
    "checkout:answer_quote",
    "checkout:order_quote",
    "checkout:again",
    "checkout:answer_cart",
    "checkout:keep_cart",
}


def page_names(patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "") -> set[str]:
    """Every named page of the shop, as ``namespace:name``."""
    found: set[str] = set()
    for each in get_resolver("storefront.urls").url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            found |= page_names(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace)
        else:
            found.add(f"{namespace}{each.name}")
    return found


@pytest.fixture
def closed(harbour: Clinic) -> Clinic:
    harbour.is_open = False
    harbour.save()
    return harbour


@pytest.mark.parametrize(
    "path", ["/", "/search/", "/cart/", "/buy/", "/signup/", "/checkout/details/", "/checkout/review/"]
)
def test_nothing_can_be_bought(shopper: Shopper, closed: Clinic, path: str) -> None:
    assert shopper.get(path).status_code == 503


def test_a_cart_that_was_filled_before_is_not_ordered(shopper: Shopper, harbour: Clinic) -> None:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.choose("4242")
    form = shopper.review_form()
    harbour.is_open = False
    harbour.save()

    assert shopper.post("/checkout/review/", form).status_code == 503
    assert shopper.attempt().sent_at is None


def test_what_was_ordered_can_be_looked_up(shopper: Shopper, harbour: Clinic) -> None:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.choose("4242")
    order = str(shopper.place_order()["Location"])
    harbour.is_open = False
    harbour.save()

    assert [shopper.get(path).status_code for path in (order, "/orders/", "/account/")] == [200, 200, 200]


def test_patients_still_get_into_their_accounts(shopper: Shopper, closed: Clinic) -> None:
    assert shopper.get("/password/").status_code == 200
    assertContains(shopper.get("/cart/"), 'href="/orders/"', status_code=503)
    assertNotContains(shopper.get("/login/"), 'href="/signup/')

    assert shopper.sign_in()["Location"] == "/orders/"


def test_every_page_of_the_shop_is_decided() -> None:
    """A new page is closed until somebody says that it sells nothing."""
    assert page_names() == STAYS_OPEN | SELLS
    assert not STAYS_OPEN & SELLS


def test_it_opens_again_at_once(shopper: Shopper, closed: Clinic) -> None:
    assert shopper.get("/").status_code == 503
    closed.is_open = True
    closed.save()

    assert shopper.get("/").status_code == 200


def test_pages_that_are_nobodys_are_not_found_as_ever(shopper: Shopper, closed: Clinic) -> None:
    assert shopper.get("/nowhere/").status_code == 404


@pytest.mark.parametrize("name", sorted(STAYS_OPEN))
def test_what_stays_open_is_a_page_that_there_is(name: str) -> None:
    """A page that was renamed would close without a word."""
    some_id = "6f1c9a60-0000-4000-8000-00000000c0de"
    for arguments in ([], [some_id], [some_id, "1"]):
        try:
            assert reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        return
    pytest.fail(f"there is no page {name}")
