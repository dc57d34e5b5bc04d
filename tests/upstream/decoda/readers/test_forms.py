"""Forms of an appointment."""

from __future__ import annotations

from typing import Any

from storefront.upstream.types import Question, Requirement
from tests.upstream.decoda.examples import CHARGE


def test_forms_of_an_appointment_that_are_due(shop: Any, answering: Any, me: Any) -> None:
    answering(
        CHARGE | {"eventId": "event-1"},
        [{"name": "Consent", "pathName": "consent", "completed": True}, {"name": "Intake", "pathName": "intake"}, "?"],
    )

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert shop.orders.with_details(order, me).requirements == (Requirement("form", "intake", "Intake"),)
