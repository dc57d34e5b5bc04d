"""What keeps an order from being sent twice is there, and is missed when it is not.

A mutant is the code with one guard switched off. For each there is a test that passes with the guard, and must fail
without it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from django.conf import settings
from django.db import connection, connections

from checkout.models import AttemptEvent, OrderAttempt, State
from checkout.orders import lookups, transitions
from sandbox.app import Delivery
from sandbox.http import Request
from storefront.upstream import wire
from tests.checkout import test_fault_matrix as answers
from tests.checkout import test_fault_matrix_machines as machines
from tests.checkout import test_fault_matrix_people as people
from tests.checkout.case import Case
from tests.checkout.tampering import mutate
from tests.houses import HOUSES

ROOT = Path(__file__).parents[2]
HARBOUR, MEADOW, SUMMIT = HOUSES
ACTS = {"orders": {"place", "pay", "confirm"}, "quotes": {"order"}}


# -- one place acts ----------------------------------------------------------------------------------------------------


def acts_in(path: Path) -> Iterator[str]:
    """``commerce.orders.place`` and the like, also where ``orders`` is a name or what a function gives."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            holder = node.value.func if isinstance(node.value, ast.Call) else node.value
            name = getattr(holder, "attr", getattr(holder, "id", "")).strip("_")
            if node.attr in ACTS.get(name, ()):
                yield f"{name}.{node.attr}"


def test_only_one_module_acts() -> None:
    modules = [*(ROOT / "checkout").rglob("*.py"), *(ROOT / "storefront").rglob("*.py")]
    outside = [path for path in modules if "upstream" not in path.parts and "sandbox" not in path.parts]
    acting = {str(path.relative_to(ROOT)): sorted(acts_in(path)) for path in outside}

    del acting["checkout/urls.py"]  # where ``orders`` are pages
    assert {name: acts for name, acts in acting.items() if acts} == {
        "checkout/orders/placing.py": ["orders.confirm", "orders.pay", "orders.place", "quotes.order"]
    }


def test_the_database_commits_when_we_say_so() -> None:
    """Inside ``ATOMIC_REQUESTS`` a claim would be committed after the call that it is the licence for."""
    assert [alias for alias, database in settings.DATABASES.items() if database["ATOMIC_REQUESTS"]] == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_upstream_is_asked_and_the_claim_is_committed_before(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread of its own, with a connection of its own, sees the claim when the act arrives."""
    deliver = case.world.deliver
    open_at: list[str] = []
    seen: list[str] = []

    def read() -> None:
        seen.extend(OrderAttempt.objects.values_list("state", flat=True))
        connections.close_all()

    def watched(request: Request, sleep: Callable[[float], None]) -> Delivery:
        if connection.in_atomic_block:
            open_at.append(request.path)
        if request.method == "POST" and request.path.endswith(case.house.order_call.strip("*")):
            reader = Thread(target=read)
            reader.start()
            reader.join()
        return deliver(request, sleep)

    monkeypatch.setattr(case.world, "deliver", watched)

    case.place_order()

    assert open_at == []
    assert seen == [State.SENT]
    assert AttemptEvent.objects.filter(to_state=State.PLACED).count() == 1


# -- mutants -----------------------------------------------------------------------------------------------------------

FOLLOW = """
        if response.is_redirect:
            moved = requests.Request("GET", response.headers["location"], headers=dict(request.headers)).prepare()
            response = adapter.send(moved, stream=True, timeout=time_limits)
        with response:
"""
CLAIM = (transitions, "_take", "(State.OPEN, State.REFUSED)", "tuple(State.values)")
TRY = (transitions, "_move", "try_number=attempt.try_number,", "")
LOOK_UP = (
    lookups,
    "_resolve",
    "found.verdict == Verdict.FAILED and _failed_now(attempt)",
    "found.verdict in (Verdict.FAILED, Verdict.NOTHING)",
)
CLOSING = (lookups, "_resolve_missing_order", "commerce.orders.close_cart(question(attempt), access)", "pass")
REDIRECTS = (wire, "transfer", "\n        with response:\n", FOLLOW)

late_commit = answers.test_row_13_a_commit_that_comes_after_empty_look_ups
late_worker = machines.test_row_34_a_worker_wakes_up_in_the_middle_of_the_act
later_try = machines.test_row_34_a_worker_that_wakes_up_late_resolves_nothing_of_a_later_try


def overtaken(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        people.test_row_01_a_second_submission_that_overtakes_the_first(case, patch)


def redirected(case: Case) -> None:
    answers.test_row_19_a_redirect_is_never_followed(case, 302)


MUTANTS = [
    pytest.param(HARBOUR, CLAIM, overtaken, id="claim without the state condition"),
    *(pytest.param(house, TRY, later_try, id=f"resolve without the try, {house.slug}") for house in HOUSES),
    *(pytest.param(house, LOOK_UP, late_commit, id=f"look-up taken as final, {house.slug}") for house in HOUSES),
    *(pytest.param(house, CLOSING, late_commit, id=f"cart not closed, {house.slug}") for house in (MEADOW, SUMMIT)),
    *(
        pytest.param(house, CLOSING, late_worker, id=f"cart not closed, paused, {house.slug}")
        for house in (MEADOW, SUMMIT)
    ),
    *(pytest.param(house, REDIRECTS, redirected, id=f"redirects on, {house.slug}") for house in HOUSES),
]


@pytest.mark.parametrize(("house", "mutant", "guard"), MUTANTS, indirect=["house"])
def test_a_guard_that_is_switched_off_is_missed(
    unwatched: Case,
    mutant: tuple[ModuleType, str, str, str],
    guard: Callable[[Case], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same guard tests, with nothing switched off, are rows of the fault matrix and pass."""
    mutate(monkeypatch, *mutant)

    with pytest.raises(AssertionError):
        guard(unwatched)
