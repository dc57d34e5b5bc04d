"""What a page shows round its content is of the clinic of its host."""

from __future__ import annotations

from django.test import RequestFactory

from storefront.clinics.models import Clinic
from storefront.context import shop


def test_a_page_of_a_clinic_shows_the_clinic(harbour: Clinic, rf: RequestFactory) -> None:
    request = rf.get("/cart/", {"page": "2"})
    request.clinic = harbour  # type: ignore[attr-defined]

    told = shop(request)

    assert (told["clinic"], told["patient"], told["here"]) == (harbour, None, "/cart/?page=2")


def test_a_view_may_say_where_its_page_is(harbour: Clinic, rf: RequestFactory) -> None:
    request = rf.post("/cart/add/")
    request.clinic, request.here = harbour, "/cart/"  # type: ignore[attr-defined]

    assert shop(request)["here"] == "/cart/"


def test_a_page_of_staff_has_nothing_of_a_shop(rf: RequestFactory) -> None:
    assert shop(rf.get("/")) == {}
