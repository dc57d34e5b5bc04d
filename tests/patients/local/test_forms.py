"""The forms of local accounts take what people write and refuse what proves nothing."""

from __future__ import annotations

import pytest

from storefront.patients.local.forms import ChangePasswordForm, ChartForm, CodeForm, NewPasswordForm
from storefront.upstream.types import PasswordRule
from tests.forms.page import CANADA, STATES

RULE = PasswordRule(minimum=12)


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123-456 "])
def test_a_code_may_be_typed_in_parts(typed: str) -> None:
    form = CodeForm({"code": typed})

    assert form.is_valid()
    assert form.cleaned_data["code"] == "123456"


def test_a_new_password_obeys_the_rule_of_the_clinic() -> None:
    assert not NewPasswordForm({"password": "Kelp-77!"}, rule=RULE).is_valid()
    assert NewPasswordForm({"password": "Brave-Kelp-77!"}, rule=RULE).is_valid()


def test_the_old_password_is_asked_for_first_and_obeys_no_rule() -> None:
    form = ChangePasswordForm({"old": "x", "password": "Brave-Kelp-77!"}, rule=RULE)

    assert list(form.fields) == ["old", "password"]
    assert form.is_valid()


def test_a_phone_number_without_a_country_code_is_of_the_clinics_country() -> None:
    typed = {"family_name": "Li", "bday_year": "1990", "bday_month": "2", "bday_day": "7", "phone": "403-555-0199"}

    for clinic in (CANADA, STATES):
        form = ChartForm(typed, clinic=clinic)
        assert form.is_valid()
        assert form.cleaned_data["phone"] == "+14035550199"
