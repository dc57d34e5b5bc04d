"""Across the whole adapter: nothing of others is reached, and nothing of staff comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.decoda import canaries, demo
from storefront.upstream.decoda import Charts, DecodaSettings, decoda
from storefront.upstream.errors import CartGone, NotFound
from storefront.upstream.types import Item, Question, Verdict
from tests.upstream.decoda.at_sandbox import CREAM, EVA, KEY, SERIES, STRANGER
from tests.upstream.decoda.conftest import BOOK, REQUEST, NoAccounts


def test_nothing_of_one_patient_is_reached_by_another(
    clinic: Any, sandbox: Any, cart: Any, ordered: Any, dana: Any
) -> None:
    open_cart = clinic.carts.create([Item(CREAM, 1)], dana)
    (line,) = open_cart.lines

    for do in (
        lambda: clinic.carts.read(open_cart.ref, STRANGER),
        lambda: clinic.carts.claim(open_cart.ref, STRANGER),
        lambda: clinic.carts.add(open_cart.ref, [Item(CREAM, 1)], STRANGER),
        lambda: clinic.carts.change(open_cart.ref, line.ref, Item(CREAM, 2), STRANGER),
        lambda: clinic.carts.remove(open_cart.ref, line.ref, STRANGER),
        lambda: clinic.carts.apply_coupon(open_cart.ref, "WELCOME10", STRANGER),
        lambda: clinic.carts.remove_coupon(open_cart, STRANGER),
        lambda: clinic.orders.prepare(open_cart.ref, "", STRANGER),
        lambda: clinic.orders.place(replace(REQUEST, cart_ref=open_cart.ref), STRANGER),
        lambda: clinic.orders.pay(ordered, STRANGER),
        lambda: clinic.orders.confirm(ordered, STRANGER),
        lambda: clinic.orders.look_up(Question(KEY, ordered.cart_ref), STRANGER),
        lambda: clinic.orders.look_up(Question(KEY, "none", ordered.order_ref), STRANGER),
        lambda: clinic.cards.remove(demo.DANA_VISA, STRANGER),
    ):
        with pytest.raises(NotFound) as raised:
            do()
        assert not isinstance(raised.value, CartGone)
    assert clinic.carts.read(open_cart.ref, dana) == open_cart
    assert clinic.orders.look_up(Question(KEY, "none"), STRANGER).verdict is Verdict.NOTHING
    assert clinic.orders.history(STRANGER) == ()
    assert clinic.cards.list(STRANGER) == ()


def test_nothing_of_one_clinic_is_reached_from_another(clinic: Any, dana: Any, cart: Any) -> None:
    settings = DecodaSettings(tenant=demo.OTHER_TENANT, api_key=demo.OTHER_API_KEY)
    other = decoda(settings, NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]

    with pytest.raises(CartGone):
        other.carts.read(cart.ref, dana)
    assert other.catalogue.product(CREAM).name != clinic.catalogue.product(CREAM).name
    assert other.cards.list(dana) == ()


def test_nothing_of_staff_leaves_the_readers(
    clinic: Any, clinic_settings: Any, dana: Any, cart: Any, request_: Any
) -> None:
    charts, quotes = Charts(clinic_settings), clinic.quotes
    (quote,) = quotes.list(dana)
    outcome = clinic.orders.place(request_, dana)
    to_pay = replace(request_, order_ref=outcome.order.ref)

    said = [
        clinic.catalogue.products(),
        cart,
        clinic.carts.create([Item(SERIES, 1)], dana),
        outcome,
        clinic.orders.pay(replace(to_pay, payment_method="hosted"), dana),
        clinic.orders.pay(to_pay, dana),
        clinic.orders.look_up(Question(KEY, cart.ref), dana),
        clinic.orders.history(dana),
        clinic.cards.list(dana),
        charts.create(EVA, "account-1"),
        charts.profile(demo.DANA.id),
        charts.candidates(email=demo.DANA.email),
        quotes.show(quote.ref, dana),
        quotes.accept(quote.ref, dana),
        clinic_settings,
    ]

    for word in (*canaries.WORDS, demo.API_KEY):
        assert word not in repr(said)
