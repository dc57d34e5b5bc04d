"""Clinic staff never see, reach or touch what belongs to another clinic: tried on every page that is registered.

``harbour`` is the clinic of the member of staff, ``zebra`` the other one; whatever is zebra's has that word in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client, RequestFactory
from django.urls import URLPattern

from storefront.clinics.models import Clinic
from storefront.staff.scoping import ClinicScoped
from tests.staff.people import clinic_staff, platform_staff
from tests.staff.rows import row_of

pytestmark = pytest.mark.django_db
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
each_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
SHUT = (301, 302, 400, 403, 404, 405, 422)


@pytest.fixture
def zebra(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("zebra")


@pytest.fixture
def claire(harbour: Clinic) -> Client:
    return clinic_staff(harbour)


def list_of(model: type[models.Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def content_of(reply: Any) -> bytes:
    """Of a page, or of a file that is sent piece by piece."""
    return b"".join(reply.streaming_content) if reply.streaming else bytes(reply.content)


def unchanged(row: models.Model) -> dict[str, Any]:
    """The row as the database has it."""
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def page_admin(model: type[models.Model]) -> ModelAdmin[Any]:
    return admin.site.get_model_admin(model)


def test_all_that_is_registered_knows_its_clinic() -> None:
    assert [model for model in REGISTERED if not isinstance(page_admin(model), ClinicScoped)] == []


@each_model
def test_platform_staff_do_see_the_row(model: type[models.Model], zebra: Clinic) -> None:
    """Without it the rest of this file could not fail."""
    row = row_of(model, zebra)
    request = RequestFactory().get("/")
    platform_staff()
    request.user = User.objects.get(username="pat")
    assert page_admin(model).get_queryset(request).filter(pk=row.pk).exists()


@each_model
def test_lists_filters_and_searches_have_only_ones_own(
    model: type[models.Model], harbour: Clinic, zebra: Clinic, claire: Client
) -> None:
    row_of(model, harbour)
    row = row_of(model, zebra)
    page = claire.get(list_of(model), follow=True)
    assert page.status_code in (200, *SHUT)
    assert "zebra" not in page.content.decode().lower()
    for query in queries(model, row, zebra):
        reply = claire.get(list_of(model), query)
        text = reply.content.decode()
        assert reply.status_code in (200, *SHUT), query
        assert f"/{row.pk}/change/" not in text, query
        assert zebra.name not in text, query


def queries(model: type[models.Model], row: models.Model, zebra: Clinic) -> list[dict[str, Any]]:
    lookups = ("clinic", "clinic__id__exact", "clinic__pk", "clinic__slug", "id__exact", "clinic__name__contains")
    values = {"clinic__slug": "zebra", "clinic__name__contains": "ebra", "id__exact": row.pk}
    filters = [{each: values.get(each, zebra.pk)} for each in lookups]
    return [{"q": "zebra"}, {"q": str(row.pk)}, {"_popup": "1"}, {"all": ""}, {"o": "1"}, *filters]


@each_model
def test_a_row_of_another_clinic_does_not_exist(model: type[models.Model], zebra: Clinic, claire: Client) -> None:
    row = row_of(model, zebra)
    before = unchanged(row)
    for page in ("change", "delete", "history"):
        address = f"{list_of(model)}{row.pk}/{page}/"
        for reply in (
            claire.get(address, follow=True),
            claire.get(address, {"_popup": "1", "_to_field": "id"}, follow=True),
            claire.post(address, {"post": "yes", "clinic": zebra.pk, "name": "taken", "_save": "1"}, follow=True),
        ):
            assert "zebra" not in reply.content.decode().lower(), page
            assert reply.redirect_chain or reply.status_code in SHUT, page
    assert unchanged(row) == before


@each_model
def test_no_row_is_found_by_its_kind_and_number_alone(model: type[models.Model], zebra: Clinic, claire: Client) -> None:
    row = row_of(model, zebra)
    kind = ContentType.objects.get_for_model(model)
    for browser in (claire, platform_staff()):
        assert browser.get(f"/admin/r/{kind.pk}/{row.pk}/").status_code == 404


@each_model
def test_own_views_of_a_page_answer_for_no_other_clinic(
    model: type[models.Model], zebra: Clinic, claire: Client
) -> None:
    row = row_of(model, zebra)
    before = unchanged(row)
    for pattern in page_admin(model).get_urls():
        route = str(pattern.pattern)
        if not isinstance(pattern, URLPattern) or route.count("<") > 1:
            continue
        address = list_of(model) + (f"{route.split('<')[0]}{row.pk}{route.split('>')[1]}" if "<" in route else route)
        for reply in (claire.get(address), claire.post(address, {"clinic": zebra.pk, "post": "yes"})):
            words = content_of(reply)
            assert "zebra" not in words.decode().lower(), address
            assert "<" not in route or reply.status_code in SHUT, address
    assert unchanged(row) == before


@each_model
def test_nothing_is_added_to_another_clinic(model: type[models.Model], zebra: Clinic, claire: Client) -> None:
    before = model._base_manager.count()
    form = claire.get(f"{list_of(model)}add/")
    assert "zebra" not in form.content.decode().lower()

    claire.post(f"{list_of(model)}add/", {"clinic": zebra.pk, "name": "New", "host": "x.example", "code": "NEW"})

    assert model._base_manager.count() == before


@each_model
def test_a_row_stays_at_its_clinic(model: type[models.Model], harbour: Clinic, zebra: Clinic, claire: Client) -> None:
    row = row_of(model, harbour)
    form = claire.get(f"{list_of(model)}{row.pk}/change/")
    if form.status_code == 200:
        assert "zebra" not in form.content.decode().lower()
    claire.post(f"{list_of(model)}{row.pk}/change/", {"clinic": zebra.pk, "_save": "1"})
    assert unchanged(row).get("clinic_id") in (None, harbour.pk)


@each_model
def test_actions_do_nothing_to_rows_of_another_clinic(model: type[models.Model], zebra: Clinic, claire: Client) -> None:
    row = row_of(model, zebra)
    before = unchanged(row)
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="claire")
    for action in ("delete_selected", *page_admin(model).get_actions(request)):
        sent = {"action": action, "_selected_action": [str(row.pk)], "post": "yes", "select_across": "1"}
        reply = claire.post(list_of(model), sent, follow=True)
        words = content_of(reply)
        assert "zebra" not in words.decode().lower(), action
    assert unchanged(row) == before


@each_model
def test_suggestions_while_typing_are_ones_own(model: type[models.Model], zebra: Clinic, claire: Client) -> None:
    row_of(model, zebra)
    for field in model._meta.get_fields():
        where = {
            "app_label": model._meta.app_label,
            "model_name": str(model._meta.model_name),
            "field_name": field.name,
        }
        reply = claire.get("/admin/autocomplete/", where | {"term": ""})
        assert reply.status_code in (200, 403, 404), field
        assert "zebra" not in reply.content.decode().lower(), field


# -- what is left of a role --------------------------------------------------------------------------------------------


def test_clinic_staff_find_no_people_and_no_way_to_add_clinics(claire: Client) -> None:
    for address in ("/admin/auth/user/", "/admin/auth/user/add/", "/admin/clinics/clinic/add/"):
        assert claire.get(address).status_code == 403
    home = claire.get("/admin/").content.decode()
    assert "/admin/auth/user/" not in home


def test_who_works_for_no_clinic_sees_none(harbour: Clinic) -> None:
    nobody = clinic_staff(name="nobody")
    for model in REGISTERED:
        row = row_of(model, harbour)
        assert f"/{row.pk}/change/" not in nobody.get(list_of(model)).content.decode()


def test_leaving_a_clinic_takes_effect_at_once(harbour: Clinic, claire: Client) -> None:
    assert harbour.name in claire.get("/admin/clinics/clinic/").content.decode()

    User.objects.get(username="claire").memberships.all().delete()

    assert harbour.name not in claire.get("/admin/clinics/clinic/").content.decode()
