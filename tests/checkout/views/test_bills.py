"""What the clinic billed is seen, and paid here once, with everything that guards an order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, State
from checkout.orders.reconciliation import reconcile
from sandbox.decoda import demo
from sandbox.decoda.store import Charge, Tenant
from storefront.clinics.models import Clinic
from tests.houses import HOUSES, calls, go_to_the_button
from tests.world import Shopper, World, hidden
from tests.world import state_of as order_state

MEADOW = HOUSES[1]
CARD_CALLS = "*/charge-card/*"


def tenant(world: World) -> Tenant:
    upstream: Any = world.upstreams["decoda"]
    return upstream._state.tenants[demo.TENANT]  # type: ignore[no-any-return, unused-ignore]


@pytest.fixture
def bill(meadow: Clinic, world: World) -> Charge:
    """Reception billed Dana $175.00 for a visit."""
    made = Charge("charge-desk", demo.DANA.id, 17500, 0, 0, [], [], world.clock.now())  # type: ignore[arg-type]
    made.items = [{"itemId": None, "name": "Visit", "quantity": 1, "price": 17500, "item": None}]
    tenant(world).charges[made.id] = made
    return made


@pytest.fixture
def dana(bill: Charge) -> Shopper:
    shopper = Shopper("meadow.localhost")
    shopper.sign_in(MEADOW.email, MEADOW.password)
    return shopper


def state_of(page: HttpResponse) -> str:
    return str(re.findall(r'id="bill" data-state="(\w+)"', page.content.decode())[0])


def begin(dana: Shopper) -> str:
    page = dana.get("/bills/charge-desk/").content.decode()
    return str(dana.post("/bills/charge-desk/pay/", {"promise": hidden(page, "promise")})["Location"])


def test_a_bill_is_found_and_paid_once(dana: Shopper, bill: Charge, world: World) -> None:
    for page in ("/account/", "/orders/"):
        assertContains(dana.get(page), 'href="/bills/"')
    assertContains(dana.get("/orders/"), 'href="/bills/charge-desk/"')
    assertContains(dana.get("/bills/"), "$175.00")
    seen = dana.get("/bills/charge-desk/")
    assert state_of(seen) == "due"
    assertContains(seen, "Visit")

    path = begin(dana)
    assert calls(world, "*") == calls(world, "*/login")  # nothing was written anywhere
    assertContains(dana.get(path), "Pay this bill")
    for _ in range(2):
        dana.post(f"{path}pay/", dana.pay_form(path) | {"payment_method": saved_card(world)})

    assert calls(world, CARD_CALLS) == 1
    assert order_state(dana.get(path)) == "placed"
    assertContains(dana.get(path), "Thank you. Your bill is paid.")
    assert state_of(dana.get("/bills/charge-desk/")) == "paid"
    assert [payment.amount for payment in bill.payments] == [17500]


def saved_card(world: World) -> str:
    mine = [one for one in tenant(world).methods.values() if one.patient_id == demo.DANA.id and one.last4 == "4242"]
    return mine[0].id


def test_pressing_twice_leads_to_the_same_payment(dana: Shopper) -> None:
    assert begin(dana) == begin(dana)
    assert OrderAttempt.objects.count() == 1


def test_a_bill_that_grew_meanwhile_is_shown_again_and_nothing_is_paid(
    dana: Shopper, bill: Charge, world: World
) -> None:
    page = dana.get("/bills/charge-desk/").content.decode()
    bill.total += 10000

    answer = dana.post("/bills/charge-desk/pay/", {"promise": hidden(page, "promise")})

    assertContains(answer, "The clinic has changed this bill", status_code=409)
    assertContains(answer, "$275.00", status_code=409)
    path = begin(dana)
    form = dana.pay_form(path)
    bill.total += 10000
    assert dana.post(f"{path}pay/", form | {"payment_method": saved_card(world)}).status_code == 409
    assert calls(world, CARD_CALLS) == 0


def test_a_lost_answer_pays_once(dana: Shopper, world: World) -> None:
    path = begin(dana)
    world.faults.arm("reset_after", path=CARD_CALLS, method="POST", times=1)

    dana.post(f"{path}pay/", dana.pay_form(path) | {"payment_method": saved_card(world)})

    assert calls(world, CARD_CALLS) == 1
    assert state_of(dana.get("/bills/charge-desk/")) == "paid"


def test_what_was_paid_at_the_desk_is_not_paid_again(dana: Shopper, bill: Charge, world: World) -> None:
    path = begin(dana)
    bill.set_status = "PAID"
    bill.total = 0

    assert order_state(dana.get(path)) == "placed"
    assert OrderAttempt.objects.get().state == State.PLACED
    assert calls(world, CARD_CALLS) == 0


@pytest.mark.parametrize(
    ("status", "state"), [("PAYMENT_PLAN", "clinic"), ("VOID", "closed"), ("REFUNDED", "refunded")]
)
def test_what_is_not_the_patients_to_pay_has_no_button(dana: Shopper, bill: Charge, status: str, state: str) -> None:
    bill.set_status = status

    page = dana.get("/bills/charge-desk/")

    assert state_of(page) == state
    assertNotContains(page, "/bills/charge-desk/pay/")
    assert dana.post("/bills/charge-desk/pay/", {"promise": "{}"}).status_code == 409


def test_an_order_that_began_here_is_no_bill(dana: Shopper) -> None:
    go_to_the_button(dana, MEADOW).place_order()
    attempt = dana.attempt()

    assertNotContains(dana.get("/bills/"), attempt.order_ref)
    assert dana.get(f"/bills/{attempt.order_ref}/")["Location"] == f"/orders/{attempt.pk}/"


def test_another_patients_bill_does_not_exist(dana: Shopper, bill: Charge) -> None:
    bill.patient_id = demo.ANA.id

    assert dana.get("/bills/charge-desk/").status_code == 404
    assert dana.post("/bills/charge-desk/pay/", {"promise": "{}"}).status_code == 404
    assertNotContains(dana.get("/bills/"), "charge-desk")


def test_the_nightly_comparison_finds_nothing_wrong_with_it(dana: Shopper, meadow: Clinic, world: World) -> None:
    path = begin(dana)
    dana.post(f"{path}pay/", dana.pay_form(path) | {"payment_method": saved_card(world)})

    assert reconcile(meadow).new == 0


def test_where_an_upstream_has_none_there_is_no_such_page(shopper: Shopper) -> None:
    shopper.sign_in()

    assert shopper.get("/bills/").status_code == 404
    assertNotContains(shopper.get("/account/"), "/bills/")
