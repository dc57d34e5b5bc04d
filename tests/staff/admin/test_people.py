"""Platform staff add people, give them clinics, help with lost second factors; nobody is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.staff import second_factor
from storefront.staff.models import Action, StaffEvent
from storefront.staff.totp import Authenticator
from tests.staff.people import PASSWORD, asks_for_code, clinic_staff, platform_staff, signed_in, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return platform_staff()


def page_of(person: User, page: str = "change") -> str:
    return f"/admin/auth/user/{person.pk}/{page}/"


def form_of(person: User, *clinics: Clinic, **changes: str) -> dict[str, str]:
    rows = {f"memberships-{n}-clinic": str(clinic.pk) for n, clinic in enumerate(clinics)}
    counts = {"memberships-TOTAL_FORMS": str(len(clinics)), "memberships-INITIAL_FORMS": "0"}
    return {"username": person.username, "is_active": "on"} | rows | counts | changes


def test_a_new_person_gets_a_name_a_password_and_clinics_and_comes_in(staff: Client, harbour: Clinic) -> None:
    reply = staff.post("/admin/auth/user/add/", {"username": "claire", "password1": PASSWORD, "password2": PASSWORD})
    claire = User.objects.get(username="claire")
    assert reply["Location"] == page_of(claire)
    staff.post(page_of(claire), form_of(claire, harbour))

    assert (claire.is_staff, claire.is_superuser) == (True, False)
    assert [each.clinic for each in claire.memberships.all()] == [harbour]
    first = stranger().post("/admin/login/", {"username": "claire", "password": PASSWORD, "code": ""})
    assert first["Location"] == "/admin/enrol/"


def test_passwords_of_people_keep_the_rules(staff: Client) -> None:
    reply = staff.post("/admin/auth/user/add/", {"username": "claire", "password1": "short", "password2": "short"})

    assertContains(reply, "at least 12 characters")


def test_a_given_password_cannot_be_none(staff: Client) -> None:
    claire = User.objects.create_user("claire", password=PASSWORD, is_staff=True)
    assertNotContains(staff.get(page_of(claire, "password")), "usable_password")

    staff.post(page_of(claire, "password"), {"usable_password": "false", "password1": "", "password2": ""})

    claire.refresh_from_db()
    assert claire.check_password(PASSWORD)


def test_there_are_no_groups_and_permissions_to_fill_in(staff: Client) -> None:
    page = staff.get(page_of(User.objects.get())).content.decode()
    assert 'name="groups"' not in page
    assert 'name="user_permissions"' not in page
    assert staff.get("/admin/auth/group/").status_code == 404


def test_nobody_is_deleted_and_the_page_says_what_to_do_instead(staff: Client) -> None:
    claire = User.objects.create_user("claire", is_staff=True)

    for reply in (staff.get(page_of(claire, "delete")), staff.post(page_of(claire, "delete"), {"post": "yes"})):
        assertContains(reply, "People are never deleted", status_code=403)
    staff.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": [claire.pk], "post": "yes"})

    assert User.objects.filter(username="claire").exists()


def test_who_is_made_inactive_is_out_at_once(staff: Client, harbour: Clinic) -> None:
    browser = clinic_staff(harbour)
    claire = User.objects.get(username="claire")

    staff.post(page_of(claire), form_of(claire, is_active=""))

    assert browser.get("/admin/")["Location"].startswith("/admin/login/")


def test_nobody_takes_their_own_access_away(staff: Client) -> None:
    pat = User.objects.get()

    staff.post(page_of(pat), form_of(pat, is_active="", is_superuser=""))

    pat.refresh_from_db()
    assert (pat.is_active, pat.is_superuser) == (True, True)


def test_the_list_tells_role_clinics_and_second_factor_in_few_queries(
    staff: Client, harbour: Clinic, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(10):
        clinic_staff(harbour, name=f"person{n}")
    with django_assert_max_num_queries(16):
        page = staff.get("/admin/auth/user/")
    for words in ("platform staff", "clinic staff", "Harbour Health"):
        assertContains(page, words)


# -- a lost second factor ----------------------------------------------------------------------------------------------


def test_platform_staff_reset_a_lost_second_factor(staff: Client, harbour: Clinic) -> None:
    browser = clinic_staff(harbour)
    claire = User.objects.get(username="claire")
    codes = second_factor.new_recovery_codes(claire)
    assertContains(staff.get(page_of(claire, "second-factor")), "stop working")

    staff.post(page_of(claire, "second-factor"))

    assert browser.get("/admin/").status_code == 302
    assert stranger().post("/admin/login/", {"username": "claire", "password": PASSWORD, "code": codes[0]})[
        "Location"
    ] == ("/admin/enrol/")
    event = StaffEvent.objects.get()
    assert (event.action, event.subject, str(event.user)) == (Action.FACTOR_RESET, "person claire", "pat")


def test_a_reset_needs_a_fresh_code_and_a_press(staff: Client, harbour: Clinic) -> None:
    clinic_staff(harbour)
    claire = User.objects.get(username="claire")
    staff.get(page_of(claire, "second-factor"))
    with time_machine.travel(timedelta(minutes=11)):
        assert asks_for_code(staff.post(page_of(claire, "second-factor")))

    assert Authenticator.objects.filter(user=claire).exists()


def test_clinic_staff_reset_nobody(harbour: Clinic) -> None:
    browser, pat = clinic_staff(harbour), User.objects.create_superuser("pat")
    signed_in(pat)

    for page in ("second-factor", "password", "change"):
        assert browser.post(page_of(pat, page)).status_code in (302, 403, 404)

    assert Authenticator.objects.filter(user=pat).exists()


def test_nobody_resets_themselves(staff: Client) -> None:
    staff.post(page_of(User.objects.get(), "second-factor"))

    assert staff.get("/admin/").status_code == 200
