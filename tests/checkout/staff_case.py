"""Order attempts as staff meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders.lookups import resolve_due
from storefront.clinics.models import Clinic
from tests.checkout.harbour import TEA
from tests.world import Shopper, World

LIST = "/admin/checkout/orderattempt/"
FIND = f"{LIST}find/"


def page_of(attempt: OrderAttempt, name: str = "change") -> str:
    return f"{LIST}{attempt.pk}/{name}/"


def written(clinic: Clinic, cart: str, state: State = State.OPEN, **fields: Any) -> OrderAttempt:
    """An attempt that no patient made: for lists."""
    now = timezone.now()
    facts: dict[str, Any] = {"patient_ref": f"patient-of-{cart}", "shown_minor": 3400, "currency": clinic.currency}
    facts |= {} if state == State.OPEN else {"try_number": 1, "sent_at": now}
    facts |= {"resolved_at": now} if state in (State.PLACED, State.REFUSED) else {}
    return OrderAttempt.objects.create(
        clinic=clinic, upstream=clinic.commerce_kind, cart_ref=cart, state=state, **(facts | fields)
    )


def go_to_review(shopper: Shopper, world: World) -> OrderAttempt:
    """Ana's order got an error for an answer, none was made, and no look-up could tell."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.choose("4242")
    form = shopper.review_form()
    world.faults.arm("error_before", path="*/finalize", times=1)
    shopper.post("/checkout/review/", form)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        resolve_due()
    OrderAttempt.objects.update(looked_up_at=None)  # half an hour from now, else
    attempt = shopper.attempt()
    assert attempt.state == State.REVIEW
    return attempt


def decide(staff: Client, attempt: OrderAttempt, **answers: str) -> Any:
    """Both steps of resolving by staff; follows to the attempt's page."""
    found = {"try_number": str(attempt.try_number), "confirmed": "yes", "reason": "seen in the upstream"} | answers
    return staff.post(page_of(attempt, "resolve"), found, follow=True)


def find(staff: Client, what: str) -> str:
    return staff.post(FIND, {"what": what}, follow=True).content.decode()


def queue(staff: Client, key: str = "") -> str:
    return staff.get(LIST, {"queue": key} if key else {}).content.decode()
