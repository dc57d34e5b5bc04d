"""Commerce settings: fields of each upstream or a pasted table; secrets go in and never come out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from storefront.backoffice.clinics import commerce
from storefront.clinics.models import Clinic
from tests.backoffice.clinics.case import FIELDS, SECRET, TABLE, page_of, read
from tests.world import DECODA

pytestmark = pytest.mark.django_db


# -- commerce settings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "secrets"),
    [("decoda", {"api_key": SECRET}), ("careportals", {}), ("elasticpath", {"client_secret": SECRET})],
)
def test_settings_are_typed_into_fields_of_their_kind(
    staff: Client, make_clinic: Callable[..., Clinic], kind: str, secrets: dict[str, str]
) -> None:
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    reply = staff.post(f"{page_of(draft, 'commerce')}?kind={kind}", FIELDS[kind] | secrets)

    assert reply["Location"] == page_of(draft, "connection")
    stored = Clinic.objects.get()
    assert stored.commerce_kind == kind
    assert stored.commerce.items() >= (FIELDS[kind] | secrets).items()


def test_a_secret_is_never_shown_again_but_for_its_last_four(staff: Client, meadow: Clinic) -> None:
    page = read(staff, page_of(meadow, "commerce"))

    assert SECRET not in page
    assert "ends in …6789" in page
    assert re.search(r'<input type="password" name="api_key"[^>]*autocomplete="new-password"', page)
    assert 'value="lumina"' in page


def test_of_a_short_secret_nothing_is_shown(staff: Client, make_clinic: Callable[..., Clinic]) -> None:
    clinic = make_clinic("meadow", DECODA | {"api_key": "abc-4711"})

    page = read(staff, page_of(clinic, "commerce"))

    assert "4711" not in page
    assert "Stored, not shown" in page


def test_an_empty_secret_keeps_what_is_stored(staff: Client, meadow: Clinic) -> None:
    staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", FIELDS["decoda"] | {"tenant": "lumina2", "api_key": ""})

    stored = Clinic.objects.get().commerce
    assert (stored["tenant"], stored["api_key"]) == ("lumina2", SECRET)


def test_a_secret_of_another_kind_is_not_kept(staff: Client, meadow: Clinic) -> None:
    reply = staff.post(f"{page_of(meadow, 'commerce')}?kind=elasticpath", FIELDS["elasticpath"] | {"client_secret": ""})

    assert reply.status_code == 200
    assert "This is needed." in reply.content.decode()
    assert Clinic.objects.get().commerce_kind == "decoda"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"tenant": ""}, "This is needed."),
        ({"tenant": "x" * 301}, "This is too long: 300 characters at most."),
        ({"api": "http://api.decodahealth.com"}, "This must start with https://"),
        ({"api": "https://user:pass@api.decodahealth.com"}, "This must not carry a user name or password"),
        ({"api": "https://10.0.0.1"}, "This must name a public host"),
        ({"app": "https://app.decodahealth.com/?a=b"}, "This must have no query"),
    ],
)
def test_a_wrong_setting_is_said_beside_its_field_and_no_secret_comes_back(
    staff: Client, meadow: Clinic, typed: dict[str, str], says: str
) -> None:
    sent = FIELDS["decoda"] | {"api_key": "sk_canary_other_999"} | typed
    page = staff.post(f"{page_of(meadow, 'commerce')}?kind=decoda", sent).content.decode()

    assert says in page
    assert "sk_canary" not in page
    assert Clinic.objects.get().commerce["api_key"] == SECRET


@pytest.mark.parametrize("header", ["", "[clinic.commerce]\n", "[commerce]\n"])
def test_the_table_of_a_clinics_file_can_be_pasted(
    staff: Client, make_clinic: Callable[..., Clinic], header: str
) -> None:
    clinic = make_clinic("meadow")

    reply = staff.post(page_of(clinic, "commerce"), {"table": header + TABLE})

    assert reply.status_code == 302
    assert Clinic.objects.get().commerce["api_key"] == SECRET


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "This field is required"),
        ("kind =", "This is not TOML."),
        ('kind = "decoda"', "commerce.tenant: missing; expected a name"),
        (TABLE + 'tennant = "x"', "commerce.tennant: unknown key; known here are kind, api"),
        ('kind = "shopify"', "commerce.kind: expected one of careportals, decoda, elasticpath"),
        (TABLE + 'api = "http://169.254.169.254"', "commerce.api: must start with https://"),
        ('kind = "decoda"\ntenant = "lumina"\napi_key = "env:SECRET_KEY"', "api_key: give the value itself"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_a_sentence_and_not_shown_again(
    staff: Client, meadow: Clinic, table: str, says: str
) -> None:
    page = staff.post(page_of(meadow, "commerce"), {"table": table}).content.decode()

    assert says in page.replace("&quot;", '"')
    assert SECRET not in page
    assert Clinic.objects.get().commerce["api_key"] == SECRET


def test_what_belongs_together_is_asked_for_by_the_names_of_the_boxes(staff: Client, harbour: Clinic) -> None:
    sent = FIELDS["careportals"] | {"card_script": "https://js.example/v3/"}

    page = html.unescape(staff.post(f"{page_of(harbour, 'commerce')}?kind=careportals", sent).content.decode())

    assert "This upstream needs both “Card script” and “Publishable key”, or neither." in page


# -- fields and words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"), [("api_key", "API key"), ("tenant", "Tenant"), ("api", "API"), ("patient_api", "Patient API")]
)
def test_a_setting_is_called_by_its_name_in_words(name: str, words: str) -> None:
    assert commerce.label(name) == words


@pytest.mark.parametrize("kind", sorted(commerce.KINDS))
def test_every_setting_has_a_field_in_one_of_the_sections(kind: str) -> None:
    form = commerce.SettingsForm(kind, {})

    assert {*form.fields} == {*commerce.KINDS[kind].model_fields} - {"kind"}
    assert sorted(name for _title, fields in form.sections for name in fields["fields"]) == sorted(form.fields)
    for name, field in form.fields.items():
        assert not field.required, f"{name}: what must be there is pydantic's to say"


def test_lists_are_typed_line_by_line() -> None:
    lines, pairs = commerce.LinesField(required=False), commerce.PairsField(required=False)

    assert lines.clean(" a \r\n\r\nb\n") == ["a", "b"]
    assert lines.prepare_value(["a", "b"]) == "a\nb"
    assert lines.clean("") == []
    assert pairs.clean("pm_visa, Visa, ending 4242\npm_x,Other") == [
        ["pm_visa", "Visa, ending 4242"],
        ["pm_x", "Other"],
    ]
    assert pairs.prepare_value([["pm_visa", "Visa, ending 4242"]]) == "pm_visa, Visa, ending 4242"


@pytest.mark.parametrize(
    ("secret", "told"),
    [("sk_live_0123", "Stored, ends in …0123."), ("abc-4711", "Stored, not shown."), ("x" * 11, "Stored, not shown.")],
)
def test_of_a_secret_the_last_four_are_told_where_enough_is_left(secret: str, told: str) -> None:
    assert commerce.ending(secret) == told


def test_the_end_of_a_secret_is_no_markup() -> None:
    assert commerce.ending("0123456789<b>x") == "Stored, ends in …&lt;b&gt;x."


@pytest.mark.parametrize("header", ["", "[commerce]\n", "[clinic.commerce]\n"])
def test_a_table_is_the_same_with_and_without_its_header(header: str) -> None:
    settings = commerce.settings_from(header + TABLE)

    assert (settings["kind"], settings["tenant"], settings["api_key"]) == ("decoda", "lumina", SECRET)
