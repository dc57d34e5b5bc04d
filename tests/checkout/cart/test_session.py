"""The session keeps one patient's cart and answers, and gives them to nobody else."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import SessionBase

from checkout.cart.session import CartReference, CheckoutSession, RememberedLine
from storefront.sessions.merging import merged
from storefront.upstream.types import Address, PaymentMethod

LINE = RememberedLine(ref="l-1", product_ref="p-1", name="Tea", quantity=2, unit_price=3400)
CART = CartReference("cart-1", owner="ana", coupon="NEW20", lines=(LINE,))
HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.fixture
def kept() -> SessionBase:
    return SessionBase()


def test_a_cart_comes_back_as_it_was(kept: SessionBase) -> None:
    CheckoutSession(kept).cart = CART

    found = CheckoutSession(kept).cart

    assert found == CART
    assert (CART.count, CART.line("l-1"), CART.line("l-2")) == (2, LINE, None)


def test_the_answers_of_another_patient_are_never_shown(kept: SessionBase) -> None:
    session = CheckoutSession(kept)
    session.answer(session.draft("ana"), address=HOME, payment_method="card")

    assert session.draft("ana").address == HOME
    assert session.draft("bo").address is None
    assert session.draft("bo").payment_method == ""


def test_an_address_is_saved_for_one_order_and_only_if_that_was_asked_for(kept: SessionBase) -> None:
    session = CheckoutSession(kept)
    asked = session.answer(session.draft("ana"), address=HOME, known_address=None)
    assert not asked.save_address

    session.answer(asked, save_address=True)
    assert session.draft("ana").save_address
    assert not session.draft("bo").save_address

    session.forget_cart()
    assert session.draft("ana").address == HOME
    assert not session.draft("ana").save_address


def test_a_cart_that_became_an_order_leaves_the_address_and_no_card_that_is_used_once(kept: SessionBase) -> None:
    session = CheckoutSession(kept)
    session.cart, session.waiting_coupon = CART, "LATER"
    once = PaymentMethod("tok_1", brand="visa", last4="4242")
    session.answer(session.draft("ana"), address=HOME, payment_method="tok_1", one_time=once)

    session.forget_cart()

    left = CheckoutSession(kept)
    assert left.cart is None
    assert left.waiting_coupon == ""
    assert session.draft("ana").address == HOME
    assert (session.draft("ana").payment_method, session.draft("ana").one_time) == ("", None)


def test_the_same_answer_writes_no_session(kept: SessionBase) -> None:
    CheckoutSession(kept).cart = CART
    kept.modified = False

    CheckoutSession(kept).cart = CART

    assert not kept.modified


def content(session: SessionBase) -> dict[str, object]:
    return dict(session.items())


def another_request(of: SessionBase) -> SessionBase:
    other = SessionBase()
    other.update(content(of))
    return other


def test_what_was_only_read_never_overwrites_a_change(kept: SessionBase) -> None:
    CheckoutSession(kept).cart = CART
    base, reading, changing = content(kept), another_request(kept), another_request(kept)
    CheckoutSession(reading).cart = None
    CheckoutSession(changing).cart = CartReference("cart-2", owner="ana")
    CheckoutSession(changing).cart_was_changed()

    for mine, theirs in ((reading, changing), (changing, reading)):
        kept.update(merged(base, content(mine), content(theirs)))
        assert CheckoutSession(kept).cart == CartReference("cart-2", owner="ana")


def test_an_address_and_a_card_given_in_two_tabs_are_both_kept(kept: SessionBase) -> None:
    CheckoutSession(kept).answer(CheckoutSession(kept).draft("ana"), known_address=HOME)
    base, one, other = content(kept), another_request(kept), another_request(kept)
    CheckoutSession(one).answer(CheckoutSession(one).draft("ana"), address=HOME)
    CheckoutSession(other).answer(CheckoutSession(other).draft("ana"), payment_method="card-1")

    kept.update(merged(base, content(one), content(other)))

    draft = CheckoutSession(kept).draft("ana")
    assert (draft.address, draft.payment_method) == (HOME, "card-1")
