"""Clinics on the staff host: secrets go in and never come out."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from storefront.clinics.models import Clinic

pytestmark = pytest.mark.django_db
SECRET = "sk_live_0123456789"
DECODA = f'kind = "decoda"\ntenant = "lumina"\napi_key = "{SECRET}"\n'


@pytest.fixture
def staff():
    client = Client(headers={"host": "staff.localhost"})
    client.force_login(User.objects.create_superuser("staff", password="x"))
    return client


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


def test_staff_add_a_clinic_and_never_see_its_secret_again(staff):
    reply = staff.post("/admin/clinics/clinic/add/", form())

    assert reply.status_code == 302
    meadow = Clinic.objects.get(slug="meadow")
    assert meadow.commerce["api_key"] == SECRET
    page = staff.get(f"/admin/clinics/clinic/{meadow.pk}/change/").content.decode()
    assert SECRET not in page
    assert "Decoda Health: api, app, tenant, api_key (stored, not shown)" in page


def test_an_empty_box_keeps_what_is_stored(staff):
    staff.post("/admin/clinics/clinic/add/", form())
    meadow = Clinic.objects.get(slug="meadow")
    domain = meadow.domains.get()
    same_domain = {"domains-INITIAL_FORMS": "1", "domains-0-id": domain.pk, "domains-0-clinic": meadow.pk}
    changes = form(name="Meadow Clinic", new_commerce="", **same_domain)
    assert staff.post(f"/admin/clinics/clinic/{meadow.pk}/change/", changes).status_code == 302

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


def test_a_clinic_host_has_no_admin(harbour):
    assert Client().get("/admin/", headers={"host": "harbour.localhost"}).status_code == 404
