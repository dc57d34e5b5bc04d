"""A page of a row gets what its class adds, and is noticed each time it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import AdminForm
from django.http import HttpRequest
from django.test import RequestFactory

from storefront.clinics.models import Coupon
from storefront.staff.change_page import ChangePage
from tests.staff.people import clinic_person


class CouponPage(ChangePage):
    """As a page of staff is written: it adds to the context, and something is done when it is shown."""

    def __init__(self) -> None:
        super().__init__(Coupon, AdminSite())
        self.shown: list[Any] = []

    def page_context(self, request: HttpRequest, obj: Coupon | None) -> dict[str, Any]:
        return {"title": obj.code if obj else "A new one", "asked_by": request.user}

    def on_page_shown(self, request: HttpRequest, obj: Coupon | None) -> None:
        self.shown.append(obj)


def djangos_own() -> dict[str, Any]:
    return {"title": "Change coupon", "inline_admin_formsets": [], "adminform": AdminForm(forms.Form(), [], {})}  # type: ignore[arg-type]


@pytest.mark.parametrize(("obj", "title"), [(None, "A new one"), (Coupon(code="SPRING"), "SPRING")])
def test_the_template_gets_what_the_page_adds_in_place_of_djangos_own(
    db: None, rf: RequestFactory, obj: Coupon | None, title: str
) -> None:
    page, request = CouponPage(), rf.get("/")
    request.user = clinic_person()
    response: Any = page.render_change_form(request, djangos_own(), add=obj is None, change=obj is not None, obj=obj)

    assert response.context_data["title"] == title
    assert response.context_data["asked_by"] == request.user
    assert response.context_data["opts"] == Coupon._meta
    assert page.shown == [obj]


def test_a_page_that_adds_nothing_is_djangos_own(db: None, rf: RequestFactory) -> None:
    page, request = ChangePage(Coupon, AdminSite()), rf.get("/")
    request.user = clinic_person()

    response: Any = page.render_change_form(request, djangos_own(), change=True)

    assert response.context_data["title"] == "Change coupon"
