"""What holds for every form of the shop, empty and refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from checkout.cart.forms import CouponForm
from checkout.steps.forms import AddressForm, PaymentMethodForm
from storefront.catalogue.forms import AddToCartForm, QuantityForm
from storefront.forms.base import error_added
from storefront.patients.forms import AccountForm, ForgotPasswordForm, LoginForm, SignUpForm
from storefront.patients.local.forms import ChartForm, CodeForm, NewPasswordForm
from storefront.upstream.types import Access, PasswordRule, PaymentMethod
from tests.forms.page import CANADA, STATES, Page

ASKS = frozenset({"phone", "birth_date", "gender", "province"})
CARDS = [PaymentMethod("pm_1", brand="visa", last4="4242"), PaymentMethod("pm_2", brand="visa", last4="1881")]
ACCOUNTS = [Access("m", account_ref="a1", account_name="Finn"), Access("m", account_ref="a2", account_name="Family")]
MAKERS = {
    "sign up": lambda data: SignUpForm(data, clinic=CANADA, asks=ASKS),
    "sign up in the States": lambda data: SignUpForm(data, clinic=STATES, asks=ASKS),
    "login": lambda data: LoginForm(data),
    "forgot password": lambda data: ForgotPasswordForm(data),
    "new password": lambda data: NewPasswordForm(data, rule=PasswordRule()),
    "chart": lambda data: ChartForm(data, clinic=STATES),
    "code": lambda data: CodeForm(data),
    "account": lambda data: AccountForm(data, accounts=ACCOUNTS),
    "address": lambda data: AddressForm(data, clinic=CANADA),
    "payment": lambda data: PaymentMethodForm(data, methods=CARDS, country="CA"),
    "add to cart": lambda data: AddToCartForm(data),
    "quantity": lambda data: QuantityForm(data, ref="l1", item="Zinc"),
    "coupon": lambda data: CouponForm(data),
}
TOKENS = {
    "sign up": {
        "given_name": "given-name",
        "family_name": "family-name",
        "email": "email",
        "phone": "tel",
        "bday_day": "bday-day",
        "bday_month": "bday-month",
        "bday_year": "bday-year",
        "gender": "sex",
        "province": "address-level1",
        "password": "new-password",
    },
    "login": {"email": "username", "password": "current-password"},
    "forgot password": {"email": "username"},
    "new password": {"password": "new-password"},
    "chart": {
        "family_name": "family-name",
        "phone": "tel",
        "bday_month": "bday-month",
        "bday_day": "bday-day",
        "bday_year": "bday-year",
    },
    "code": {"code": "one-time-code"},
    "account": {},
    "address": {
        "country": "shipping country",
        "address1": "shipping address-line1",
        "address2": "shipping address-line2",
        "city": "shipping address-level2",
        "province": "shipping address-level1",
        "postal_code": "shipping postal-code",
    },
    "coupon": {"code": "off"},
    "quantity": {"quantity": "off"},
    "payment": {},
}

every_form = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
empty_and_refused = pytest.mark.parametrize("data", [None, {}], ids=["empty", "refused"])


@every_form
@empty_and_refused
def test_every_control_has_exactly_one_visible_label(make: Any, data: Any) -> None:
    page = Page(make(data))
    labels = [label.get("for") for label in page.all("label")]

    assert page.controls
    assert sorted(labels) == sorted(control.get("id") for control in page.controls)  # type: ignore[type-var]
    assert all("".join(label.itertext()).strip() for label in page.all("label"))
    assert all("visually-hidden" not in label.get("class", "") for label in page.all("label"))
    assert all(control.get("placeholder") is None for control in page.controls)


@every_form
@empty_and_refused
def test_every_id_is_there_once_and_every_description_exists(make: Any, data: Any) -> None:
    page = Page(make(data))

    assert len(page.ids) == len(set(page.ids))
    for element in page.root.iter():
        for id_ in element.get("aria-describedby", "").split():
            assert page.text(id_)


@every_form
def test_ids_and_names_are_the_same_before_and_after_an_error(make: Any) -> None:
    before, after = Page(make(None)), Page(make({}))

    assert [(c.get("id"), c.get("name")) for c in before.controls] == [
        (c.get("id"), c.get("name")) for c in after.controls
    ]


@every_form
def test_nothing_is_marked_before_anything_was_sent(make: Any) -> None:
    page = Page(make(None))

    assert page.summary == []
    assert all(element.get("aria-invalid") is None for element in page.root.iter())


@every_form
def test_every_refused_field_is_marked_described_and_linked_with_the_same_words(make: Any) -> None:
    form = make({})
    page = Page(form)

    assert page.by_id("error-summary").get("role") == "alert"
    shown = {name: errors for name, errors in form.errors.items() if not form[name].is_hidden}
    assert len(page.summary) == sum(map(len, shown.values()))
    for name, errors in shown.items():
        owner = page.by_id(form[name].auto_id)
        assert owner.get("aria-invalid") == "true"
        assert form[name].error_id in owner.get("aria-describedby").split()  # type: ignore[union-attr]
        assert page.text(form[name].error_id) == "Error: " + " ".join(errors)


@every_form
def test_every_link_of_the_summary_goes_to_a_control(make: Any) -> None:
    page = Page(make({}))
    controls = {control.get("id") for control in page.controls}

    assert {target.removeprefix("#") for _, target in page.summary} <= controls


@pytest.mark.parametrize(("name", "tokens"), TOKENS.items(), ids=TOKENS.keys())
@empty_and_refused
def test_autocomplete_is_one_known_token_each(name: Any, tokens: Any, data: Any) -> None:
    controls = Page(MAKERS[name](data)).controls
    found = {control.get("name"): control.get("autocomplete") for control in controls if control.get("autocomplete")}

    assert found == tokens


@every_form
def test_no_control_is_a_number_box_or_cuts_what_is_pasted(make: Any) -> None:
    controls = Page(make(None)).controls

    assert all(control.get("type") != "number" for control in controls)
    assert all(control.get("maxlength") is None for control in controls)


def test_only_optional_fields_say_so_and_only_required_ones_are_required() -> None:
    page = Page(MAKERS["address"](None))
    said = {label.get("for") for label in page.all("label") if "(optional)" in "".join(label.itertext())}

    assert said == {"id_address2"}
    without = {control.get("id") for control in page.controls if control.get("required") is None}
    assert without == said | {"id_country"}  # a list without an empty line cannot be left empty


def test_the_summary_takes_several_forms_and_shows_the_refused_one() -> None:
    forms = [CouponForm(), QuantityForm({"quantity": "0"}, ref="l1")]
    html = render_to_string("components/_error_summary.html", {"forms": forms})

    assert html.count('id="error-summary"') == 1
    assert 'href="#id_quantity-l1"' in html


def test_the_summary_takes_the_focus_by_itself() -> None:
    summary = Page(MAKERS["coupon"]({})).by_id("error-summary")

    assert summary.get("tabindex") == "-1"
    assert summary.get("autofocus") is not None


def test_what_was_typed_before_is_shown_again_and_not_judged() -> None:
    page = Page(LoginForm().retype({"email": "not an address"}))

    assert page.named("email").get("value") == "not an address"
    assert page.summary == []


def test_an_error_given_as_a_text_keeps_its_code_and_is_told_of() -> None:
    told: list[tuple[str, str | None]] = []

    def listen(sender: type, field: str, error: ValidationError, **more: object) -> None:
        told.append((field, error.code))

    error_added.connect(listen)
    try:
        form = CouponForm({"code": "EXPIRED"})
        assert form.is_valid()
        form.add_error("code", "This code has expired.", code="expired")
    finally:
        error_added.disconnect(listen)

    assert told == [("code", "expired")]
    assert form.has_error("code", "expired")
