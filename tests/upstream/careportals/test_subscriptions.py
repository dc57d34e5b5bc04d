"""Subscriptions: read, and changed only as the patient was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from storefront.upstream.errors import NotFound, OutcomeUnknown, Refused, SignedOut, Unreadable
from storefront.upstream.types import SubscriptionState
from tests.upstream.careportals.examples import GUIDE, HTML, PATIENT_API, REFUSAL
from tests.upstream.fakes import body_of

PAUSED = GUIDE | {"status": "Paused"}
NEXT = datetime(2027, 1, 15, tzinfo=UTC)
TO_PAUSED = SubscriptionState.PAUSED


@pytest.fixture
def shown(shop: Any, ana: Any) -> Any:
    clinic, _ = shop(GUIDE)
    return clinic.subscriptions.show("sub-1", ana)


def test_the_list_and_one_of_it_are_asked_for_with_the_patients_token(shop: Any, ana: Any) -> None:
    clinic, recorder = shop([GUIDE], GUIDE)

    assert clinic.subscriptions.list(ana) == (clinic.subscriptions.show("sub-1", ana),)

    assert recorder.lines == [f"GET {PATIENT_API}/subscriptions", f"GET {PATIENT_API}/subscriptions/sub-1"]
    assert {request.headers["Authorization"] for request in recorder.asked} == {"Bearer t0ken"}


def test_a_change_sends_the_date_and_the_status_and_reads_what_became_of_it(shop: Any, ana: Any, shown: Any) -> None:
    clinic, recorder = shop((204, b""), PAUSED)
    in_halifax = NEXT.astimezone(timezone(timedelta(hours=-4)))

    now = clinic.subscriptions.change(shown, TO_PAUSED, in_halifax, ana)

    assert (now.state, now.next_at) == (TO_PAUSED, NEXT)
    assert recorder.lines == [f"PUT {PATIENT_API}/subscriptions/sub-1", f"GET {PATIENT_API}/subscriptions/sub-1"]
    assert body_of(recorder.asked[0]) == {"nextCycleDate": "2027-01-15T00:00:00.000Z", "status": TO_PAUSED.value}


def test_a_change_whose_answer_was_lost_is_looked_up_and_not_sent_again(shop: Any, ana: Any, shown: Any) -> None:
    clinic, recorder = shop((500, REFUSAL), PAUSED)

    assert clinic.subscriptions.change(shown, TO_PAUSED, NEXT, ana) == replace(shown, state=TO_PAUSED)
    assert [request.method for request in recorder.asked].count("PUT") == 1


@pytest.mark.parametrize("found", [GUIDE, PAUSED | {"nextCycleDate": "2027-02-15T00:00:00.000Z"}, (500, REFUSAL)])
def test_a_lost_change_that_is_not_there_is_unknown(shop: Any, ana: Any, shown: Any, found: Any) -> None:
    clinic, _ = shop((500, REFUSAL), found)

    with pytest.raises(OutcomeUnknown):
        clinic.subscriptions.change(shown, TO_PAUSED, NEXT, ana)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 409, 422])
def test_a_refusal_is_told_from_a_subscription_that_is_not_there(shop: Any, ana: Any, shown: Any, status: int) -> None:
    clinic, _ = shop((status, REFUSAL))

    with pytest.raises(NotFound):
        clinic.subscriptions.show("sub-1", ana)
    with pytest.raises(Refused):
        clinic.subscriptions.change(shown, TO_PAUSED, NEXT, ana)


@pytest.mark.parametrize(("answer", "error"), [((404, HTML), Unreadable), ((401, REFUSAL), SignedOut)])
def test_trouble_is_not_a_refusal(shop: Any, ana: Any, shown: Any, answer: Any, error: Any) -> None:
    clinic, _ = shop(answer)

    with pytest.raises(error):
        clinic.subscriptions.change(shown, TO_PAUSED, NEXT, ana)
