"""Clinics on the staff host: added in two steps, and changed by those who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from storefront.backoffice.clinics.clinic import ClinicAdmin
from storefront.clinics.models import Clinic
from tests.backoffice.clinics.case import LIST, NEW, page_of, read, saved
from tests.databases import database_away
from tests.patterns import first
from tests.staff.people import clinic_staff
from tests.world import CAREPORTALS, DECODA, ELASTICPATH

pytestmark = pytest.mark.django_db


# -- a clinic from nothing ---------------------------------------------------------------------------------------------


def test_a_clinic_from_nothing_is_a_closed_draft_and_leads_on_to_its_commerce_settings(staff: Client) -> None:
    reply = staff.post(f"{LIST}add/", NEW)

    draft = Clinic.objects.get()
    assert reply["Location"] == page_of(draft, "commerce")
    assert (draft.slug, draft.is_open, draft.is_draft) == ("meadow-aesthetics", False, True)
    page = read(staff, page_of(draft, "commerce"))
    assert "CarePortals" in page
    assert "Decoda Health" in page
    assert "Elastic Path" in page


@pytest.mark.parametrize(
    ("typed", "kept"), [("(403) 555-0142", "+14035550142"), ("+44 20 7946 0018", "+442079460018"), ("", "")]
)
def test_a_telephone_number_is_taken_as_people_write_it(staff: Client, typed: str, kept: str) -> None:
    staff.post(f"{LIST}add/", NEW | {"country": "CA", "support_phone": typed})

    assert Clinic.objects.get().support_phone == kept


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"support_phone": "call us"}, "Enter a phone number with its area code, such as"),
        ({"support_phone": "555"}, "This phone number is too short."),
        ({"support_email": "care@clinic"}, "Give an email address in the usual form, such as help@clinic.example."),
    ],
)
def test_contacts_that_reach_nobody_are_refused_with_what_to_do(
    staff: Client, typed: dict[str, str], answer: str
) -> None:
    page = staff.post(f"{LIST}add/", NEW | typed).content.decode()

    assert answer in page
    assert not Clinic.objects.exists()


def test_a_slug_is_each_clinics_own(staff: Client, meadow: Clinic) -> None:
    page = staff.post(f"{LIST}add/", NEW | {"name": "Meadow"}).content.decode()

    assert "Another clinic has “meadow”" in page
    assert Clinic.objects.count() == 1


def test_a_name_that_makes_no_slug_needs_one(staff: Client) -> None:
    page = staff.post(f"{LIST}add/", NEW | {"name": "健康"}).content.decode()

    assert "give a slug, such as harbour" in page
    assert not Clinic.objects.exists()


def test_no_page_of_a_draft_breaks(staff: Client, make_clinic: Callable[..., Clinic]) -> None:
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    for name in ("change", "ready", "commerce", "connection", "history"):
        read(staff, page_of(draft, name))
    assert "Draft" in read(staff, LIST)
    reply = staff.post(page_of(draft, "connection"), follow=True)
    assert "no commerce settings yet" in reply.content.decode()
    visitor = Client(headers={"host": "meadow.localhost"})
    for path in ("/", "/login/", "/orders/", "/cart/", "/brand.css"):
        assert visitor.get(path).status_code in {200, 302, 303, 502, 503}, path


def test_a_draft_cannot_be_opened(staff: Client, make_clinic: Callable[..., Clinic]) -> None:
    draft = make_clinic("meadow")
    Clinic.objects.update(sealed_commerce="", commerce_kind="", is_open=False)

    reply = saved(staff, draft)

    assert "give its commerce settings first" in reply.content.decode()
    assert not Clinic.objects.get().is_open


# -- two people on one page -------------------------------------------------------------------------------------------


def seen_on(browser: Client, clinic: Clinic) -> str:
    return first(r'name="_seen" value="([^"]+)"', read(browser, page_of(clinic)))


def test_a_shop_that_was_closed_meanwhile_is_not_opened_by_a_page_from_before(staff: Client, meadow: Clinic) -> None:
    from_before = seen_on(staff, meadow)
    saved(staff, meadow, is_open="")

    reply = saved(staff, meadow, is_open="on", _seen=from_before)

    assertContains(reply, "Somebody else saved this clinic while you had its page open")
    assert not Clinic.objects.get().is_open


def test_who_was_told_may_put_theirs_in_its_place(staff: Client, meadow: Clinic) -> None:
    from_before = seen_on(staff, meadow)
    saved(staff, meadow, name="Theirs")
    told = saved(staff, meadow, name="Ours", _seen=from_before).content.decode()

    saved(staff, meadow, name="Ours", _seen=first(r'name="_seen" value="([^"]+)"', told))

    assert Clinic.objects.get().name == "Ours"


def test_the_page_leaves_settings_alone_that_are_stored_at_the_same_moment(
    staff: Client, meadow: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Clinic.objects.get()
    other.set_commerce(CAREPORTALS)

    def stored_just_before(*args: Any, **kwargs: Any) -> Any:
        Clinic.objects.update(commerce_kind=other.commerce_kind, sealed_commerce=other.sealed_commerce)
        return real(*args, **kwargs)

    real = ClinicAdmin.save_model
    monkeypatch.setattr(ClinicAdmin, "save_model", stored_just_before)
    saved(staff, meadow, name="Meadow Clinic")

    after = Clinic.objects.get()
    assert (after.name, after.commerce_kind) == ("Meadow Clinic", "careportals")


def test_a_host_is_added_on_its_own_page_only_which_asks_for_a_fresh_code(staff: Client, meadow: Clinic) -> None:
    rows = {"domains-TOTAL_FORMS": "2", "domains-INITIAL_FORMS": "1", "domains-1-host": "new.example"}

    assert saved(staff, meadow, **rows).status_code == 302

    assert [domain.host for domain in meadow.domains.all()] == ["meadow.localhost"]
    assertContains(staff.get(page_of(meadow)), f'href="/admin/clinics/domain/add/?clinic={meadow.pk}"')


# -- roles -------------------------------------------------------------------------------------------------------------


def test_clinic_staff_change_how_their_clinic_looks_and_sells_and_nothing_else(meadow: Clinic) -> None:
    claire = clinic_staff(meadow)
    changes = {
        "name": "Meadow Clinic",
        "brand_primary": "#123456",
        "support_email": "new@meadow.example",
        "is_open": "",
        "slug": "stolen",
        "languages_0": ["fr"],
        "languages_1": "fr",
        "country": "US",
        "currency": "JPY",
        "is_sandbox": "on",
        "commerce_kind": "careportals",
        "sealed_commerce": "x",
        "domains-TOTAL_FORMS": "2",
        "domains-INITIAL_FORMS": "1",
        "domains-1-host": "evil.example",
    }

    assert saved(claire, meadow, **changes).status_code == 302

    after = Clinic.objects.get()
    assert (after.name, after.brand_primary, after.is_open) == ("Meadow Clinic", "#123456", False)
    assert after.support_email == "new@meadow.example"
    fixed = ("slug", "languages", "country", "currency", "is_sandbox", "commerce_kind", "sealed_commerce")
    assert [getattr(after, name) for name in fixed] == [getattr(meadow, name) for name in fixed]
    assert [domain.host for domain in after.domains.all()] == ["meadow.localhost"]


@pytest.mark.parametrize("name", ["change", "ready", "commerce", "connection", "history"])
def test_another_clinic_does_not_exist_for_clinic_staff(
    make_clinic: Callable[..., Clinic], meadow: Clinic, name: str
) -> None:
    other = make_clinic("harbour")
    claire = clinic_staff(meadow)

    assert claire.get(page_of(other, name)).status_code in {302, 403, 404}
    assert "Harbour" not in read(claire, LIST)


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_says_where_each_clinic_stands(
    staff: Client, make_clinic: Callable[..., Clinic], meadow: Clinic
) -> None:
    make_clinic("harbour")
    make_clinic("summit", ELASTICPATH, is_open=False)
    make_clinic("ridge", ELASTICPATH, is_sandbox=True)
    Clinic.objects.get(slug="harbour").domains.all().delete()

    page = read(staff, LIST)

    for word in ("Decoda Health", "meadow.localhost", "Live", "No domain", "Closed", "Sandbox"):
        assert word in page
    assert re.search(r"\d+ of \d+</a>", page)
    found = read(staff, f"{LIST}?q=meadow.localhost")
    assert "Summit" not in found
    for state, shown, hidden in (("closed", "Summit", "Ridge"), ("sandbox", "Ridge", "Summit"), ("draft", "", "Ridge")):
        filtered = read(staff, f"{LIST}?state={state}").split('id="result_list"')[-1].split("</form>")[0]
        assert shown in filtered
        assert f">{hidden} Health" not in filtered


def test_a_longer_list_costs_no_more_questions(staff: Client, make_clinic: Callable[..., Clinic]) -> None:
    make_clinic("harbour")
    staff.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        staff.get(LIST)
    for number in range(5):
        make_clinic(f"clinic{number}", DECODA)
    with CaptureQueriesContext(connection) as many:
        staff.get(LIST)

    assert len(many) == len(few)


def test_without_its_database_the_admin_says_so_plainly_and_the_log_says_why(staff: Client) -> None:
    failing = {"touching": "clinics_clinic", "says": "storefront@db.internal"}
    with database_away(**failing), pytest.raises(OperationalError):
        staff.get(LIST)

    staff.raise_request_exception = False
    with database_away(**failing):
        reply = staff.get(LIST)
    assert reply.status_code == 500
    assert "db.internal" not in reply.content.decode()


def test_a_clinic_host_has_no_admin(harbour: Clinic) -> None:
    assert Client().get("/admin/", headers={"host": "harbour.localhost"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"), [("https://aurora.portals.care", True), ("http://aurora.portals.care", False), ("", True)]
)
def test_the_address_of_the_patient_portal_is_a_whole_https_url(staff: Client, typed: str, kept: bool) -> None:
    page = staff.post(f"{LIST}add/", NEW | {"portal_url": typed})

    assert (page.status_code == 302) == kept
    assert [clinic.portal_url for clinic in Clinic.objects.all()] == ([typed] if kept else [])
