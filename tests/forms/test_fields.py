from typing import Any

import pytest
from django.core.exceptions import ValidationError

from storefront.forms.fields import EmailField, LineField, PasswordField, PhoneField, SignInEmailField
from storefront.upstream.types import PasswordRule


def refusal(field: Any, typed: Any) -> Any:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("O'Brien", "O'Brien"),
        ("  Zoë  ", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("Anne-Marie   van der  Berg", "Anne-Marie van der Berg"),
        ("José\u00a0María", "José María"),
        ("李小龍", "李小龍"),
        ("محمد", "محمد"),
        ("کیان\u200cفر", "کیان\u200cفر"),
        ("\u202aAnna\u202c", "Anna"),
        ("An\u00adna\u200b", "Anna"),
        ("Zo\u200dë", "Zoë"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_may_be_of_any_script(typed: Any, kept: Any) -> None:
    assert LineField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed", ["An\x00na", "An\tna", "An\nna", "An\x1b[31mna", "An\u202ena", "x" * 101, "x" * 100_000, "\ud800"]
)
def test_a_name_with_what_no_keyboard_writes_is_refused_once(typed: Any) -> None:
    assert len(refusal(LineField(), typed)) == 1


@pytest.mark.parametrize(
    ("typed", "place"),
    [("An\x00na", "after “An” (U+0000)"), ("An\u202ena", "(U+202E)"), ("\x00An", "at the beginning")],
)
def test_what_cannot_be_shown_is_refused_with_its_place(typed: str, place: str) -> None:
    [message] = refusal(LineField(), typed)

    assert place in message


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_an_empty_name_is_asked_for_in_its_own_words(typed: str | None) -> None:
    assert refusal(LineField(missing="Enter your first name."), typed) == ["Enter your first name."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann.Lee+shop@Example.COM ", "Ann.Lee+shop@example.com"),
        ("UPPER@EXAMPLE.org", "UPPER@example.org"),
        ("o'brien@mail.example.ca", "o'brien@mail.example.ca"),
        ("zoe@example.com\u200b", "zoe@example.com"),
        ("zoe@exam\u00adple.com", "zoe@example.com"),
        ("\u2068zoe@example\u2060.com\u2069", "zoe@example.com"),
        ("ｚｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zoe@example.com"),
        ("o’brien@mail\u2011one.example.ca", "o'brien@mail-one.example.ca"),
        ("mailto:zoe@example.com", "zoe@example.com"),
        ("Zoe Li <zoe@Example.com>", "zoe@example.com"),
    ],
)
def test_only_the_domain_of_an_address_is_lower_cased(typed: str, kept: str) -> None:
    assert EmailField().clean(typed) == kept
    assert SignInEmailField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "a b@example.com",
        "ann@example",
        "a@b@c.com",
        "a\x00@b.com",
        "a" * 300 + "@b.com",
    ],
)
def test_what_is_no_address_is_refused_once(typed: Any) -> None:
    assert len(refusal(EmailField(), typed)) == 1


def test_an_address_that_only_the_upstream_can_judge_may_sign_in() -> None:
    assert SignInEmailField().clean("ann@localhost") == "ann@localhost"
    assert len(refusal(SignInEmailField(), "ann")) == 1


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("4035550100", "CA", "+14035550100"),
        ("403-555-0100", "CA", "+14035550100"),
        ("(403) 555 0100", "CA", "+14035550100"),
        (" 403.555.0100 ", "CA", "+14035550100"),
        ("1 403 555 0100", "CA", "+14035550100"),
        ("+1 (403) 555-0100", "US", "+14035550100"),
        ("+33 6 12 34 56 78", "CA", "+33612345678"),
        ("011 33 6 12 34 56 78", "CA", "+33612345678"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("４０３５５５０１００", "CA", "+14035550100"),
        ("tel:+1-403-555-0100", "CA", "+14035550100"),
        ("\u202a(403) 555-0100\u202c", "CA", "+14035550100"),
        ("\u202d+1 403 555 0100\u202c", "CA", "+14035550100"),
        ("\u2066403\u2011555\u20130100\u2069", "CA", "+14035550100"),
    ],
)
def test_a_phone_number_in_any_shape_becomes_e164(typed: str, region: str, e164: str) -> None:
    field = PhoneField()
    field.follow(region)

    assert field.clean(typed) == e164


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("911", "too short"),
        ("555-0100", "too short"),
        ("403555010", "too short"),
        ("+1 403 555 0100 0", "too many"),
        ("403 555 0100 x12", "extension"),
        ("403 555 0100 ext. 12", "extension"),
        ("hello", "area code"),
        ("+", "area code"),
        ("403\x00555 0100", "after “403” (U+0000)"),
        ("4" * 1000, "60 characters"),
    ],
)
def test_what_cannot_ring_says_why(typed: Any, words: str) -> None:
    [message] = refusal(PhoneField(), typed)

    assert words in message


@pytest.mark.parametrize("typed", ["correct horse", "  eight  ", "é" * 8, "x" * 4096])
def test_a_password_is_taken_as_it_is(typed: Any) -> None:
    field = new_password(PasswordRule())

    assert field.clean(typed) == typed


@pytest.mark.parametrize("typed", ["", "seven77", "x" * 4097, "nul\x00nul\x00"])
def test_a_password_against_the_rule_is_refused(typed: Any) -> None:
    assert len(refusal(new_password(PasswordRule()), typed)) == 1


@pytest.mark.parametrize("typed", ["password1!", "PASSWORD1!", "Password!!", "Password11", "Pa1!"])
def test_a_mixed_rule_wants_four_kinds_of_signs(typed: str) -> None:
    field = new_password(PasswordRule(minimum=8, mixed=True))

    assert refusal(field, typed) == [field.help_text]
    assert field.clean("Passw0rd!") == "Passw0rd!"


def test_a_known_password_has_no_rule_to_obey() -> None:
    assert PasswordField(autocomplete="current-password", missing="Enter it.").clean("x") == "x"


def new_password(rule: Any) -> Any:
    field = PasswordField(autocomplete="new-password", missing="Choose a password.")
    field.follow(rule)
    return field


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
def test_another_password_is_taken(field: PasswordField, password: str) -> None:
    assert field.clean(password) == password


def test_a_short_password_is_refused_first(field: PasswordField) -> None:
    with pytest.raises(ValidationError, match="at least 12 characters"):
        field.clean("Kelp-77!")
