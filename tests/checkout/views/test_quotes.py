"""What the clinic offered: seen, accepted or declined, ordered once and paid."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, State, Step
from checkout.orders.lookups import resolve_due
from sandbox.decoda import canaries, demo
from sandbox.decoda.state import state_of as sandbox_state
from sandbox.decoda.store import Quote
from storefront.clinics.models import Clinic
from storefront.local_accounts.models import LocalAccount
from storefront.upstream.types import NewPatient
from tests.world import Shopper, World, state_of

QUOTE = f"/quotes/{demo.DANA_QUOTE}/"
CONVERT = "*/quote/convert-to-charge"
RESPOND = "*/quote/respond"


@pytest.fixture
def dana(meadow: Clinic, world: World) -> Shopper:
    return signed_in(demo.DANA)


@pytest.fixture
def accepted(dana: Shopper) -> Shopper:
    answer(dana, "accept")
    return dana


def signed_in(patient: demo.DemoPatient) -> Shopper:
    shopper = Shopper("meadow.localhost")
    shopper.sign_in(patient.email, "Meadow-2026!")
    return shopper


def enrol(clinic: Clinic, patient: demo.DemoPatient) -> None:
    account = LocalAccount(clinic=clinic, password=make_password("Meadow-2026!"), patient_ref=patient.id)
    account.seal_person(NewPatient(patient.first_name, patient.last_name, patient.email, password=""))
    account.save()


def shown(shopper: Shopper) -> dict[str, str]:
    """What the page would send along with a submission."""
    found = re.search(r'name="shown" value="(\w+)"', shopper.get(QUOTE).content.decode())
    return {"shown": found.group(1) if found else ""}


def answer(shopper: Shopper, what: str) -> HttpResponse:
    return shopper.post(f"{QUOTE}answer/", shown(shopper) | {"answer": what})


def order(shopper: Shopper) -> HttpResponse:
    return shopper.post(f"{QUOTE}order/", shown(shopper))


def at_the_clinic(world: World) -> Quote:
    return sandbox_state(world).tenants[demo.TENANT].quotes[demo.DANA_QUOTE]  # type: ignore[arg-type]


def sent(world: World, what: str) -> int:
    return sum(call.endswith(what) for call in world.calls() if call.startswith("POST"))


# -- seeing ------------------------------------------------------------------------------------------------------------


def test_quotes_are_found_from_the_account_and_the_orders(dana: Shopper, world: World) -> None:
    for path in ("/account/", "/orders/"):
        assertContains(dana.get(path), 'href="/quotes/"')
    page = dana.get("/quotes/")
    assertContains(page, f'href="{QUOTE}"')
    last_day = at_the_clinic(world).valid_until
    assert last_day is not None
    valid_until = date_format(last_day, "DATE_FORMAT")
    for text in ("Your glow plan", "$460.00", "Waiting for your answer", f"Valid until {valid_until}"):
        assertContains(page, text)


def test_a_quote_says_what_it_is_and_the_clinic_learns_that_it_was_seen(dana: Shopper, world: World) -> None:
    page = dana.get(QUOTE)

    for text in ("Your glow plan", "Three facials", "1 × ", "Glow S", "−$20.00", "$460.00", "Valid for 30 days."):
        assertContains(page, text)
    assert at_the_clinic(world).status == "VIEWED"


def test_nothing_of_staff_is_on_the_pages(accepted: Shopper) -> None:
    for path in ("/quotes/", QUOTE):
        html = accepted.get(path).content.decode()
        assert [word for word in canaries.WORDS if word in html] == []
        assert "glow plan" not in re.findall(r"<title>(.*?)</title>", html, re.S)[0]


def test_quotes_of_other_patients_do_not_exist(meadow: Clinic, world: World) -> None:
    enrol(meadow, demo.ANA)
    ana = signed_in(demo.ANA)

    assertContains(ana.get("/quotes/"), "has not sent you a quote yet")
    assert ana.get(QUOTE).status_code == 404
    for act in ("answer", "order"):
        assert ana.post(f"{QUOTE}{act}/", {"answer": "accept"}).status_code == 404
    assert at_the_clinic(world).status == "SENT"


@pytest.mark.parametrize("path", ["/quotes/nope/", "/quotes/%2e%2e/", "/quotes/.../", f"/quotes/{'x' * 300}/"])
def test_a_quote_that_is_none_is_a_calm_404(dana: Shopper, path: str) -> None:
    assertContains(dana.get(path), "</html>", status_code=404)


def test_without_a_sign_in_there_is_nothing_to_see(meadow: Clinic, world: World) -> None:
    somebody = Shopper("meadow.localhost")

    for path in ("/quotes/", QUOTE):
        assert somebody.get(path)["Location"].startswith("/login/")
    assert somebody.post(f"{QUOTE}answer/", {"answer": "accept"})["Location"].startswith("/login/")
    assert at_the_clinic(world).status == "SENT"


def test_where_an_upstream_has_no_quotes_there_are_no_such_pages(shopper: Shopper) -> None:
    shopper.sign_in()

    for path in ("/account/", "/orders/"):
        assertNotContains(shopper.get(path), "/quotes/")
    assert shopper.get("/quotes/").status_code == shopper.get("/quotes/any/").status_code == 404


def test_quotes_that_cannot_be_read_are_one_calm_page(dana: Shopper, world: World) -> None:
    world.down()

    for path in ("/quotes/", QUOTE):
        assertContains(dana.get(path), "Try again", status_code=503)


# -- answering ---------------------------------------------------------------------------------------------------------


def test_an_accepted_quote_orders_nothing_yet(dana: Shopper, world: World) -> None:
    reply = answer(dana, "accept")

    assert (reply.status_code, reply["Location"]) == (303, QUOTE)
    page = dana.get(QUOTE)
    assertContains(page, "You accepted this quote.")
    assertContains(page, "Order and pay – $460.00")
    assertNotContains(page, 'value="decline"')
    assert (world.ledger.orders(), OrderAttempt.objects.count()) == ([], 0)


def test_a_declined_quote_can_be_ordered_no_more(dana: Shopper, world: World) -> None:
    assert answer(dana, "decline").status_code == 303

    assertContains(dana.get(QUOTE), "You declined this quote")
    assert dana.post(f"{QUOTE}order/", shown(dana))["Location"] == QUOTE
    assert world.ledger.orders() == []
    assert at_the_clinic(world).status == "DECLINED"


def test_an_expired_quote_asks_for_a_new_one(dana: Shopper, world: World) -> None:
    before = shown(dana)
    world.clock.advance(31 * 24 * 3600)

    for act in ("answer", "order"):
        assert dana.post(f"{QUOTE}{act}/", before | {"answer": "accept"})["Location"] == QUOTE

    page = dana.get(QUOTE)
    assertContains(page, "This quote can no longer be answered.")
    assertContains(page, "This quote has expired")
    assertNotContains(page, '<button class="button button--main"')
    assertContains(dana.get("/quotes/"), "Expired")
    assert world.ledger.orders() == []


def test_the_first_answer_stands(accepted: Shopper, world: World) -> None:
    accepted.post(f"{QUOTE}answer/", shown(accepted) | {"answer": "decline"})

    assertContains(accepted.get(QUOTE), "This quote can no longer be answered.")
    assert at_the_clinic(world).status == "ACCEPTED"


def test_a_lost_answer_to_accepting_can_be_submitted_again(dana: Shopper, world: World) -> None:
    submit = shown(dana) | {"answer": "accept"}
    world.faults.arm("reset_after", path=RESPOND, method="POST", times=1)

    assertContains(dana.post(f"{QUOTE}answer/", submit), 'name="answer" value="accept"', status_code=503)
    assert dana.post(f"{QUOTE}answer/", submit).status_code == 303

    assertContains(dana.get(QUOTE), "You accepted this quote.")
    assert sent(world, "/respond") == 1


@pytest.mark.parametrize("nonsense", [{}, {"answer": "maybe"}, {"answer": "\x00"}])
def test_nonsense_is_no_answer(dana: Shopper, world: World, nonsense: dict[str, str]) -> None:
    assert dana.post(f"{QUOTE}answer/", shown(dana) | nonsense)["Location"] == QUOTE
    assert at_the_clinic(world).status == "VIEWED"


@pytest.mark.parametrize("act", ["answer", "order"])
def test_nobody_says_yes_to_what_they_did_not_see(dana: Shopper, world: World, act: str) -> None:
    if act == "order":
        answer(dana, "accept")
    before = shown(dana)
    at_the_clinic(world).discount_amount = 0

    page = dana.post(f"{QUOTE}{act}/", before | {"answer": "accept"})

    assertContains(page, "The clinic has changed this quote", status_code=409)
    assertContains(page, "$480.00", status_code=409)
    assert (world.ledger.orders(), sent(world, "/respond")) == ([], 1 if act == "order" else 0)
    assert dana.post(f"{QUOTE}{act}/", shown(dana) | {"answer": "accept"}).status_code == 303


# -- ordering and paying -----------------------------------------------------------------------------------------------


def test_a_quote_is_ordered_once_and_paid_on_the_orders_page(accepted: Shopper, world: World) -> None:
    form = shown(accepted)

    first = accepted.post(f"{QUOTE}order/", form)
    again = accepted.post(f"{QUOTE}order/", form)

    attempt = OrderAttempt.objects.get()
    assert first["Location"] == again["Location"] == f"/orders/{attempt.pk}/"
    assert (attempt.cart_ref, attempt.shown_minor) == (f"quote:{demo.DANA_QUOTE}", 46000)
    assert (attempt.step, attempt.page_state, attempt.refusal) == (Step.PAY, "payment", "")
    page = accepted.get(first["Location"])
    assertContains(page, "Pay $460.00")
    assertContains(page, "Use the credit on your account first: $25.00")
    assert world.ledger.charges() == []

    assert accepted.pay("4242").status_code == 303

    page = accepted.get(first["Location"])
    assert state_of(page) == "placed"
    assertContains(page, "Glow S")
    assert [str(act.amount) for act in world.ledger.charges()] == ["460"]
    assert (len(world.ledger.orders()), sent(world, "/convert-to-charge")) == (1, 1)


def test_an_ordered_quote_leads_to_its_order(accepted: Shopper) -> None:
    path = order(accepted)["Location"]

    page = accepted.get(QUOTE)
    assertContains(page, f'href="{path}"')
    assertNotContains(page, "Order and pay")
    assertContains(accepted.get("/quotes/"), "Ordered")
    assertContains(accepted.get("/orders/"), f'href="{path}"')


def test_the_clinic_finds_the_order_by_our_reference(accepted: Shopper, world: World) -> None:
    order(accepted)

    attempt = accepted.attempt()
    (charge,) = sandbox_state(world).tenants[demo.TENANT].charges.values()  # type: ignore[arg-type]
    assert (charge.external_id, charge.description) == (attempt.key, attempt.reference)


def test_a_declined_card_leaves_the_order_to_another_one(accepted: Shopper, world: World) -> None:
    order(accepted)

    accepted.pay("0002")
    assert accepted.attempt().page_state == "payment"
    accepted.pay("4242")

    assert accepted.attempt().state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "garbage"])
def test_a_lost_answer_resolves_to_one_order(accepted: Shopper, world: World, fault: str) -> None:
    world.faults.arm(fault, path=CONVERT, method="POST", times=1)

    path = order(accepted)["Location"]
    assert accepted.attempt().state == State.UNKNOWN
    assert order(accepted)["Location"] == path
    resolve_due(timezone.now() + timedelta(seconds=10))

    assert accepted.attempt().page_state == "payment"
    accepted.pay("4242")
    assert accepted.attempt().state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == sent(world, "/convert-to-charge") == 1


def test_an_order_that_comes_late_is_waited_for_and_never_given_up(accepted: Shopper, world: World) -> None:
    world.faults.arm("late", path=CONVERT, method="POST", times=1, seconds=10**6)
    path = order(accepted)["Location"]

    for minutes in (1, 4, 8, 15):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            resolve_due()
    attempt = accepted.attempt()
    assert (attempt.state, attempt.look_ups, attempt.cart_closed_at) == (State.UNKNOWN, 4, None)
    assert order(accepted)["Location"] == path

    world.release()
    with time_machine.travel(timezone.now() + timedelta(minutes=40), tick=False):
        resolve_due()
    assert accepted.attempt().page_state == "payment"
    assert len(world.ledger.orders()) == 1


def test_a_refused_order_can_be_submitted_again(accepted: Shopper, world: World) -> None:
    world.faults.arm("error_before", path=CONVERT, method="POST", status=429, times=1)

    page = accepted.get(order(accepted)["Location"])

    assert state_of(page) == "refused"
    assertContains(page, f'href="{QUOTE}"')
    assertContains(accepted.get(QUOTE), "no order was placed")
    order(accepted)
    assert accepted.attempt().page_state == "payment"
    assert OrderAttempt.objects.count() == len(world.ledger.orders()) == 1


def test_the_cart_waits_while_a_quote_is_in_question(accepted: Shopper, world: World) -> None:
    world.faults.arm("reset_after", path=CONVERT, method="POST", times=1)
    path = order(accepted)["Location"]

    assert accepted.add("Mineral Sunscreen SPF 50")["Location"] == path


def test_a_quote_waits_while_another_order_is_in_question(accepted: Shopper, world: World) -> None:
    form = shown(accepted)
    other = OrderAttempt.objects.create(
        clinic=Clinic.objects.get(),
        upstream="decoda",
        cart_ref="another",
        patient_ref=demo.DANA.id,
        shown_minor=1,
        currency="USD",
        state=State.UNKNOWN,
    )

    assert accepted.post(f"{QUOTE}order/", form)["Location"] == other.get_absolute_url()
    assert world.ledger.orders() == []


def test_a_quote_of_nothing_needs_no_payment(accepted: Shopper, world: World) -> None:
    at_the_clinic(world).discount_amount = 48000
    assertContains(accepted.get(QUOTE), "Place order – nothing to pay")

    page = accepted.get(order(accepted)["Location"])

    assert state_of(page) == "placed"
    assert len(world.ledger.orders()) == 1
