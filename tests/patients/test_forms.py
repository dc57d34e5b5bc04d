from datetime import date
from typing import Any

import pytest

from storefront.clinics.models import Clinic
from storefront.patients.forms import ForgotPasswordForm, LoginForm, SignUpForm
from storefront.upstream.types import NewPatient, PasswordRule
from tests.forms.page import CANADA, STATES, Page, Place

ALL = frozenset({"phone", "birth_date", "gender", "province"})
ANN = {
    "given_name": " Ann ",
    "family_name": "O'Brien",
    "email": "Ann@Example.COM",
    "phone": "(403) 555-0100",
    "bday_year": "1984",
    "bday_month": "4",
    "bday_day": "7",
    "gender": "female",
    "province": "AB",
    "password": " Passw0rd! ",
    "accept_marketing": "on",
}


def sign_up(data: Any = None, clinic: Clinic = CANADA, asks: Any = ALL, **kwargs: Any) -> Any:  # type: ignore[assignment]
    return SignUpForm(data, clinic=clinic, asks=asks, **kwargs)


def test_a_filled_form_is_a_new_patient() -> None:
    form = sign_up(ANN)

    assert form.is_valid(), form.errors
    assert form.new_patient() == NewPatient(
        given_name="Ann",
        family_name="O'Brien",
        email="Ann@example.com",
        password=" Passw0rd! ",
        phone="+14035550100",
        birth_date=date(1984, 4, 7),
        gender="female",
        province="AB",
        accept_marketing=True,
    )


def test_an_upstream_that_asks_little_gets_little() -> None:
    form = sign_up({**ANN, "phone": "nonsense"}, asks=frozenset())

    assert list(form.fields) == ["given_name", "family_name", "email", "password", "accept_marketing"]
    assert form.is_valid(), form.errors
    assert form.new_patient().birth_date is None


def test_a_province_is_not_asked_where_no_list_of_them_exists() -> None:
    assert "province" not in sign_up(clinic=Place("GB")).fields  # type: ignore[arg-type]


def test_the_marketing_box_is_unticked_and_optional() -> None:
    form = sign_up({key: value for key, value in ANN.items() if key != "accept_marketing"})

    assert form.is_valid()
    assert form.new_patient().accept_marketing is False
    assert Page(sign_up()).named("accept_marketing").get("checked") is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"family_name": "\x00"}, "family_name"),
        ({"email": "ann"}, "email"),
        ({"phone": "911"}, "phone"),
        ({"bday_day": "31"}, "bday"),
        ({"gender": "unknown"}, "gender"),
        ({"province": "TX"}, "province"),
        ({"password": "short"}, "password"),
    ],
)
def test_one_wrong_answer_is_one_problem(wrong: Any, field: str) -> None:
    form = sign_up({**ANN, **wrong})

    assert list(form.errors) == [field]
    assert len(Page(form).summary) == 1


def test_everything_typed_is_still_there_after_an_error_except_the_password() -> None:
    page = Page(sign_up({**ANN, "email": " not an address ", "bday_day": "31"}))

    for name in ["given_name", "family_name", "phone", "bday_year", "bday_month"]:
        assert page.named(name).get("value") == ANN[name]
    assert page.named("email").get("value") == " not an address "
    assert page.named("bday_day").get("value") == "31"
    assert page.chosen("province") == "AB"
    assert page.by_id("id_gender_1").get("checked") is not None
    assert page.named("accept_marketing").get("checked") is not None
    assert page.named("password").get("value") is None


def test_the_link_of_a_birth_date_error_goes_to_the_wrong_box_and_only_that_box_is_marked() -> None:
    page = Page(sign_up({**ANN, "bday_month": ""}))

    assert page.summary == [("Your birth date needs a month.", "#id_bday_month")]
    assert page.by_id("id_bday").get("aria-invalid") == "true"
    marked = {part: page.named(f"bday_{part}").get("aria-invalid") for part in ("day", "month", "year")}
    assert marked == {"day": None, "month": "true", "year": None}


def test_an_empty_birth_date_links_to_its_first_box() -> None:
    nothing = {"bday_day": "", "bday_month": "", "bday_year": ""}

    assert Page(sign_up({**ANN, **nothing})).summary == [("Enter your birth date.", "#id_bday_day")]
    assert ("Enter your birth date.", "#id_bday_month") in Page(sign_up(ANN | nothing, clinic=STATES)).summary  # type: ignore[arg-type]


def test_sensitive_questions_say_why_they_are_asked() -> None:
    page = Page(sign_up())

    assert all("Why we ask" in page.text(f"id_{name}-hint") for name in ("phone", "bday", "gender", "province"))


def test_the_password_rule_is_told_before_typing() -> None:
    page = Page(sign_up(rule=PasswordRule(minimum=12, mixed=True)))

    assert "12 characters" in page.text("id_password-hint")
    assert "symbol" in page.text("id_password-hint")
    assert page.named("password").get("data-reveal") is not None


def test_what_the_upstream_refuses_stands_beside_its_field() -> None:
    form = sign_up(ANN)
    form.is_valid()
    form.add_error("bday", "We could not use this birth date.")
    form.add_error(None, "We could not make this account.")
    page = Page(form)

    assert page.summary == [("We could not use this birth date.", "#id_bday_day")]
    assert "We could not make this account." in page.text("error-summary")


def test_a_wrong_login_keeps_the_address_and_clears_the_password() -> None:
    form = LoginForm({"email": "ann@example.com", "password": "secret one"})
    assert form.is_valid()
    form.add_error(None, "Wrong.")
    page = Page(form)

    assert page.named("email").get("value") == "ann@example.com"
    assert page.named("password").get("value") is None


@pytest.mark.parametrize("form", [LoginForm({}), LoginForm({"email": "ann", "password": ""}), ForgotPasswordForm({})])
def test_sign_in_asks_for_what_is_missing(form: Any) -> None:
    assert not form.is_valid()


def test_no_secret_is_in_a_repr() -> None:
    form = sign_up(ANN)
    form.is_valid()

    assert "Passw0rd" not in repr(form) + repr(form.new_patient())
