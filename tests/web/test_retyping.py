"""What was typed on a page that was interrupted is given back there once, and only to its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains

from tests.world import ADDRESS, Shopper

TEA = "Calm Evening Magnesium"


EVIL = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    " //evil.example",
    "/\t/evil.example",
    "/%0d%0aSet-Cookie:a=b\r\n",
    "evil.example",
    "https:///evil.example",
    "/\n/evil.example",
    "//harbour.localhost@evil.example",
    "HTTPS://evil.example",
    "data:text/html,x",
    "\x00/cart/",
    "?next=//evil",
    "",
    "//",
]


@pytest.mark.parametrize("evil", EVIL)
def test_a_next_that_is_not_a_path_here_is_dropped(shopper: Shopper, evil: str) -> None:
    reply = shopper.post("/login/", {"email": "ana@harbour.example", "password": "Harbour-2026!", "next": evil})

    assert reply["Location"] == "/cart/"


def test_an_address_typed_while_the_sign_in_ended_is_still_there_after_it(shopper: Shopper) -> None:
    shopper.add(TEA)
    shopper.sign_in("cy@harbour.example")
    shopper.get("/checkout/details/")

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        posted = shopper.post("/checkout/details/", ADDRESS)
        assert posted["Location"] == "/login/?next=%2Fcheckout%2Fdetails%2F"
        shopper.sign_in("cy@harbour.example")
        assertContains(shopper.get("/checkout/details/"), "12 Quay Street")
