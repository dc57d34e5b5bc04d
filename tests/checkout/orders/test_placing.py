"""An order is sent once, and what its answer means is written down.

Every fault of the call is a row of ``tests/checkout/test_fault_matrix.py`` and its neighbours.
"""

from __future__ import annotations

from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from tests.checkout.harbour import FINALIZE, PAYMENTS, finalize_calls, orders
from tests.world import Shopper, World, state_of


def test_a_placed_attempt_keeps_no_address_and_no_token(ana: Shopper) -> None:
    ana.place_order()

    assert ana.attempt().sealed == ""


def test_what_never_left_can_be_submitted_again(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    world.faults.arm("refused", path=FINALIZE, times=1)

    page = ana.get(ana.post("/checkout/review/", form)["Location"])

    assert state_of(page) == "refused"
    assertContains(page, "nothing was sent")
    ana.place_order()
    assert ana.attempt().state == State.PLACED
    assert orders(world) == 1


def test_two_browsers_of_one_patient_have_one_open_question(ana: Shopper, world: World) -> None:
    other = Shopper(ana.host)
    other.add("Crème Apaisante Visage")
    other.sign_in()
    other.choose("4242")
    others_form = other.review_form()
    form = ana.review_form()
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)
    ana.post("/checkout/review/", form)

    submitted = other.post("/checkout/review/", others_form)

    assert submitted["Location"] == f"/orders/{OrderAttempt.objects.get(state=State.UNKNOWN).pk}/"
    assert finalize_calls(world) == 1
