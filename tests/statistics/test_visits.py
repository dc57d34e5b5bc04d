"""How far visits get, each step once, whatever is reloaded; what patients were told; never who."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders import transitions
from checkout.orders.lookups import resolve_due
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount
from storefront.upstream.types import Order
from tests.databases import database_away
from tests.world import NEW_PATIENT, SWAP, Shopper, World

TEA = "Calm Evening Magnesium"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari"
ROBOT = "Mozilla/5.0 (compatible; Examplebot/2.1; +https://bot.example/)"
ALL_STEPS = dict.fromkeys(FunnelStep, 1)
Committing = Callable[..., AbstractContextManager[object]]


def counted(**chosen: object) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in StepCount.objects.filter(**chosen):
        sums[row.step] = sums.get(row.step, 0) + row.count
    return sums


@pytest.fixture
def one_click_away(shopper: Shopper) -> Shopper:
    shopper.add(TEA)
    shopper.get("/cart/")
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")
    shopper.get("/checkout/review/")
    return shopper


def test_each_step_of_a_purchase_is_counted_once(one_click_away: Shopper) -> None:
    assert counted() == dict.fromkeys(list(FunnelStep)[:-1], 1)


@pytest.mark.parametrize("path", ["/cart/", "/checkout/details/", "/checkout/payment/", "/checkout/review/"])
def test_reloads_and_the_back_button_count_nothing(one_click_away: Shopper, path: str) -> None:
    before = counted()

    for _ in range(3):
        one_click_away.get(path)

    assert counted() == before


def test_a_shelf_is_looked_at_without_being_counted(shopper: Shopper) -> None:
    shopper.get("/")
    shopper.get("/cart/")
    shopper.get("/login/")

    assert counted() == {}


def test_who_signs_in_without_a_cart_is_counted_when_there_is_one(shopper: Shopper) -> None:
    shopper.sign_in()
    shopper.get("/cart/")
    assert counted() == {}

    shopper.add(TEA)
    shopper.get("/cart/")

    assert counted() == {FunnelStep.CART: 1, FunnelStep.SIGN_IN: 1}


def test_a_step_is_counted_with_all_before_it_on_another_day(one_click_away: Shopper) -> None:
    StepCount.objects.all().delete()
    session = one_click_away.browser.session
    session["counted"] = ["2026-01-01", 4]
    session.save()

    one_click_away.get("/checkout/payment/")

    assert counted() == {FunnelStep.CART: 1, FunnelStep.SIGN_IN: 1, FunnelStep.DETAILS: 1, FunnelStep.PAYMENT: 1}


def test_an_order_is_counted_and_what_is_bought_next_is_another_purchase(
    one_click_away: Shopper, django_capture_on_commit_callbacks: Committing
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = one_click_away.place_order()["Location"]
    one_click_away.get(page)
    one_click_away.get(page)
    assert counted() == ALL_STEPS

    one_click_away.add(TEA)
    one_click_away.get("/cart/")

    assert counted() == ALL_STEPS | {FunnelStep.CART: 2, FunnelStep.SIGN_IN: 2}


def test_an_order_that_a_look_finds_without_the_patient_is_counted_once(
    one_click_away: Shopper, world: World, django_capture_on_commit_callbacks: Committing
) -> None:
    world.faults.arm("reset_after", method="POST", path="*/finalize", times=1)
    one_click_away.place_order()
    assert one_click_away.attempt().state == State.UNKNOWN
    assert FunnelStep.PLACED not in counted()

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            OrderAttempt.objects.update(looked_up_at=None)
            resolve_due(timezone.now() + timedelta(minutes=5))

    assert one_click_away.attempt().state == State.PLACED
    assert counted(step=FunnelStep.PLACED, device=Device.OTHER, language="") == {FunnelStep.PLACED: 1}


def test_device_and_language_are_counted_with_the_step(make_clinic: Callable[..., Clinic], world: World) -> None:
    make_clinic("harbour", languages=["fr", "en"])
    shopper = Shopper("harbour.localhost")
    shopper.post(
        "/cart/add/",
        {"product": shopper.product_refs()[TEA], "quantity": "1"},
        headers={"user-agent": PHONE, "accept-language": "fr-CA"},
    )

    assert counted(device=Device.PHONE, language="fr") == {FunnelStep.CART: 1}


def test_robots_are_left_out(shopper: Shopper) -> None:
    refs = shopper.product_refs()
    shopper.post("/cart/add/", {"product": refs[TEA], "quantity": "1"}, headers={"user-agent": ROBOT})

    assert counted() == {}


def test_what_is_tried_out_at_a_sandbox_clinic_is_counted_apart(
    one_click_away: Shopper, harbour: Clinic, django_capture_on_commit_callbacks: Committing
) -> None:
    harbour.is_sandbox = True
    harbour.save()

    with django_capture_on_commit_callbacks(execute=True):
        one_click_away.place_order()

    assert one_click_away.attempt().state == State.PLACED
    assert counted(sandbox=True) == {FunnelStep.PLACED: 1}
    assert FunnelStep.PLACED not in counted(sandbox=False)


def test_counts_that_cannot_be_written_break_no_page(shopper: Shopper) -> None:
    with database_away(touching="figures_stepcount") as refused:
        assert shopper.add(TEA).status_code == 303
        assert shopper.get("/cart/").status_code == 200
        assert refused

    assert counted() == {}


def test_a_page_that_was_seen_before_writes_neither_count_nor_session(one_click_away: Shopper) -> None:
    with CaptureQueriesContext(connection) as queries:
        for path in ("/cart/", "/checkout/details/", "/checkout/payment/"):
            one_click_away.get(path)

    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert [sql for sql in written if "figures_stepcount" in sql or "patients_storedsession" in sql] == []


def test_the_same_guest_is_counted_again_on_the_next_day(shopper: Shopper) -> None:
    shopper.add(TEA)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        shopper.get("/cart/")
        shopper.get("/cart/")

    assert counted() == {FunnelStep.CART: 2}
    assert StepCount.objects.count() == 2


def test_a_row_holds_a_day_and_nothing_of_a_person() -> None:
    columns = {field.name for field in StepCount._meta.fields}

    assert columns == {"id", "clinic", "day", "step", "device", "language", "sandbox", "count"}


@pytest.mark.parametrize(("cart_ref", "orders"), [("c-1", 1), ("quote:q-1", 0)])
def test_an_order_of_a_quote_is_no_part_of_the_way_from_the_cart(
    harbour: Clinic, django_capture_on_commit_callbacks: Committing, cart_ref: str, orders: int
) -> None:
    attempt = OrderAttempt.objects.create(
        clinic=harbour,
        upstream="careportals",
        cart_ref=cart_ref,
        patient_ref="p-1",
        fingerprint="f",
        shown_minor=100,
        currency="CAD",
        state=State.SENT,
        sent_at=timezone.now(),
    )

    with django_capture_on_commit_callbacks(execute=True):
        transitions.place(attempt, (Order("o-1", "o-1", Money.from_minor(100, "CAD"), patient_ref="p-1"),), "answered")  # type: ignore[arg-type]

    assert attempt.state == State.PLACED
    assert counted().get(FunnelStep.PLACED, 0) == orders


def told(kind: Kind | None = None) -> dict[str, int]:
    rows = ShownError.objects.filter(**({"kind": kind} if kind else {}))
    return {row.code: row.count for row in rows}


@pytest.fixture
def patient(shopper: Shopper) -> Shopper:
    shopper.add(TEA)
    shopper.sign_in()
    shopper.get("/cart/")
    return shopper


def test_a_refused_coupon_is_counted_by_its_reason(patient: Shopper) -> None:
    for _ in range(2):
        patient.post("/cart/coupon/", {"code": "EXPIRED"}, headers=SWAP)

    assert sum(told(Kind.COUPON).values()) == 2
    assert told(Kind.FIELD) == {}


def test_a_wrong_field_is_counted_by_form_field_and_error(shopper: Shopper) -> None:
    shopper.post("/signup/", NEW_PATIENT | {"phone": "12", "email": ""})

    assert told() == {"SignUpForm.phone.too_short": 1, "SignUpForm.email.required": 1}


def test_a_wrong_password_is_counted_and_nothing_that_was_typed(shopper: Shopper) -> None:
    shopper.sign_in("canary@harbour.example", "canary-password")

    assert told() == {"LoginForm..no_match": 1}
    assert "canary" not in str(list(ShownError.objects.values()))


def test_trouble_is_counted_by_its_kind(patient: Shopper, world: World) -> None:
    world.down()

    patient.get("/cart/")

    assert told(Kind.TROUBLE) == {"Unreachable": 1}


def test_a_declined_payment_is_counted_once_however_often_its_page_is_read(patient: Shopper) -> None:
    patient.choose("0002")
    page = patient.place_order()["Location"]
    for _ in range(3):
        patient.get(page)

    assert told(Kind.ORDER) == {"declined": 1}


def test_a_form_that_was_only_tried_counts_nothing(shopper: Shopper) -> None:
    ref = shopper.product_refs()[TEA]

    shopper.get("/buy/", product=ref, quantity="nonsense")
    shopper.post("/buy/", {"product": ref, "quantity": "1"})

    assert told() == {}


def test_a_page_that_was_open_too_long_is_counted(harbour: object) -> None:
    strict = Shopper("harbour.localhost", enforce_csrf_checks=True)

    strict.post("/login/", {"email": "ana@harbour.example", "password": "x"})

    assert told() == {"stale_page": 1}
