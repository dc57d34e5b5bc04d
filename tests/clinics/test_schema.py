"""The clinics file, key by key. Whole files and their mistakes: tests/onboarding/test_clinics_file.py."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from storefront.clinics import schema
from storefront.clinics.schema import ClinicEntry, Coupon, Texts, TextsByLanguage
from storefront.languages import language_codes
from tests.world import CAREPORTALS, DECODA, ELASTICPATH

ENTRY: dict[str, Any] = {
    "slug": "harbour",
    "name": "Harbour Health",
    "hosts": ["shop.harbour.example"],
    "languages": ["en", "fr"],
    "country": "CA",
    "currency": "CAD",
    "support_email": "help@harbour.example",
    "commerce": CAREPORTALS,
}


def sections() -> list[type[BaseModel]]:
    found = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, schema.Section)]
    return [each for each in found if each is not schema.Section]


def test_what_may_be_left_out_has_a_default() -> None:
    entry = ClinicEntry.model_validate(ENTRY)

    assert (entry.support_phone, entry.sandbox, entry.coupons) == ("", None, [])
    assert (entry.brand.primary, entry.brand.logo) == ("#1f4e79", "")
    assert entry.texts.items() == []


@pytest.mark.parametrize("section", sections(), ids=lambda each: str(each.__name__))
def test_every_key_can_say_what_is_expected(section: type[BaseModel]) -> None:
    """A mistake is answered with it, in the clinics file and beside the field of the staff pages."""
    silent = [
        name
        for name, info in section.model_fields.items()
        if name != "kind" and not info.description and not any("expected" in str(each) for each in info.metadata)
    ]
    assert silent == []


@pytest.mark.parametrize("section", sections(), ids=lambda each: str(each.__name__))
def test_a_key_that_is_not_known_is_refused(section: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as refusal:
        section.model_validate({"no_such_key": 1})

    assert ("no_such_key",) in [error["loc"] for error in refusal.value.errors() if error["type"] == "extra_forbidden"]


def test_an_error_never_holds_what_was_written() -> None:
    with pytest.raises(ValidationError) as refusal:
        ClinicEntry.model_validate(ENTRY | {"commerce": DECODA | {"api_key": ["topsecret"]}})

    assert "topsecret" not in str(refusal.value)


def test_exactly_the_secrets_are_marked() -> None:
    marked = {
        name
        for section in (schema.CarePortals, schema.Decoda, schema.ElasticPath)
        for name, info in section.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("secret")
    }
    assert marked == {"api_key", "client_secret"}


def test_there_is_a_table_of_texts_for_each_language() -> None:
    assert list(TextsByLanguage.model_fields) == list(language_codes())
    texts = ClinicEntry.model_validate(ENTRY | {"texts": {"fr": {"welcome": "Bonjour"}}}).texts

    assert texts.items() == [("fr", Texts(welcome="Bonjour"))]
    with pytest.raises(ValidationError, match='which is not among "languages"'):
        ClinicEntry.model_validate(ENTRY | {"texts": {"es": {"welcome": "Hola"}}})


@pytest.mark.parametrize("settings", [CAREPORTALS, DECODA, ELASTICPATH], ids=lambda each: str(each["kind"]))
def test_settings_of_each_upstream_are_read_by_their_kind(settings: dict[str, Any]) -> None:
    entry = ClinicEntry.model_validate(ENTRY | {"commerce": settings})

    assert entry.commerce.model_dump(mode="json").items() >= settings.items()


@pytest.mark.parametrize(
    ("coupon", "right"),
    [
        ({"percent": 10}, True),
        ({"amount": "20.00"}, True),
        ({}, False),
        ({"percent": 10, "amount": "20.00"}, False),
        ({"percent": 0}, False),
        ({"percent": 101}, False),
        ({"percent": 10.0}, False),
        ({"percent": "10"}, False),
        ({"percent": 10, "uses": 0}, False),
        ({"percent": 10, "per_patient": 1}, True),
    ],
)
def test_a_coupon_takes_off_a_share_or_an_amount(coupon: dict[str, Any], right: bool) -> None:
    try:
        Coupon.model_validate({"code": "SPRING"} | coupon)
    except ValidationError:
        assert not right
    else:
        assert right
