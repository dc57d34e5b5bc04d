from typing import Any

import pytest

from checkout.cart.forms import CouponForm
from checkout.steps.forms import PaymentMethodForm
from storefront.money import Money
from storefront.upstream.types import PaymentMethod
from tests.forms.page import Page

VISA = PaymentMethod("pm_visa", brand="visa", last4="4242", expiry_month=4, expiry_year=2030, default=True)
TEN = Money.of(10, "CAD")
AMEX = PaymentMethod("pm_amex", brand="amex", last4="0005")


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ({"payment_method": "pm_amex"}, ""),
        ({"payment_method": "pm_amex", "new_payment_method": "pm_ignored"}, ""),
        ({"payment_method": "pm_amex", "new_payment_method": "<nonsense>"}, ""),
        ({"payment_method": "new", "new_payment_method": "pm_1Abc"}, "pm_1Abc"),
    ],
)
def test_a_saved_or_a_new_card_can_be_chosen(typed: Any, token: str) -> None:
    form = PaymentMethodForm(typed, methods=[VISA, AMEX], country="CA")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["payment_method"] == typed["payment_method"]
    assert form.chosen_token == token


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"payment_method": "pm_of_someone_else"},
        {"payment_method": "new"},
        {"payment_method": "new", "new_payment_method": "x"},
        {"payment_method": "new", "new_payment_method": "pm_1/../2"},
        {"payment_method": "new", "new_payment_method": "p" * 129},
    ],
)
def test_no_way_to_pay_is_one_problem_beside_the_choice(typed: Any) -> None:
    page = Page(PaymentMethodForm(typed, methods=[VISA, AMEX], country="CA"))

    assert [target for _, target in page.summary] == ["#id_payment_method_0"]


def test_a_new_card_is_not_offered_where_none_can_be_added() -> None:
    assert not PaymentMethodForm({"payment_method": "new"}, methods=[VISA], country="CA", new=False).is_valid()


def test_the_usual_card_is_chosen_before_the_patient_chooses() -> None:
    assert (
        Page(PaymentMethodForm(methods=[AMEX, VISA], country="CA")).by_id("id_payment_method_1").get("checked")
        is not None
    )
    assert Page(PaymentMethodForm(methods=[], country="CA")).by_id("id_payment_method_0").get("checked") is not None


def test_a_refused_coupon_code_stays_in_its_box() -> None:
    form = CouponForm({"code": "EXPIRED"})
    assert form.is_valid()
    form.add_error("code", "This code has expired.")

    assert Page(form).named("code").get("value") == "EXPIRED"
