from dataclasses import replace
from typing import Any

import pytest

from checkout.cart.forms import CouponForm
from checkout.steps.forms import AddressForm, PaymentMethodForm
from storefront.cards import payment_method_label
from storefront.catalogue.forms import AddToCartForm, QuantityForm
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.types import Address, PaymentMethod
from tests.forms.page import CANADA, STATES, Page

HOME = {
    "address1": "12 Rue Sainte-Catherine",
    "address2": "",
    "city": "Montréal",
    "province": "QC",
    "postal_code": "h2x1y4",
    "country": "CA",
}
VISA = PaymentMethod("pm_visa", brand="visa", last4="4242", expiry_month=4, expiry_year=2030, default=True)
TEN = Money.of(10, "CAD")
AMEX = PaymentMethod("pm_amex", brand="amex", last4="0005")


def address_form(clinic: Clinic = CANADA, **typed: Any) -> Any:  # type: ignore[assignment]
    return AddressForm({**HOME, **typed}, clinic=clinic)


def test_an_address_comes_out_as_its_country_writes_it() -> None:
    form = address_form(address1="  12  Rue Sainte-Catherine ")

    assert form.is_valid(), form.errors
    assert form.address() == Address(
        address1="12 Rue Sainte-Catherine", city="Montréal", province="QC", postal_code="H2X 1Y4", country="CA"
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "US", "province": "NY", "postal_code": "100011234", "city": "New York"},
        {"country": "GB", "province": "", "postal_code": "sw1a1aa", "city": "London"},
        {"country": "GB", "province": "Kent", "postal_code": "ct11aa", "city": "Canterbury"},
        {"country": "HK", "province": "Kowloon", "postal_code": "", "city": ""},
        {"country": "IE", "province": "", "postal_code": "", "city": "Dublin"},
        {"province": "québec"},
        {"postal_code": "T2X 1Y4"},
    ],
)
def test_what_is_required_follows_the_country_and_a_checker_never_blocks(typed: Any) -> None:
    form = address_form(**typed)

    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"address1": " "}, "address1"),
        ({"address1": "x" * 101}, "address1"),
        ({"address2": "a\x00b"}, "address2"),
        ({"city": ""}, "city"),
        ({"province": ""}, "province"),
        ({"province": "TX"}, "province"),
        ({"postal_code": "90210"}, "postal_code"),
        ({"postal_code": ""}, "postal_code"),
        ({"country": ""}, "country"),
        ({"country": "ZZ"}, "country"),
        ({"country": "../etc"}, "country"),
    ],
)
def test_one_wrong_part_is_one_problem(typed: Any, wrong: str) -> None:
    form = address_form(**typed)

    assert list(form.errors) == [wrong]
    assert len(Page(form).summary) == 1


def test_another_country_brings_its_own_list_and_keeps_what_was_typed() -> None:
    page = Page(address_form(country="US"))

    assert page.named("city").get("value") == "Montréal"
    assert page.named("postal_code").get("value") == "h2x1y4"
    assert page.chosen("country") == "US"
    assert "TX" in [option.get("value") for option in page.named("province").iter("option")]
    assert {target for _, target in page.summary} == {"#id_province", "#id_postal_code"}


def test_changing_only_the_country_judges_nothing_yet() -> None:
    page = Page(AddressForm.retyped({**HOME, "country": "GB"}, clinic=CANADA))

    assert page.summary == []
    assert page.named("province").get("type") == "text"
    assert page.named("province").get("value") == "QC"
    assert page.named("address1").get("value") == HOME["address1"]


def test_labels_and_keyboard_follow_the_country() -> None:
    canada, states = Page(AddressForm(clinic=CANADA)), Page(AddressForm(clinic=STATES))

    assert {label_of(canada, "province"), label_of(canada, "postal_code")} == {"Province", "Postal code"}
    assert {label_of(states, "province"), label_of(states, "postal_code")} == {"State", "ZIP code"}
    assert canada.named("postal_code").get("inputmode") is None
    assert states.named("postal_code").get("inputmode") == "numeric"


def test_the_order_is_that_of_an_envelope() -> None:
    names = [control.get("name") for control in Page(address_form(country="FR")).controls]

    assert names == ["country", "address1", "address2", "postal_code", "city", "province"]


def test_an_address_that_the_upstream_knows_is_filled_in() -> None:
    known = Address("1 Main St", "Austin", "Texas", "78701", "US", address2="Apt 4")
    page = Page(AddressForm(clinic=CANADA, address=known))

    assert page.chosen("country") == "US"
    assert page.chosen("province") == "TX"
    assert page.named("address2").get("value") == "Apt 4"


@pytest.mark.parametrize("country", ["", "XX"])
def test_an_address_without_a_country_we_know_is_no_obstacle(country: str) -> None:
    page = Page(AddressForm(clinic=CANADA, address=Address("1 Main St", "", "", "", country)))

    assert page.named("address1").get("value") == "1 Main St"
    assert page.named("province").tag == "select"


def test_the_clinics_own_country_comes_first() -> None:
    first = next(Page(AddressForm(clinic=STATES)).named("country").iter("option"))

    assert first.get("value") == "US"


@pytest.mark.parametrize(
    ("method", "label"),
    [
        (VISA, "Visa ending in 4242, expires 04/2030"),
        (AMEX, "American Express ending in 0005"),
        (PaymentMethod("x"), "Card"),
        (PaymentMethod("x", kind="bank", last4="6789"), "Bank account ending in 6789"),
        (PaymentMethod("x", kind="credit"), "Credit on your account"),
        (PaymentMethod("x", kind="credit", covers=TEN), "Credit on your account: $10.00"),
        (
            replace(VISA, kind="credit", covers=TEN),
            "Credit on your account first, then: Visa ending in 4242, expires 04/2030 – credit covers $10.00",
        ),
        (PaymentMethod("x", kind="invoice"), "Invoice from the clinic, paid later"),
    ],
)
def test_a_way_to_pay_is_named_as_people_know_it(method: Any, label: str) -> None:
    assert payment_method_label(method, "CA") == label


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


def test_a_shelf_of_add_to_cart_forms_has_ids_of_its_own() -> None:
    first, second = Page(AddToCartForm(ref="a1", item="Vitamin C")), Page(AddToCartForm(ref="b2", item="Zinc"))

    assert not {id_ for id_ in first.ids if id_} & {id_ for id_ in second.ids if id_}
    assert first.named("product").get("value") == "a1"
    assert first.named("quantity").get("value") == "1"
    assert label_of(first, "quantity") == "Quantity: Vitamin C"


def test_a_refused_quantity_keeps_its_ids_and_what_was_typed() -> None:
    page = Page(AddToCartForm({"product": "a1", "quantity": "two"}))

    assert page.named("quantity").get("value") == "two"
    assert [target for _, target in page.summary] == ["#id_quantity-a1"]


def test_a_product_reference_from_elsewhere_is_no_id() -> None:
    form = AddToCartForm({"product": '"><script>', "quantity": "1"})

    assert list(form.errors) == ["product"]
    assert Page(form).all("script") == []


def test_the_item_in_a_label_is_text() -> None:
    assert Page(QuantityForm(ref="a1", item="<b>Zinc</b>")).all("b") == []


def test_a_refused_coupon_code_stays_in_its_box() -> None:
    form = CouponForm({"code": "EXPIRED"})
    assert form.is_valid()
    form.add_error("code", "This code has expired.")

    assert Page(form).named("code").get("value") == "EXPIRED"


def label_of(page: Any, name: Any) -> Any:
    wanted = page.named(name).get("id")
    [label] = [label for label in page.all("label") if label.get("for") == wanted]
    return "".join(label.itertext()).removesuffix(" (optional)")
