"""When a page of staff cannot be shown, staff read what to do and the id to look for in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.staff import attention
from tests.staff.people import HOST, clinic_staff, platform_staff

INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)")
pytestmark = pytest.mark.django_db


def has_its_request_id(reply: Any) -> bool:
    return reply["X-Request-ID"] in reply.content.decode()


def test_a_page_that_is_not_there() -> None:
    reply = platform_staff().get("/nowhere/")
    assertContains(reply, "There is no such page", status_code=404)
    assert has_its_request_id(reply)


def test_a_page_that_is_not_for_clinic_staff(harbour: Clinic) -> None:
    reply = clinic_staff(harbour).get("/admin/auth/user/")
    assertContains(reply, "Platform staff can", status_code=403)
    assert has_its_request_id(reply)


def test_a_page_that_breaks_says_so_without_a_word_of_carts(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(clinics: QuerySet[Clinic]) -> Iterator[attention.Attention]:
        raise RuntimeError("secret of the inside")

    staff = platform_staff()
    staff.raise_request_exception = False
    monkeypatch.setattr(attention, "PROVIDERS", [breaks])
    reply = staff.get("/admin/")
    assertContains(reply, "Something went wrong on our side", status_code=500)
    assertNotContains(reply, "cart", status_code=500)
    assertNotContains(reply, "secret of the inside", status_code=500)
    assert has_its_request_id(reply)


def test_a_form_without_its_token_is_sent_by_nobody() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": HOST})
    for page in ("/admin/login/", "/admin/enrol/", "/admin/again/", "/admin/logout/"):
        reply = browser.post(page, {"username": "pat", "password": "my-secret"})
        assertContains(reply, "Nothing was saved", status_code=403)
        assertNotContains(reply, "my-secret", status_code=403)


def test_every_page_of_ours_is_clean_of_inline_style_and_script(harbour: Clinic) -> None:
    staff = platform_staff()
    for address in ("/admin/", "/admin/again/", "/admin/second-factor/", "/admin/staff/staffevent/", "/nowhere/"):
        page = staff.get(address).content.decode()
        assert not INLINE.search(page), address
