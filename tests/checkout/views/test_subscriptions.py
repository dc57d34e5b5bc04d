"""What renews is in the patient's hands: each change is said, confirmed, made once, and seen afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import ClinicRequest
from sandbox.careportals.organization import Subscription
from storefront.clinics.models import Clinic
from tests.checkout.harbour import PLAN
from tests.mail.letterbox import letterbox
from tests.world import Shopper, World, hidden


@pytest.fixture
def ana(shopper: Shopper, world: World) -> Shopper:
    """Ana ordered a plan that renews every month."""
    shopper.add(PLAN)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()
    return shopper


def kept(world: World) -> Subscription:
    """As it stands in the upstream's books."""
    organization: Any = world.upstreams["careportals"].organizations["aurora_demo"]  # type: ignore[attr-defined]
    (one,) = organization.subscriptions.values()
    return one  # type: ignore[no-any-return, unused-ignore]


def path_of(world: World) -> str:
    return f"/subscriptions/{kept(world).id}/"


def state_of(page: HttpResponse) -> str:
    return str(re.findall(r'id="subscription" data-state="(\w+)"', page.content.decode())[0])


def puts(world: World) -> int:
    return sum(call.startswith("PUT /subscriptions") for call in world.calls())


def press(shopper: Shopper, path: str, action: str, **more: str) -> HttpResponse:
    """From the page of the subscription over the page that says what it does."""
    shown = {"shown": hidden(shopper.get(path).content.decode(), "shown")}
    page = shopper.post(f"{path}{action}/", shown | more)
    assert page.status_code == 200, page.status_code
    form = {"shown": hidden(page.content.decode(), "shown"), "confirmed": hidden(page.content.decode(), "confirmed")}
    return shopper.post(f"{path}{action}/", form | more)


@pytest.mark.parametrize("as_events", [False, True])
def test_it_is_found_from_the_account_the_orders_and_the_order(ana: Shopper, world: World, as_events: bool) -> None:
    world.set_option("careportals", "subscriptions-as-events", on=as_events)
    for way in ("/account/", "/orders/", f"/orders/{ana.attempt().pk}/"):
        assertContains(ana.get(way), 'href="/subscriptions/"')

    assertContains(ana.get("/subscriptions/"), PLAN)
    page = ana.get(path_of(world))

    assert state_of(page) == "active"
    assertContains(page, PLAN)
    assertContains(page, "$45.00")


def test_the_phases_of_a_plan_are_told_one_by_one(ana: Shopper, world: World) -> None:
    world.set_option("careportals", "subscriptions-as-events", on=True)

    assertContains(ana.get(path_of(world)), "$45.00 every month, until you cancel")


def test_pausing_resuming_and_cancelling_are_said_before_and_confirmed_after(ana: Shopper, world: World) -> None:
    path, before = path_of(world), kept(world).next
    for action, words, state, said in (
        ("pause", "Pause this subscription?", "paused", "The subscription is paused."),
        ("resume", "Resume this subscription?", "active", "The subscription is active again."),
        ("cancel", "Cancel this subscription?", "cancelled", "The subscription is cancelled."),
    ):
        shown = {"shown": hidden(ana.get(path).content.decode(), "shown")}
        assertContains(ana.post(f"{path}{action}/", shown), words)
        made = puts(world)

        answer = press(ana, path, action)

        assert answer["Location"] == path
        assert puts(world) == made + 1
        assert (kept(world).status, kept(world).next) == (state, before)
        seen = ana.get(path)
        assert state_of(seen) == state
        assertContains(seen, said)


def test_what_is_cancelled_offers_nothing_more(ana: Shopper, world: World) -> None:
    path = path_of(world)
    press(ana, path, "cancel")

    assertNotContains(ana.get(path), f"{path}resume/")
    assert ana.post(f"{path}resume/", {"shown": "", "confirmed": "1"}).status_code == 409
    assert kept(world).status == "cancelled"


def test_the_next_date_moves_and_nothing_else_does(ana: Shopper, world: World) -> None:
    path, before = path_of(world), kept(world).next
    wanted = timezone.localdate() + timedelta(days=40)

    press(ana, path, "next", date=wanted.isoformat())

    assert kept(world).next == wanted.isoformat() + before[10:]
    assert kept(world).status == "active"
    assertContains(ana.get(path), f'value="{wanted.isoformat()}"')


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_date_out_of_reach_is_refused_and_what_was_typed_stays(ana: Shopper, world: World, days: int) -> None:
    path, wanted = path_of(world), (timezone.localdate() + timedelta(days=days)).isoformat()
    shown = hidden(ana.get(path).content.decode(), "shown")

    page = ana.post(f"{path}next/", {"shown": shown, "date": wanted, "confirmed": "1"})

    assertContains(page, "Choose a date from tomorrow on", status_code=422)
    assertContains(page, f'value="{wanted}"', status_code=422)
    assert puts(world) == 0


def test_a_change_meanwhile_is_told_and_nothing_is_sent(ana: Shopper, world: World) -> None:
    path = path_of(world)
    shown = hidden(ana.get(path).content.decode(), "shown")
    kept(world).next = "2027-02-03T00:00:00.000Z"

    page = ana.post(f"{path}cancel/", {"shown": shown, "confirmed": "1"})

    assertContains(page, "Nothing was sent.", status_code=409)
    assert puts(world) == 0


@pytest.mark.parametrize("how", ["refused", "ignored"])
def test_a_refusal_becomes_a_request_to_the_clinic_in_one_press(
    ana: Shopper, world: World, staff: Client, how: str
) -> None:
    world.set_option("careportals", "subscription-changes", how=how)
    path = path_of(world)

    page = press(ana, path, "cancel")

    assertContains(page, "Nothing was changed. You can ask the clinic to do it.", status_code=422)
    form = {"shown": hidden(page.content.decode(), "shown"), "ask": hidden(page.content.decode(), "ask")}
    for _ in range(2):
        assert ana.post(f"{path}cancel/", form)["Location"] == path
    asked = ClinicRequest.objects.get()
    assert (asked.kind, asked.subject) == ("cancel", kept(world).id)
    assertContains(ana.get(path), asked.reference)
    assertContains(staff.get("/admin/checkout/clinicrequest/"), asked.reference)
    assertContains(staff.get("/admin/"), "Request of a patient")


def test_a_lost_answer_is_believed_only_when_it_is_seen(ana: Shopper, world: World) -> None:
    path = path_of(world)
    world.faults.arm("reset_after", path="*/subscriptions/*", method="PUT", times=1)
    press(ana, path, "pause")
    assert state_of(ana.get(path)) == "paused"

    world.faults.arm("reset_before", path="*/subscriptions/*", method="PUT", times=1)
    press(ana, path, "resume")
    assertContains(ana.get(path), "We do not know yet whether it was changed.")
    assert kept(world).status == "paused"


def test_a_status_that_nobody_knows_offers_nothing(ana: Shopper, world: World) -> None:
    path = path_of(world)
    kept(world).status = "hibernating"

    page = ana.get(path)

    assert state_of(page) == "unknown"
    assertContains(page, "The clinic can tell you more.")
    assertNotContains(page, "/cancel/")


def test_it_is_nobody_elses(ana: Shopper, world: World) -> None:
    path = path_of(world)
    cy = Shopper(ana.host)
    cy.sign_in("cy@harbour.example")

    assert cy.get(path).status_code == 404
    assert cy.post(f"{path}cancel/", {"shown": "", "confirmed": "1"}).status_code == 404
    assertContains(cy.get("/subscriptions/"), "Nothing of yours renews by itself.")
    assert Shopper(ana.host).get(path)["Location"].startswith("/login/")


def test_where_an_upstream_has_none_there_is_no_such_page(summit: Clinic, world: World) -> None:
    erin = Shopper("summit.localhost")
    erin.sign_in("erin@summit.example", "Summit-2026!")

    assert erin.get("/subscriptions/").status_code == 404
    assertNotContains(erin.get("/account/"), "/subscriptions/")


def test_a_change_is_told_by_email_without_what_renews(ana: Shopper, world: World) -> None:
    press(ana, path_of(world), "pause")

    (email,) = [each for each in letterbox() if each.subject == "A renewal was changed"]
    assert email.to == ["ana@harbour.example"]
    assert path_of(world) in email.body
