"""Refusals, in the words of Elastic Path or not."""

from __future__ import annotations

from typing import Any

from storefront.upstream.errors import Unreadable
from tests.upstream.elasticpath.common import HTML, check, raised_by
from tests.upstream.elasticpath.examples import CART, LINE


def test_a_refusal_that_is_no_json_proves_nothing(shop: Any) -> None:
    clinic, _ = shop((400, HTML))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), Unreadable)


def test_a_gateways_page_does_not_make_a_cart_gone(shop: Any, erin: Any) -> None:
    clinic, _ = shop((404, HTML))

    for do in (lambda: clinic.carts.read(CART, erin), lambda: clinic.carts.remove(CART, LINE, None)):
        check(raised_by(do), Unreadable)
