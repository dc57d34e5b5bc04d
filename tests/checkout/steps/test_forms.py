"""The forms between the cart and the order. Labels, countries and saved cards are proved in tests/forms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from checkout.steps.forms import AddressForm, PaymentMethodForm
from storefront.money import Money
from storefront.upstream.types import Address, PaymentMethod

VISA = PaymentMethod("card", brand="visa", last4="4242")
CREDIT_FIRST = PaymentMethod("credit+card", kind="credit", covers=Money.of(25, "CAD"), rest="card")


@dataclass(frozen=True)
class Place:
    country: str = "CA"


def payment(data: dict[str, str] | None = None, **initial: str) -> PaymentMethodForm:
    return PaymentMethodForm(data, methods=[VISA, CREDIT_FIRST], country="CA", initial=initial)


def test_credit_that_is_not_enough_is_a_box_beside_the_method_that_pays_the_rest() -> None:
    form = payment()

    assert [ref for ref, _label in form.fields["payment_method"].choices] == ["card", "new"]  # type: ignore[attr-defined]
    assert "use_credit" in form.fields


@pytest.mark.parametrize(("ticked", "method"), [({}, "card"), ({"use_credit": "on"}, "credit+card")])
def test_the_box_decides_whether_the_credit_is_used(ticked: dict[str, str], method: str) -> None:
    form = payment({"payment_method": "card"} | ticked)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["payment_method"] == method
    assert form.chosen_token == ""


def test_a_choice_of_credit_comes_back_as_method_and_box() -> None:
    form = payment(payment_method="credit+card")

    assert (form.initial["payment_method"], form.initial["use_credit"]) == ("card", True)


def test_without_credit_there_is_no_box() -> None:
    assert "use_credit" not in PaymentMethodForm(methods=[VISA], country="CA").fields


def test_an_address_is_read_as_its_country_writes_it() -> None:
    typed = {
        "address1": "12 Quay Street",
        "city": "Halifax",
        "province": "NS",
        "postal_code": "b3h4r2",
        "country": "CA",
    }

    form = AddressForm(typed, clinic=Place())

    assert form.is_valid(), form.errors
    assert form.address() == Address(
        address1="12 Quay Street", address2="", city="Halifax", province="NS", postal_code="B3H 4R2", country="CA"
    )


EXPIRED = PaymentMethod("old", brand="visa", last4="1111", expiry_month=1, expiry_year=2020, default=True)
HOSTED = PaymentMethod("hosted", kind="hosted")


@pytest.mark.parametrize(
    ("methods", "new", "declined", "usual"),
    [
        ([EXPIRED, VISA], True, "", "card"),
        ([VISA, replace(VISA, ref="usual", default=True)], True, "", "usual"),
        ([VISA, replace(VISA, ref="other")], True, "card", "new"),
        ([VISA, replace(VISA, ref="other"), HOSTED], False, "card", "other"),
        ([EXPIRED], True, "", "new"),
        ([], True, "", "new"),
        ([VISA], True, "card", "new"),
        ([EXPIRED, HOSTED], False, "", None),
    ],
)
def test_what_is_declined_or_expired_is_never_chosen_beforehand(
    methods: list[PaymentMethod], new: bool, declined: str, usual: str | None
) -> None:
    form = PaymentMethodForm(methods=methods, country="CA", new=new, declined=declined)

    assert form.fields["payment_method"].initial == usual


def test_an_expired_card_stands_last_and_a_declined_one_says_so() -> None:
    form = PaymentMethodForm(methods=[EXPIRED, VISA], country="CA", new=False, declined="card")

    assert [label for _ref, label in form.fields["payment_method"].choices] == [  # type: ignore[attr-defined]
        "Visa ending in 4242 – declined just now",
        "Visa ending in 1111, expired 01/2020",
    ]
