from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from storefront.limits import who
from storefront.web.request import ShopRequest

HERE = {"clinic": "harbour", "network": "2001:db8:1:2::/64", "block": "2001:db8:1::/48"}


def request(patient_ref: str = "", session_key: str | None = None) -> ShopRequest:
    made: Any = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2::5")
    made.clinic = SimpleNamespace(slug="harbour")
    made.patient = SimpleNamespace(access=SimpleNamespace(patient_ref=patient_ref)) if patient_ref else None
    made.session = SimpleNamespace(session_key=session_key)
    return made  # type: ignore[no-any-return, unused-ignore]


@pytest.mark.parametrize("typed", ["zoe\u0308@x.example", "ZO\u00cb@x.example", " zo\u00eb@x.example "])
def test_an_account_in_another_spelling_is_the_same_account(typed: str) -> None:
    assert who.patient(request(), typed) == HERE | {"account": "zo\u00eb@x.example"}


def test_staff_belong_to_no_clinic() -> None:
    assert who.staff(request(), "Pat") == {"account": "pat", "network": HERE["network"], "block": HERE["block"]}


@pytest.mark.parametrize(
    ("patient_ref", "session_key", "shopper"),
    [("ana", "a", "patient ana"), ("ana", "b", "patient ana"), ("", "b", "b"), ("", None, HERE["network"])],
)
def test_a_patient_is_the_same_shopper_in_every_session(
    patient_ref: str, session_key: str | None, shopper: str
) -> None:
    assert who.shopper(request(patient_ref, session_key)) == HERE | {"shopper": shopper}
