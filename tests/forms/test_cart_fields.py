import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from storefront.forms.cart_fields import CouponField, OpaqueIdField, QuantityField


@pytest.mark.parametrize(
    ("typed", "number"), [("1", 1), (" 2 ", 2), ("99", 99), ("１", 1), ("007", 7), ("+3", 3), (4, 4)]
)
def test_a_quantity_is_a_whole_number(typed: Any, number: int) -> None:
    assert QuantityField().clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("  ", "required"),
        (None, "required"),
        ("0", "too_few"),
        ("000", "too_few"),
        ("-1", "too_few"),
        ("100", "too_many"),
        ("1000000000", "too_many"),
        ("9" * 10_000, "too_many"),
        ("1e9", "invalid"),
        ("two", "invalid"),
        ("1.5", "invalid"),
        ("1_0", "invalid"),
        ("1 0", "invalid"),
        ("1\x00", "invalid"),
        ("٣x", "invalid"),
    ],
)
def test_any_other_quantity_is_refused_in_words(typed: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        QuantityField().clean(typed)

    assert [error.code for error in refused.value.error_list] == [code]
    assert all(refused.value.messages)


@pytest.mark.parametrize(
    "typed", ["SAVE10", " save10 ", "NEW 20", "ÉTÉ-2026", "A", "X" * 64, "SPRING.SALE_1", "夏天10", "\tSAVE10\n"]
)
def test_what_could_be_a_coupon_code_is_passed_on_trimmed(typed: Any) -> None:
    assert CouponField().clean(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        ".",
        "..",
        "...",
        "/",
        "../carts",
        "A/B",
        "A\\B",
        "SAVE%2F10",
        "A?b=1",
        "A#b",
        "--",
        "A  B",
        "A\tB",
        "A\x00B",
        "A\r\nB",
        "A\u202eB",
        "\U0001f389",
        "SAVE\U0001f389",
        "1\ufe0f\u20e3",
        "<script>",
        "X" * 65,
        "X" * 10_240,
        " " * 10_240,
    ],
)
def test_what_cannot_be_a_coupon_code_goes_nowhere(typed: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        CouponField().clean(typed)

    [message] = refused.value.messages
    assert message == str(CouponField.refusal) or message.startswith("A coupon code cannot hold ")


@pytest.mark.parametrize(("typed", "sign"), [("SAVE/10", "/"), ("50%", "%"), ("SAVE\U0001f389", "\U0001f389")])
def test_the_sign_that_no_code_holds_is_named(typed: str, sign: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(f"cannot hold {sign}.")):
        CouponField().clean(typed)


@pytest.mark.parametrize(
    "pasted",
    [
        "SAVE-10\u200b",
        "\ufeffSAVE-10",
        "\u2066SAVE-10\u2069",
        "\u200eSAVE\u00ad-10",
        "SAVE\u201110",
        "ＳＡＶＥ－１０",
        "\u2009SAVE\u201310",
    ],
)
def test_a_pasted_code_that_looks_like_the_code_is_the_code(pasted: str) -> None:
    assert CouponField().clean(pasted) == "SAVE-10"


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_coupon_box_asks_for_a_code(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a coupon code"):
        CouponField().clean(typed)


@pytest.mark.parametrize("ref", ["65f0c1d2e3a4b5c6d7e8f901", "b7e7f3a0-1d5c-4a7e-9c66-2f1e0a9d8c7b", "42", "sku:1.5~b"])
def test_an_id_of_the_upstream_passes_untouched(ref: str) -> None:
    assert OpaqueIdField(refusal="No.").clean(ref) == ref


@pytest.mark.parametrize("ref", ["", "..", "a/b", "a b", "a\n", "é", "x" * 129, "%2e"])
def test_what_is_no_id_is_refused(ref: Any) -> None:
    with pytest.raises(ValidationError, match=re.escape("No.")):
        OpaqueIdField(refusal="No.").clean(ref)
