"""What was typed into a search, and what is written down of it. Pages that find rows have tests of their own."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.staff.models import Action, StaffEvent
from storefront.staff.search import FindsByPost, as_uuid, is_email
from tests.staff.people import clinic_staff, platform_staff

ID = UUID("6f1c9a60-0000-4000-8000-00000000c0de")


@pytest.mark.parametrize(
    ("typed", "yes"),
    [("ana@harbour.example", True), ("@", True), (" a@b ", True), ("H7K2-9QXM", False), ("", False), ("ana", False)],
)
def test_an_email_address_is_told_by_its_sign(typed: str, yes: bool) -> None:
    assert is_email(typed) is yes


@pytest.mark.parametrize(
    ("typed", "found"),
    [(str(ID), ID), (ID.hex.upper(), ID), (f"{{{ID}}}", ID), ("6f1c9a60", None), ("", None), ("not one", None)],
)
def test_an_id_may_be_written_in_any_way(typed: str, found: UUID | None) -> None:
    assert as_uuid(typed) == found


def page_of_accounts() -> FindsByPost:
    found = admin.site.get_model_admin(LocalAccount)
    assert isinstance(found, FindsByPost)
    return found


@pytest.mark.parametrize(("typed", "said"), [("ana@harbour.example", "email address"), ("H7K2", "reference or id")])
def test_a_search_is_written_down_by_its_kind_and_never_by_what_was_typed(
    harbour: Clinic, rf: RequestFactory, typed: str, said: str
) -> None:
    clinic_staff(harbour)
    request = rf.post("/")
    request.user = User.objects.get(username="claire")

    page_of_accounts().log_search(request, typed, 3)

    event = StaffEvent.objects.get()
    assert (event.action, event.subject, event.clinic) == (Action.READ, "patient accounts", harbour)
    assert event.detail == f"searched by {said}: 3 found"


def test_who_sees_all_clinics_searches_at_none_of_them(harbour: Clinic, summit: Clinic, rf: RequestFactory) -> None:
    platform_staff()
    request = rf.post("/")
    request.user = User.objects.get(username="pat")

    page_of_accounts().log_search(request, "H7K2", 0)

    assert StaffEvent.objects.get().clinic is None


def test_the_box_is_a_page_of_its_own_that_only_staff_reach(meadow: Clinic, client: Client) -> None:
    path = "/admin/patients/localaccount/find/"

    assert client.post(path, {"what": "x"}, headers={"host": "staff.localhost"})["Location"].startswith("/admin/login/")
    assert clinic_staff(meadow).get(path)["Location"] == "/admin/patients/localaccount/"
