"""Each state of an attempt is written by one conditional UPDATE, with its event."""

from __future__ import annotations

from checkout.models import AttemptEvent
from checkout.orders.causes import Cause
from tests.world import Shopper


def test_every_step_of_an_attempt_is_written_down(ana: Shopper) -> None:
    ana.choose("0002")
    ana.place_order()
    ana.choose("4242")
    ana.place_order()

    assert list(AttemptEvent.objects.values_list("to_state", "cause")) == [
        ("sent", Cause.PLACE_SUBMITTED),
        ("refused", "refused"),
        ("sent", Cause.PLACE_SUBMITTED),
        ("placed", "answered"),
    ]
