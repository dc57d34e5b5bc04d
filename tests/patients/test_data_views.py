"""My data, as pages: seen, downloaded, and erased with the password only."""

from __future__ import annotations

from typing import Any

from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from sandbox.decoda import demo
from storefront.local_accounts.models import LocalAccount
from tests.patients.conftest import PASSWORD
from tests.world import Shopper


def erase(shopper: Shopper, password: str = PASSWORD, **more: str) -> Any:
    return shopper.post("/account/data/", {"password": password, "sure": "on"} | more)


def test_the_password_and_a_tick_are_asked_for(dana: Shopper) -> None:
    assertContains(erase(dana, "wrong"), "This is not your password.", status_code=422)
    assertContains(dana.post("/account/data/", {"password": PASSWORD}), "Tick the box to go on.", status_code=422)

    assert LocalAccount.objects.exists()
    assert dana.get("/account/").status_code == 200


def test_an_order_in_question_is_finished_first(dana: Shopper) -> None:
    OrderAttempt.objects.update(state=State.REVIEW)

    assertContains(erase(dana), "One of your orders is not finished yet.", status_code=422)

    assert LocalAccount.objects.exists()
    assert OrderAttempt.objects.get().patient_ref == demo.DANA.id
