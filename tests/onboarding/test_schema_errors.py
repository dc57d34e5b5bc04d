"""A pydantic error in one sentence: which key, what is expected, and never what was written."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from storefront.backoffice.clinics.commerce import CommerceBox
from storefront.clinics.schema import ClinicEntry, Coupon, Decoda
from storefront.onboarding.schema_errors import describe, dotted, field_at, is_tag, keys_beside, model_at
from tests.clinics.test_schema import ENTRY
from tests.world import DECODA


def error_of(model: type[BaseModel], table: dict[str, Any]) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(table)
    return refusal.value


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": 3}, "name: expected a name"),
        ({"hosts": []}, "hosts: expected a list of lower-case host names, the primary first"),
        ({"hosts": ["Shop.example"]}, "hosts.0: Give a lower-case host name such as"),
        ({"languages": ["en", 3]}, "languages.1: expected a list of language codes"),
        ({"colour": 1}, "colour: unknown key; known here are slug, name, hosts, languages,"),
        ({"brand": {"primary": "green"}}, "brand.primary: expected a colour such as #0b6e4f"),
        ({"brand": {"colour": 1}}, "brand.colour: unknown key; known here are primary, logo"),
        ({"texts": {"en": {"wellcome": "x"}}}, "texts.en.wellcome: unknown key; known here are welcome, terms_url"),
        ({"texts": {"de": {}}}, "texts.de: unknown key; known here are en, fr, es"),
        ({"commerce": {}}, "commerce.kind: expected one of careportals, decoda, elasticpath"),
        ({"commerce": {"kind": "shopify"}}, "commerce.kind: expected one of careportals, decoda, elasticpath"),
        ({"commerce": {"kind": "decoda"}}, "commerce.tenant: missing; expected a name"),
        ({"commerce": DECODA | {"api": 1}}, "commerce.api: expected an https URL"),
        ({"commerce": DECODA | {"tennant": 1}}, "commerce.tennant: unknown key; known here are kind, api, app, tenant"),
        ({"commerce": DECODA, "coupons": [{"code": "A"}]}, 'coupons.0: needs either "percent" or "amount"'),
        ({"commerce": DECODA, "coupons": [{"code": "A", "percent": 0}]}, "coupons.0.percent: expected a whole number"),
    ],
)
def test_the_key_is_named_with_what_is_expected(change: dict[str, Any], says: str) -> None:
    assert describe(error_of(ClinicEntry, ENTRY | change), ClinicEntry).startswith(says)


def test_a_key_that_is_missing_is_told_apart_from_a_wrong_one() -> None:
    without = {key: value for key, value in ENTRY.items() if key != "slug"}

    assert describe(error_of(ClinicEntry, without), ClinicEntry).startswith(
        "slug: missing; expected lower-case letters"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"api_key": ["topsecret"]},
        {"api_key": {"topsecret": 1}},
        {"api": "http://topsecret.example"},
        {"tenant": ["topsecret"]},
    ],
)
def test_what_was_written_is_never_repeated(change: dict[str, Any]) -> None:
    assert "topsecret" not in describe(error_of(CommerceBox, {"commerce": DECODA | change}), CommerceBox)


def test_the_kind_that_pydantic_puts_between_is_no_key() -> None:
    location = ("commerce", "decoda", "api_key")

    assert dotted(location, ClinicEntry) == "commerce.api_key"
    assert [is_tag(location, index) for index in range(3)] == [False, True, False]
    assert not is_tag(("decoda",), 0)
    assert dotted(("coupons", 1, "amount"), ClinicEntry) == "coupons.1.amount"


def test_a_place_leads_to_its_model_and_field() -> None:
    assert model_at((), ClinicEntry) is ClinicEntry
    assert model_at(("commerce", "decoda"), ClinicEntry) is Decoda
    assert model_at(("coupons", 3), ClinicEntry) is Coupon
    assert model_at(("nowhere", "x"), ClinicEntry) is None
    info = field_at(("hosts", 0), ClinicEntry)
    assert info
    assert info.description == "a list of lower-case host names, the primary first"
    assert field_at((), ClinicEntry) is None
    assert field_at(("nowhere", "x"), ClinicEntry) is None
    assert list(keys_beside(("brand", "x"), ClinicEntry)) == ["primary", "logo"]
    assert list(keys_beside(("nowhere", "x", "y"), ClinicEntry)) == []
