"""What patients were told when something did not work: our words for it, never theirs."""

from __future__ import annotations

import pytest

from storefront.statistics.models import Kind, ShownError
from tests.world import NEW_PATIENT, SWAP, Shopper, World

TEA = "Calm Evening Magnesium"


def shown(kind: Kind | None = None) -> dict[str, int]:
    rows = ShownError.objects.filter(**({"kind": kind} if kind else {}))
    return {row.code: row.count for row in rows}


@pytest.fixture
def patient(shopper: Shopper) -> Shopper:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    return shopper


def test_a_refused_coupon_is_counted_by_its_reason(patient: Shopper) -> None:
    for _ in range(2):
        patient.post("/cart/coupon/", {"code": "EXPIRED"}, headers=SWAP)

    assert sum(shown(Kind.COUPON).values()) == 2
    assert shown(Kind.FIELD) == {}


def test_a_wrong_field_is_counted_by_form_field_and_error(shopper: Shopper) -> None:
    shopper.post("/signup/", NEW_PATIENT | {"phone": "12", "email": ""})

    assert shown() == {"SignUpForm.phone.too_short": 1, "SignUpForm.email.required": 1}


def test_a_wrong_password_is_counted_and_nothing_that_was_typed(shopper: Shopper) -> None:
    shopper.sign_in("canary@harbour.example", "canary-password")

    assert shown() == {"LoginForm..no_match": 1}
    assert "canary" not in str(list(ShownError.objects.values()))


def test_trouble_is_counted_by_its_kind(patient: Shopper, world: World) -> None:
    world.down()

    patient.get("/cart/")

    assert shown(Kind.TROUBLE) == {"Unreachable": 1}


def test_a_declined_payment_is_counted_once_however_often_its_page_is_read(patient: Shopper) -> None:
    patient.choose("0002")
    page = patient.press()["Location"]
    for _ in range(3):
        patient.get(page)

    assert shown(Kind.ORDER) == {"declined": 1}


def test_a_form_that_was_only_tried_counts_nothing(shopper: Shopper) -> None:
    ref = shopper.product_refs()[TEA]

    shopper.get("/buy/", product=ref, quantity="nonsense")
    shopper.post("/buy/", {"product": ref, "quantity": "1"})

    assert shown() == {}


def test_a_page_that_was_open_too_long_is_counted(harbour: object) -> None:
    strict = Shopper("harbour.localhost", enforce_csrf_checks=True)

    strict.post("/login/", {"email": "ana@harbour.example", "password": "x"})

    assert shown() == {"stale_page": 1}
