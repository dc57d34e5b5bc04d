"""Which payment methods a patient may choose from, and what becomes of the choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkout.cart.session import Draft
from checkout.steps.payment_methods import FREE, form, offered, with_test_card
from storefront.money import Money
from storefront.upstream.ports import Capabilities, CardScript
from storefront.upstream.types import Cart, PaymentMethod

VISA = PaymentMethod("card", brand="visa", last4="4242")
INVOICE = PaymentMethod("invoice", kind="invoice")
ONCE = PaymentMethod("tok_1", brand="visa", last4="1111")
DRAFT = Draft("ana")
SCRIPT = CardScript("https://processor.test/v3/", "pk_test", test_cards=(("pm_card_visa", "Visa"),))


def cart(total: str) -> Cart:
    return Cart("c-1", (), total=Money.of(total, "CAD"), subtotal=Money.of(total, "CAD"))


def test_where_nothing_is_to_pay_no_method_is_asked_for() -> None:
    assert offered(Capabilities(), (VISA,), cart("0"), DRAFT) == (FREE,)
    assert offered(Capabilities(method_when_free=True), (VISA,), cart("0"), DRAFT) == (VISA,)
    assert offered(Capabilities(), (VISA,), cart("0.01"), DRAFT) == (VISA,)


@pytest.mark.parametrize(("saves", "methods"), [(True, (INVOICE,)), (False, (INVOICE, ONCE))])
def test_a_card_for_this_order_is_offered_where_the_upstream_keeps_none(
    saves: bool, methods: tuple[PaymentMethod, ...]
) -> None:
    draft = replace(DRAFT, one_time=ONCE)

    assert offered(Capabilities(saved_cards=saves), (INVOICE,), cart("20"), draft) == methods


def test_the_only_method_is_chosen_already_and_an_old_choice_that_is_gone_is_not() -> None:
    assert form(Capabilities(), (INVOICE,), "CA").initial["payment_method"] == "invoice"
    assert form(Capabilities(), (INVOICE, VISA), "CA", chosen="card").initial["payment_method"] == "card"
    assert "payment_method" not in form(Capabilities(), (INVOICE, VISA), "CA", chosen="gone").initial
    assert "payment_method" not in form(Capabilities(card_script=SCRIPT), (INVOICE,), "CA").initial


def test_a_test_card_stands_for_the_scripts_token_at_a_sandbox_clinic_only() -> None:
    posted = {"payment_method": "new:pm_card_visa"}

    assert with_test_card(posted, Capabilities(card_script=SCRIPT)) == {
        "payment_method": "new",
        "new_payment_method": "pm_card_visa",
    }
    assert with_test_card(posted, Capabilities()) == posted
    assert with_test_card({"payment_method": "new:pm_other"}, Capabilities(card_script=SCRIPT)) == {
        "payment_method": "new:pm_other"
    }
