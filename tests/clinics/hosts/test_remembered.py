"""A clinic survives being remembered whole, and needs no query afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from storefront.clinics.hosts import remembered
from storefront.clinics.hosts.lookup import clinic_for
from storefront.clinics.models import Banner, Clinic, ClinicText, Logo, dressed

pytestmark = pytest.mark.django_db


def test_what_is_remembered_of_a_clinic_is_text_and_gives_the_same_clinic(
    harbour: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    ClinicText.objects.create(clinic=harbour, language="en", welcome="Good morning")
    Banner.objects.create(clinic=harbour, words={"en": "Closed soon"}, starts_at=now, ends_at=now + timedelta(days=1))
    Logo.objects.create(clinic=harbour, data=b"picture", digest="d1", width=10, height=20)
    read = dressed(Clinic.objects.all()).get()
    text = remembered.dump(read)

    with django_assert_num_queries(0):
        again = remembered.load(text)
        assert again == read
        assert (again.updated_at, again.languages, again.is_open) == (read.updated_at, ["en"], True)
        assert again.commerce == read.commerce
        assert again.primary_host == "harbour.localhost"
        assert [each.welcome for each in again.texts.all()] == ["Good morning"]
        assert [each.words for each in again.banners.all()] == [{"en": "Closed soon"}]
        assert (again.uploaded_logo.digest, again.texts.all()[0].clinic) == ("d1", again)
    again.name = "Harbour Bay"
    again.save()
    assert Clinic.objects.get().name == "Harbour Bay"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"clinic": 1}', '{"clinic": {}, "primary_host": ""}'])
def test_text_that_is_no_clinic_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        remembered.load(text)


@pytest.mark.usefixtures("bare_pages")
@pytest.mark.parametrize("entry", ["old", ["version"], [None, "{}"], {"clinic": 1}, b"\x80\x04"])
def test_an_entry_that_cannot_be_read_is_looked_up_anew(harbour: Clinic, entry: object) -> None:
    cache.delete("clinics:version")
    cache.set(f"clinics:host:{remembered.SHAPE}:harbour.localhost", entry)

    assert clinic_for("harbour.localhost") == harbour
    assert Client().get("/", headers={"host": "harbour.localhost"}).status_code == 200
