"""Clinics on the staff host: secrets go in and never come out."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from storefront.clinics.admin import ClinicAdmin
from storefront.clinics.models import Clinic
from tests.staff.people import platform_staff

pytestmark = pytest.mark.django_db
SECRET = "sk_live_0123456789"
DECODA = f'kind = "decoda"\ntenant = "lumina"\napi_key = "{SECRET}"\n'


@pytest.fixture
def staff():
    return platform_staff("staff")


def form(**changes):
    clinic = {
        "slug": "meadow",
        "name": "Meadow",
        "languages": '["en"]',
        "country": "CA",
        "currency": "CAD",
        "support_email": "help@meadow.example",
        "support_phone": "",
        "brand_primary": "#0b6e4f",
        "logo": "",
        "is_open": "on",
        "closed_message": "",
        "new_commerce": DECODA,
        "domains-TOTAL_FORMS": "1",
        "domains-INITIAL_FORMS": "0",
        "domains-0-host": "meadow.localhost",
        "domains-0-position": "0",
    }
    return clinic | changes


@pytest.fixture
def meadow(staff):
    staff.post("/admin/clinics/clinic/add/", form())
    return Clinic.objects.get(slug="meadow")


def saved(staff, meadow, *coupons, **changes):
    """The clinic's page sent with these rows of coupons, new or (with an ``id``) known."""
    rows = {f"coupons-{n}-{name}": value for n, coupon in enumerate(coupons) for name, value in coupon.items()}
    known = sum("id" in coupon for coupon in coupons)
    counts = {"coupons-TOTAL_FORMS": len(coupons), "coupons-INITIAL_FORMS": known}
    domain = meadow.domains.get()
    same_domain = {"domains-INITIAL_FORMS": "1", "domains-0-id": domain.pk, "domains-0-clinic": meadow.pk}
    sent = form(new_commerce="", **same_domain) | rows | counts | changes
    return staff.post(f"/admin/clinics/clinic/{meadow.pk}/change/", sent)


def test_staff_add_a_clinic_and_never_see_its_secret_again(staff):
    reply = staff.post("/admin/clinics/clinic/add/", form())

    assert reply.status_code == 302
    meadow = Clinic.objects.get(slug="meadow")
    assert meadow.commerce["api_key"] == SECRET
    page = staff.get(f"/admin/clinics/clinic/{meadow.pk}/change/").content.decode()
    assert SECRET not in page
    assert "Decoda Health: api, app, tenant, api_key (stored, not shown)" in page


def test_an_empty_box_keeps_what_is_stored(staff, meadow):
    assert saved(staff, meadow, name="Meadow Clinic").status_code == 302

    meadow.refresh_from_db()
    assert meadow.name == "Meadow Clinic"
    assert meadow.commerce["api_key"] == SECRET


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"new_commerce": ""}, "A new clinic needs its commerce settings."),
        ({"new_commerce": "kind ="}, "This is not TOML."),
        ({"new_commerce": 'kind = "decoda"'}, "commerce.tenant: missing; expected a name"),
        ({"domains-0-host": "staff.localhost"}, "staff.localhost is one of STAFF_HOSTS"),
        ({"domains-0-host": "Meadow.localhost"}, "Give a lower-case host name"),
    ],
)
def test_mistakes_are_said_beside_the_field(staff, changes, says):
    reply = staff.post("/admin/clinics/clinic/add/", form(**changes))

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert not Clinic.objects.exists()


def test_without_its_database_the_admin_says_so_plainly_and_the_log_says_why(staff):
    failing = patch.object(ClinicAdmin, "get_queryset", side_effect=OperationalError("storefront@db.internal"))
    with failing, pytest.raises(OperationalError):
        staff.get("/admin/clinics/clinic/")

    staff.raise_request_exception = False
    with failing:
        reply = staff.get("/admin/clinics/clinic/")
    assert reply.status_code == 500
    assert "Something went wrong on our side" in reply.content.decode()
    assert "db.internal" not in reply.content.decode()


def test_a_clinic_host_has_no_admin(harbour):
    assert Client().get("/admin/", headers={"host": "harbour.localhost"}).status_code == 404


# -- coupons: kept here for a clinic whose upstream has none -----------------------------------------------------------


def test_staff_add_change_and_take_away_codes(staff, meadow):
    reply = saved(staff, meadow, {"code": "welcome10", "percent": "10"}, {"code": "TAKE20", "amount": "20"})
    assert reply.status_code == 302
    take, welcome = meadow.coupons.all()
    assert (take.code, take.amount, welcome.code, welcome.percent) == ("TAKE20", 20, "WELCOME10", 10)
    page = staff.get(f"/admin/clinics/clinic/{meadow.pk}/change/").content.decode()
    assert 'value="20.00"' in page

    gone = {"id": take.pk, "code": "TAKE20", "amount": "20", "DELETE": "on"}
    once = {"id": welcome.pk, "code": "WELCOME10", "percent": "15", "per_patient": "1", "expires": "2027-01-31"}
    assert saved(staff, meadow, gone, once).status_code == 302

    welcome = meadow.coupons.get()
    assert (welcome.percent, welcome.per_patient, str(welcome.expires)) == (15, 1, "2027-01-31")


def test_new_credentials_leave_the_codes_alone(staff, meadow):
    saved(staff, meadow, {"code": "WELCOME10", "percent": "10"})
    kept = {"id": meadow.coupons.get().pk, "code": "WELCOME10", "percent": "10"}

    saved(staff, meadow, kept, new_commerce=DECODA.replace(SECRET, "sk_live_new"))

    meadow.refresh_from_db()
    assert meadow.commerce["api_key"] == "sk_live_new"
    assert meadow.coupons.get().code == "WELCOME10"


@pytest.mark.parametrize(
    ("coupon", "says"),
    [
        ({"code": "TWO WORDS", "percent": "10"}, "Give letters, digits, hyphens and underscores"),
        ({"code": "BOTH", "percent": "10", "amount": "5"}, "Give either a percentage or an amount."),
        ({"code": "NEITHER"}, "Give either a percentage or an amount."),
        ({"code": "ALL", "percent": "101"}, "less than or equal to 100"),
        ({"code": "NONE", "percent": "0"}, "greater than or equal to 1"),
        ({"code": "FINE", "amount": "5.001"}, "Give an amount of CAD, such as 20."),
        ({"code": "LESS", "amount": "-5"}, "Give an amount of CAD, such as 20."),
        ({"code": "MIN", "percent": "5", "minimum": "0"}, "Give an amount of CAD, such as 20."),
        ({"code": "BACK", "percent": "5", "starts": "2027-02-01", "expires": "2027-01-31"}, "before the first"),
        ({"code": "NEVER", "percent": "5", "uses": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_coupon_that_cannot_work_is_said_beside_its_field(staff, meadow, coupon, says):
    reply = saved(staff, meadow, coupon)

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_code_is_given_once_in_any_case(staff, meadow):
    reply = saved(staff, meadow, {"code": "SPRING", "percent": "10"}, {"code": "spring", "percent": "20"})

    assert "Please correct the duplicate data" in reply.content.decode()
    assert not meadow.coupons.exists()


def test_a_currency_without_cents_wants_codes_without_them(staff, meadow):
    saved(staff, meadow, {"code": "TAKE", "amount": "20.50"})
    kept = {"id": meadow.coupons.get().pk, "code": "TAKE", "amount": "20.50"}

    reply = saved(staff, meadow, kept, currency="JPY")

    assert "Give an amount of JPY, such as 20." in reply.content.decode()


def test_where_the_upstream_has_codes_none_are_kept_here(staff, harbour):
    assert "coupons-TOTAL_FORMS" not in staff.get(f"/admin/clinics/clinic/{harbour.pk}/change/").content.decode()
