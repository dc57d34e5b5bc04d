"""Which ways of sending an order can end with two, shown by trying every interleaving. See ``policies.py``."""

from __future__ import annotations

import pytest

from tests.checkout.policies import PLACED, Empty, Policy, Timeout, Weather, search

NO_CLAIM = Policy(claim=False, timeout=Timeout.SEND_AGAIN)
CLAIM = Policy(timeout=Timeout.SEND_AGAIN)
LEASE = Policy(lease=True, timeout=Timeout.WAIT)
LOOK_UP_AND_SEND = Policy(empty=Empty.SEND_AGAIN)
QUIET_AND_SEND = Policy(empty=Empty.SEND_AGAIN_AFTER_QUIET)
CLOSING = Policy(empty=Empty.CLOSING)  # ours at Elastic Path and Decoda
PERSON = Policy(empty=Empty.ASK_A_PERSON)  # ours at CarePortals
FORGOTTEN = Policy(empty=Empty.CLOSING, forgetful=True)
OURS = {"closing": CLOSING, "person": PERSON}
SENDS_AGAIN = {
    "no claim": NO_CLAIM,
    "claim": CLAIM,
    "lease": LEASE,
    "look-up": LOOK_UP_AND_SEND,
    "quiet": QUIET_AND_SEND,
}
ENDS = {
    "closing": {("open", 0), ("placed", 1), ("refused", 0), ("review", 0), ("review", 1)},
    "person": {("open", 0), ("placed", 1), ("refused", 0), ("review", 0), ("review", 1)},
}


@pytest.mark.parametrize(
    ("policy", "steps"),
    [(NO_CLAIM, 5), (CLAIM, 5), (LEASE, 6), (LOOK_UP_AND_SEND, 7), (QUIET_AND_SEND, 8), (FORGOTTEN, 7)],
    ids=[
        "no claim",
        "claim",
        "lease",
        "look up, send again",
        "look up, wait, send again",
        "claim forgotten by a failover",
    ],
)
def test_whoever_sends_again_or_forgets_ends_with_two_orders(policy: Policy, steps: int) -> None:
    assert search(policy, Weather()).two_orders == steps


def test_waiting_before_sending_again_is_safe_only_while_no_worker_is_paused() -> None:
    assert search(QUIET_AND_SEND, Weather(pauses=False)).two_orders is None
    assert search(QUIET_AND_SEND, Weather(pauses=True)).two_orders == 8


def test_looking_up_before_sending_does_not_cure_a_forgotten_claim() -> None:
    assert search(Policy(empty=Empty.CLOSING, forgetful=True, looks_up_first=True), Weather()).two_orders == 7


@pytest.mark.parametrize("name", SENDS_AGAIN)
def test_an_upstream_that_consumes_the_cart_hides_the_mistake_but_the_patient_is_told_wrong(name: str) -> None:
    found = search(SENDS_AGAIN[name], Weather(consumes=True, clicks=2, kills=1))

    assert found.two_orders is None
    assert found.says_no_but_yes is not None
    assert {("open", 1), ("refused", 1)} & found.ends


@pytest.mark.parametrize("consumes", [False, True], ids=["keeps the cart", "consumes the cart"])
@pytest.mark.parametrize("slow_look_ups", [False, True], ids=["look-ups at once", "look-ups are interrupted"])
@pytest.mark.parametrize("name", OURS)
def test_ours_never_ends_with_two_orders_and_never_says_what_is_not_so(
    name: str, slow_look_ups: bool, consumes: bool
) -> None:
    found = search(OURS[name], Weather(slow_look_ups=slow_look_ups, consumes=consumes))

    assert (found.two_orders, found.says_no_but_yes, found.says_yes_but_no) == (None, None, None)
    assert found.ends == ENDS[name]


@pytest.mark.parametrize("consumes", [False, True], ids=["keeps the cart", "consumes the cart"])
@pytest.mark.parametrize("name", OURS)
def test_nor_does_it_with_more_of_everything(name: str, consumes: bool) -> None:
    found = search(OURS[name], Weather(workers=3, clicks=5, kills=4, sends=9, consumes=consumes))

    assert (found.two_orders, found.says_no_but_yes, found.says_yes_but_no) == (None, None, None)
    assert (PLACED, 1) in found.ends


def test_who_resolves_without_the_number_of_the_try_says_what_is_not_so() -> None:
    """A worker of an earlier try wakes up, and its answer is taken for that of the later one."""
    found = search(Policy(by_try=False), Weather(clicks=3))

    assert found.says_no_but_yes is not None
