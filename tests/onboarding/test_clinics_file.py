"""The clinics file: what it makes, and what it says about every mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic, Domain, Logo
from storefront.sessions.models import StoredSession

pytestmark = pytest.mark.django_db

GOOD = """
[[clinic]]
slug = "harbour"
name = "Harbour Health"
hosts = ["harbour.localhost", "shop.harbour.localhost"]
languages = ["en", "fr"]
country = "CA"
currency = "CAD"
support_email = "help@harbour.example"
support_phone = "+14035550100"
portal_url = "https://aurora.portals.care"
brand = { primary = "#0b6e4f", logo = "" }
[clinic.commerce]
kind = "careportals"
patient_api = "https://patient-api.portals.care"
patient_prefix = "/patient"
public_api = "https://public-api.portals.care"
public_prefix = "/public"
organization = "aurora_demo"
origin = ""

[[clinic]]
slug = "meadow"
name = "Meadow Clinic"
hosts = ["meadow.localhost"]
languages = ["en"]
country = "US"
currency = "USD"
support_email = "help@meadow.example"
[clinic.commerce]
kind = "decoda"
tenant = "lumina"
api_key = "env:MEADOW_API_KEY"
categories = ["Skincare"]
  [[clinic.coupons]]
  code = "WELCOME10"
  percent = 10
  expires = 2027-01-31
  [[clinic.coupons]]
  code = "TWENTY"
  amount = "20.00"
  minimum = "50.00"
  starts = 2026-01-01
  expires = 2027-01-31
  uses = 100
  per_patient = 1

[[clinic]]
slug = "summit"
name = "Summit Wellness"
hosts = ["summit.localhost"]
languages = ["en"]
country = "CA"
currency = "CAD"
support_email = "help@summit.example"
[clinic.commerce]
kind = "elasticpath"
api = "https://useast.api.elasticpath.com"
client_id = "id"
client_secret = "env:SUMMIT_SECRET"
password_profile_id = "profile"
checkout = "account"
gateway = "manual"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEADOW_API_KEY", "meadow-key")
    monkeypatch.setenv("SUMMIT_SECRET", "summit-secret")
    path = tmp_path / "clinics.toml"
    path.write_text(GOOD)
    return path


def test_the_clinics_exist_as_written(file: Path) -> None:
    call_command("load_clinics", file)

    harbour, meadow, summit = Clinic.objects.all()
    assert (harbour.name, harbour.language_codes, harbour.currency) == ("Harbour Health", ("en", "fr"), "CAD")
    assert harbour.primary_host == "harbour.localhost"
    assert [domain.host for domain in harbour.domains.all()] == ["harbour.localhost", "shop.harbour.localhost"]
    assert all(domain.verified_at for domain in Domain.objects.all())
    assert harbour.commerce["organization"] == "aurora_demo"
    assert (meadow.commerce["api_key"], meadow.commerce["app"]) == ("meadow-key", "https://app.decodahealth.com")
    twenty, welcome = meadow.coupons.values()
    assert (welcome["code"], welcome["percent"], welcome["expires"]) == ("WELCOME10", 10, date(2027, 1, 31))
    assert twenty == {
        "id": twenty["id"],
        "clinic_id": meadow.pk,
        "code": "TWENTY",
        "percent": None,
        "amount": Decimal("20.00"),
        "starts": date(2026, 1, 1),
        "expires": date(2027, 1, 31),
        "uses": 100,
        "per_patient": 1,
        "minimum": Decimal("50.00"),
        "gift_amounts": False,
    }
    assert (summit.commerce["client_secret"], summit.commerce["checkout"]) == ("summit-secret", "account")


def test_the_codes_of_the_file_take_the_place_of_those_that_were(file: Path) -> None:
    call_command("load_clinics", file)
    file.write_text(file.read_text().replace('code = "TWENTY"', 'code = "twenty-one"'))

    call_command("load_clinics", file)

    assert [coupon.code for coupon in Clinic.objects.get(slug="meadow").coupons.all()] == ["TWENTY-ONE", "WELCOME10"]


def test_loading_twice_changes_nothing_and_a_change_is_taken_over(file: Path) -> None:
    call_command("load_clinics", file)
    before = list(Clinic.objects.values("pk", "slug", "name", "is_open"))
    Clinic.objects.filter(slug="harbour").update(is_open=False)
    call_command("load_clinics", file)
    Clinic.objects.filter(slug="harbour").update(is_open=True)
    assert list(Clinic.objects.values("pk", "slug", "name", "is_open")) == before

    file.write_text(GOOD.replace("Harbour Health", "Harbour").replace(', "shop.harbour.localhost"', ""))
    call_command("load_clinics", file)
    assert Clinic.objects.get(slug="harbour").name == "Harbour"
    assert not Domain.objects.filter(host="shop.harbour.localhost").exists()


def test_hosts_can_change_places_in_one_go(file: Path) -> None:
    call_command("load_clinics", file)
    text = GOOD.replace('"meadow.localhost"', '"x"').replace('"summit.localhost"', '"meadow.localhost"')
    file.write_text(text.replace('"x"', '"summit.localhost"'))
    call_command("load_clinics", file)

    assert Domain.objects.get(host="summit.localhost").clinic.slug == "meadow"


@pytest.mark.parametrize(
    ("was", "becomes", "ended"),
    [
        ("Harbour Health", "Harbour", set()),
        ('organization = "aurora_demo"', 'organization = "another"', {"harbour"}),
        ("https://patient-api.portals.care", "https://patients.portals.care", {"harbour"}),
        ("env:MEADOW_API_KEY", "a-new-key", set()),
        ('tenant = "lumina"', 'tenant = "other"', {"meadow"}),
        (', "shop.harbour.localhost"', "", {"harbour"}),
    ],
)
def test_patients_are_signed_out_where_what_they_carry_would_go_to_somebody_else(
    file: Path, was: str, becomes: str, ended: set[str]
) -> None:
    call_command("load_clinics", file)
    for slug in ("harbour", "meadow", "summit"):
        later = timezone.now() + timedelta(hours=1)
        StoredSession.objects.create(key=slug, clinic=slug, sealed="", expires_at=later)
    assert was in GOOD
    file.write_text(GOOD.replace(was, becomes))

    call_command("load_clinics", file)

    assert {*StoredSession.objects.values_list("clinic", flat=True)} == {"harbour", "meadow", "summit"} - ended


def test_a_switch_that_staff_threw_is_left_alone(file: Path) -> None:
    call_command("load_clinics", file)
    Clinic.objects.filter(slug="harbour").update(is_open=False)
    call_command("load_clinics", file)

    assert Clinic.objects.get(slug="harbour").is_open is False


def test_loopback_upstreams_need_the_switch(file: Path, settings: Settings) -> None:
    file.write_text(GOOD.replace("https://patient-api.portals.care", "http://127.0.0.1:9000/careportals/patient-api"))
    call_command("load_clinics", file)
    settings.ALLOW_LOOPBACK_UPSTREAMS = False

    with pytest.raises(CommandError, match=r"commerce\.patient_api: points to this machine, which needs ALLOW_LOOP"):
        call_command("load_clinics", file)


TEXTS = """
[clinic.texts.en]
welcome = "Good morning"
terms_url = "https://harbour.example/terms"
consent = "Harbour may write to me."
[clinic.texts.fr]
welcome = "Bonjour"
closed = "Fermé.\\nÀ lundi."

[clinic.commerce]
kind = "careportals"
"""


def test_texts_are_as_the_file_has_them_and_others_are_left_to_staff(file: Path) -> None:
    file.write_text(GOOD.replace('\n[clinic.commerce]\nkind = "careportals"\n', TEXTS, 1))
    call_command("load_clinics", file)
    harbour = Clinic.objects.get(slug="harbour")
    harbour.texts.filter(language="en").update(welcome="Changed by staff", after_order="By staff")
    call_command("load_clinics", file)

    english, french = harbour.texts.order_by("language")
    assert (english.welcome, english.after_order) == ("Good morning", "")
    assert english.terms_url == "https://harbour.example/terms"
    assert (english.consent, english.consent_version) == ("Harbour may write to me.", 1)
    assert (french.welcome, french.closed) == ("Bonjour", "Fermé.\nÀ lundi.")

    file.write_text(GOOD)
    call_command("load_clinics", file)
    assert harbour.texts.count() == 2


def test_a_logo_of_the_file_takes_the_place_of_an_uploaded_one(file: Path) -> None:
    call_command("load_clinics", file)
    harbour = Clinic.objects.get(slug="harbour")
    Logo.objects.create(clinic=harbour, data=b"webp", digest="0", width=1, height=1)
    call_command("load_clinics", file)
    assert Logo.objects.exists()

    file.write_text(GOOD.replace('logo = ""', 'logo = "https://harbour.example/logo.png"', 1))
    call_command("load_clinics", file)
    assert not Logo.objects.exists()


@pytest.mark.parametrize(("line", "is_sandbox"), [("", True), ("sandbox = true\n", True), ("sandbox = false\n", False)])
def test_the_file_may_say_that_a_clinic_is_a_sandbox(file: Path, line: str, is_sandbox: bool) -> None:
    call_command("load_clinics", file)
    Clinic.objects.update(is_sandbox=True)
    file.write_text(GOOD.replace('name = "Harbour Health"\n', f'name = "Harbour Health"\n{line}', 1))
    call_command("load_clinics", file)

    assert Clinic.objects.get(slug="harbour").is_sandbox is is_sandbox


@pytest.mark.parametrize(("written", "kept"), [("0B6E4F", "#0b6e4f"), ("#0b6", "#00bb66")])
def test_a_colour_may_be_written_as_people_do(file: Path, written: str, kept: str) -> None:
    file.write_text(GOOD.replace("#0b6e4f", written, 1))
    call_command("load_clinics", file)

    assert Clinic.objects.get(slug="harbour").brand_primary == kept


HEAD = '\n[clinic.commerce]\nkind = "careportals"'


def texts(language: str, key: str = "welcome", value: str = '"x"') -> tuple[str, str]:
    return HEAD, f"\n[clinic.texts.{language}]\n{key} = {value}{HEAD}"


MISTAKES = [
    (*texts("de"), 'clinic "harbour": texts.de: unknown key; known here are en, fr, es'),
    (*texts("es"), 'texts: have a table for es, which is not among "languages"'),
    (*texts("fr", "wellcome"), "texts.fr.wellcome: unknown key; known here are welcome, terms_url"),
    (
        *texts("fr", value=f'"{"x" * 161}"'),
        "texts.fr.welcome: expected a line above the catalogue, 160 characters at most",
    ),
    (*texts("fr", value="3"), "texts.fr.welcome: expected a line above the catalogue"),
    (*texts("fr", value='"a\\u0000b"'), "texts.fr.welcome: Give plain text"),
    (*texts("fr", "terms_url", '"javascript:alert(1)"'), "texts.fr.terms_url: Give a whole https URL"),
    ('name = "Harbour Health"', 'name = "Harbour Health"\nsandbox = "yes"', "sandbox: expected true or false"),
    ('slug = "harbour"', 'slug = "Harbour"', 'clinic "Harbour": slug: expected lower-case letters, digits and hyphens'),
    ('slug = "harbour"\n', "", "clinic number 1: slug: missing; expected lower-case letters"),
    ('slug = "meadow"', 'slug = "harbour"', 'clinic "harbour": slug: is in this file twice'),
    ('name = "Harbour Health"\n', "", 'clinic "harbour": name: missing; expected a name'),
    ('name = "Harbour Health"', "name = 3", 'clinic "harbour": name: expected a name'),
    ('name = "Harbour Health"', 'nmae = "Harbour"', 'clinic "harbour": name: missing'),
    (
        'country = "CA"',
        'country = "CA"\ncolour = 1',
        'clinic "harbour": colour: unknown key; known here are slug, name',
    ),
    ('"harbour.localhost"', '"Harbour.localhost"', "hosts.0: Give a lower-case host name"),
    ('"harbour.localhost"', '"https://harbour.localhost"', "hosts.0: Give a lower-case host name"),
    ('"harbour.localhost"', '"harbour.localhost:80"', "hosts.0: Give a lower-case host name"),
    ('"harbour.localhost"', '"10.0.0.1"', "hosts.0: Give a lower-case host name"),
    ('"harbour.localhost"', '"staff.localhost"', "hosts: staff.localhost is one of STAFF_HOSTS"),
    ('"harbour.localhost"', '"shop.harbour.localhost"', "hosts: names a host twice"),
    ('"harbour.localhost"', '"meadow.localhost"', 'hosts: meadow.localhost already belongs to clinic "harbour"'),
    ('"harbour.localhost"', '"taken.localhost"', 'hosts: taken.localhost already belongs to clinic "other"'),
    ('["harbour.localhost", "shop.harbour.localhost"]', "[]", "hosts: expected a list of lower-case host names"),
    ('["en", "fr"]', '["en", "de"]', "languages: Give one or more language codes of en, fr, es"),
    ('["en", "fr"]', '"en"', "languages: expected a list of language codes"),
    ('country = "CA"', 'country = "Canada"', "country: Give a country as two capital letters"),
    ('currency = "CAD"', 'currency = "cad"', "currency: Give a currency as three capital letters"),
    ("help@harbour.example", "help", "support_email: Enter a valid email address."),
    ("+14035550100", "403 555 0100", "support_phone: Give a telephone number with its country code"),
    ("https://aurora.portals.care", "http://aurora.portals.care", "portal_url: Give a whole https URL"),
    ("https://aurora.portals.care", "javascript:alert(1)", "portal_url: Give a whole https URL"),
    ("#0b6e4f", "green", "brand.primary: expected a colour such as #0b6e4f"),
    ('logo = ""', 'logo = "//evil.example/x"', "brand.logo: Give the path of a picture on this site"),
    ('kind = "careportals"', 'kind = "shopify"', "commerce.kind: expected one of careportals, decoda, elasticpath"),
    ('kind = "careportals"\n', "", "commerce.kind: expected one of careportals, decoda, elasticpath"),
    (
        'kind = "careportals"',
        'kind = "careportals"\napi_key = "x"',
        "commerce.api_key: unknown key; known here are card_script, p",
    ),
    ("https://patient-api.portals.care", "http://patient-api.portals.care", "patient_api: must start with https://"),
    ("https://patient-api.portals.care", "https://a:b@portals.care", "patient_api: must not carry a user name"),
    ("https://patient-api.portals.care", "https://portals.care/?a=b", "patient_api: must have no query"),
    ("https://patient-api.portals.care", "https://portals.care/#x", "patient_api: must have no query and no fragment"),
    ("https://patient-api.portals.care", "https://10.0.0.1", "patient_api: must name a public host"),
    ("https://patient-api.portals.care", "https://169.254.169.254", "patient_api: must name a public host"),
    ("https://patient-api.portals.care", "file:///etc/passwd", "patient_api: must start with https://"),
    ("https://patient-api.portals.care", "https://[", "patient_api: is not a URL"),
    ('patient_prefix = "/patient"', 'patient_prefix = "patient/"', "commerce.patient_prefix: expected a path"),
    ('organization = "aurora_demo"', 'organization = ""', 'commerce: needs "organization", or "origin"'),
    ('origin = ""', 'origin = "https://a.portals.care/x"', "commerce.origin: must be scheme, host and port only"),
    ('origin = ""', 'card_script = "https://js.example/v3/"', 'needs both "card_script" and "publishable_key"'),
    ('origin = ""', 'test_cards = [["pm_card_visa"]]', "commerce.test_cards.0: expected a list of [payment method id"),
    ('tenant = "lumina"\n', "", 'clinic "meadow": commerce.tenant: missing; expected a name'),
    (
        '"env:MEADOW_API_KEY"',
        '"env:NOT_SET_ANYWHERE"',
        "commerce.api_key: expected the environment variable NOT_SET_ANY",
    ),
    ('"env:MEADOW_API_KEY"', "5", 'clinic "meadow": commerce.api_key: expected a text that is not empty'),
    ('"env:MEADOW_API_KEY"', '""', 'clinic "meadow": commerce.api_key: expected a text that is not empty'),
    ("percent = 10", "percent = 200", 'clinic "meadow": coupons.0.percent: expected a whole number from 1 to 100'),
    ("percent = 10", 'percent = 10\n  amount = "5"', 'coupons.0: needs either "percent" or "amount"'),
    ("percent = 10", "", 'coupons.0: needs either "percent" or "amount"'),
    ('amount = "20.00"', "amount = 20.0", 'coupons.1.amount: expected an amount in quotes, such as "20.00"'),
    ('amount = "20.00"', 'amount = "20.001"', "coupons: have a code (TWENTY) whose amount is not an amount of USD"),
    ('amount = "20.00"', 'amount = "20e9"', "coupons: have a code (TWENTY) whose amount is not an amount of USD"),
    ("uses = 100", "uses = 9999999999", "coupons.1.uses: expected a whole number, 1 or more"),
    ('minimum = "50.00"', 'minimum = "fifty"', "coupons: have a code (TWENTY) whose minimum is not an amount of USD"),
    ("starts = 2026-01-01", "starts = 2028-01-01", "coupons.1: starts after it expires"),
    ('code = "TWENTY"', 'code = "welcome10"', "coupons: name a code twice"),
    ('code = "TWENTY"', 'code = "20 OFF"', "coupons.1.code: expected letters, digits, hyphens and underscores"),
    (
        '"manual"',
        '"manual"\n[[clinic.coupons]]\ncode="A"\npercent=1\nexpires=2027-01-31',
        "coupons: are for decoda clinics",
    ),
    ('checkout = "account"', 'checkout = "guest"', 'commerce.checkout: expected "account_token" or "account"'),
    ('gateway = "manual"', 'gateway = "paypal"', 'commerce.gateway: expected "manual"'),
    ("[[clinic]]", "version = 1\n[[clinic]]", "version: unknown key; only [[clinic]] tables are expected here"),
    (GOOD, "", "clinic: expected one or more [[clinic]] tables"),
    (GOOD, "clinic = 1", "clinic: expected one or more [[clinic]] tables"),
    (GOOD, "[[clinic", "is not TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "says"), MISTAKES)
def test_a_mistake_is_named_with_file_clinic_and_key_and_nothing_is_loaded(
    file: Path, make_clinic: Callable[..., Clinic], right: str, wrong: str, says: str
) -> None:
    make_clinic("other")
    Domain.objects.create(clinic=Clinic.objects.get(), host="taken.localhost", position=1)
    assert right in GOOD
    file.write_text(GOOD.replace(right, wrong, 1))

    with pytest.raises(CommandError) as refusal:
        call_command("load_clinics", file)

    assert str(refusal.value).startswith(f"{file}: ")
    assert says in str(refusal.value)
    assert Clinic.objects.count() == 1


def test_an_error_never_repeats_a_secret(file: Path) -> None:
    file.write_text(GOOD.replace('tenant = "lumina"', 'tenant = ""').replace('"env:MEADOW_API_KEY"', '["topsecret"]'))

    with pytest.raises(CommandError) as refusal:
        call_command("load_clinics", file)
    assert "topsecret" not in str(refusal.value)


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.toml: cannot be read"):
        call_command("load_clinics", tmp_path / "nowhere.toml")
