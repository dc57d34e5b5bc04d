"""Rows that staff read and nobody writes, platform staff neither."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import Http404
from django.test import RequestFactory

from storefront.clinics.models import Clinic
from storefront.staff.models import StaffEvent
from storefront.staff.read_only import ReadOnly
from tests.staff.people import clinic_person, platform_staff
from tests.staff.rows import row_of

READ_ONLY = sorted(
    (model for model, page in admin.site._registry.items() if isinstance(page, ReadOnly)),
    key=lambda model: model._meta.label,
)


def page_of(model: type[Model]) -> ReadOnly:
    page = admin.site.get_model_admin(model)
    assert isinstance(page, ReadOnly)
    return page


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: str(model._meta.label))
def test_nobody_adds_changes_or_deletes(model: type[Model], harbour: Clinic) -> None:
    staff, row = platform_staff(), row_of(model, harbour)
    place = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
    before = type(row)._base_manager.filter(pk=row.pk).values().get()

    for path in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
        assert staff.post(f"{place}/{path}", {"post": "yes"}).status_code == 403, path

    assert page_of(model).actions is None
    assert type(row)._base_manager.filter(pk=row.pk).values().get() == before


def test_a_view_of_its_own_finds_ones_own_rows_only(harbour: Clinic, summit: Clinic, rf: RequestFactory) -> None:
    ours = StaffEvent.objects.create(action="read", clinic=harbour)
    theirs = StaffEvent.objects.create(action="read", clinic=summit)
    request = rf.get("/")
    request.user = clinic_person(harbour)
    page = page_of(StaffEvent)

    assert page.own(request, ours.pk) == ours
    for pk in (theirs.pk, 0, "nonsense"):
        with pytest.raises(Http404):
            page.own(request, pk)


def test_most_of_what_staff_see_of_patients_is_read_only() -> None:
    assert {"StaffEvent", "OrderAttempt", "Incident", "Consent", "LocalAccount", "StepCount", "UpstreamHour"} <= {
        model.__name__ for model in READ_ONLY
    }
    assert User not in READ_ONLY
