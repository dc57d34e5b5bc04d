"""What is over goes, and what is in question stays."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from checkout.models import CartTurn, OrderAttempt, State, Step
from checkout.retention import prune
from storefront.clinics.models import Clinic
from storefront.limits.models import Limit
from storefront.local_accounts.models import AccountEvent
from storefront.sessions.models import StoredSession
from tests.checkout.staff_case import written

LONG_AGO = timedelta(days=91)


def linked() -> set[str]:
    """The carts of attempts that still say whose they were."""
    return set(OrderAttempt.objects.exclude(patient_ref="", email_digest="").values_list("cart_ref", flat=True))


def test_old_orders_no_longer_say_whose_they_were(harbour: Clinic) -> None:
    now = timezone.now()
    old, recent = now - LONG_AGO, now - timedelta(days=89)
    for state in (State.PLACED, State.REFUSED):
        written(harbour, f"old-{state}", state, resolved_at=old, email_digest="d", coupon="NEW20")
        written(harbour, f"recent-{state}", state, resolved_at=recent, email_digest="d")
    for state in (State.SENT, State.UNKNOWN, State.REVIEW):
        written(harbour, f"asked-{state}", state)
    written(harbour, "begun")
    written(harbour, "to-pay", step=Step.PAY)
    OrderAttempt.objects.exclude(cart_ref="begun").update(created_at=old)
    written(harbour, "left")
    OrderAttempt.objects.filter(cart_ref="left").update(created_at=old)

    assert prune(now)["links from orders to patients"] == 3
    assert prune(now)["links from orders to patients"] == 0

    kept = {"recent-placed", "recent-refused", "asked-sent", "asked-unknown", "asked-review", "begun", "to-pay"}
    assert linked() == kept
    placed = OrderAttempt.objects.get(cart_ref="old-placed")
    assert (placed.patient_ref, placed.email_digest, placed.coupon) == ("", "", "NEW20")


def test_sessions_counters_and_events_go_when_they_are_over(harbour: Clinic) -> None:
    now = timezone.now()
    for key, expires_at in (("over", now - timedelta(seconds=1)), ("alive", now + timedelta(days=1))):
        StoredSession.objects.create(key=key, clinic="harbour", sealed="", expires_at=expires_at)
    for key, hours in (("over", -25), ("running", 1)):
        CartTurn.objects.create(key=key, holder="somebody", until=now + timedelta(hours=hours))
    for key, seconds in (("over", -1), ("running", 60)):
        Limit.objects.create(key=key, ends_at=int(now.timestamp()) + seconds, hits=1)
    for days in (2191, 2189):
        event = AccountEvent.objects.create(
            clinic=harbour, account="00000000-0000-0000-0000-000000000001", kind="signed_up"
        )
        AccountEvent.objects.filter(pk=event.pk).update(at=now - timedelta(days=days))
    out = StringIO()

    call_command("prune_data", stdout=out)

    assert out.getvalue().splitlines() == [
        "expired sessions: 1 deleted",
        "counters of limits: 1 deleted",
        "turns at carts: 1 deleted",
        "links from orders to patients: 0 deleted",
        "events of accounts: 1 deleted",
    ]
    assert StoredSession.objects.get().key == "alive"
    assert Limit.objects.get().key == "running"
    assert CartTurn.objects.get().key == "running"


@pytest.mark.parametrize(("days", "kept"), [(7, set()), (365, {"c"})])
def test_the_time_is_a_setting(harbour: Clinic, settings: Settings, days: int, kept: set[str]) -> None:
    settings.KEEP_ORDER_LINKS_DAYS = days
    written(harbour, "c", State.PLACED, resolved_at=timezone.now() - LONG_AGO)

    prune()

    assert linked() == kept
