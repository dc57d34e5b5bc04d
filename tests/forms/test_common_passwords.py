"""A new password is none of those that are tried first."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from storefront.forms.fields import PasswordField
from storefront.upstream.types import PasswordRule


@pytest.fixture
def field() -> PasswordField:
    field = PasswordField(autocomplete="new-password", missing="Choose a password.")
    field.follow(PasswordRule(minimum=12, uncommon=True))
    return field


@pytest.mark.parametrize(
    "password", ["password1234", "Password1!!!!!!", "aaaaaaaaaaaa", "121212121212", "123456789012", "!!sunshine2026"]
)
def test_a_common_password_is_refused(field: PasswordField, password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(password)
    assert refused.value.code == "too_common"


@pytest.mark.parametrize("password", ["Brave-Kelp-77!", "four quiet words here", "thé à la menthe"])
def test_another_is_taken(field: PasswordField, password: str) -> None:
    assert field.clean(password) == password


def test_a_short_one_is_refused_first(field: PasswordField) -> None:
    with pytest.raises(ValidationError, match="at least 12 characters"):
        field.clean("Kelp-77!")
