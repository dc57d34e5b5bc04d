"""Every fault, as a client meets it without sockets: the same exceptions as on a real wire."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
import requests
from urllib3.exceptions import NewConnectionError, ProtocolError

from sandbox.app import Sandbox
from tests.clock import StillClock
from tests.sandbox.conftest import Caller


def strike(sandbox: Sandbox, kind: Any, **how: Any) -> None:
    sandbox.faults.arm(kind, upstream="careportals", method="POST", path="*/finalize", **how)


@pytest.fixture
def cart(ana: Caller) -> Any:
    return ana.cart(Magnesium=1)["_id"]


@pytest.mark.parametrize(("kind", "orders"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_looks_the_same_before_and_after(
    sandbox: Sandbox, ana: Caller, cart: Any, kind: str, orders: int
) -> None:
    strike(sandbox, kind)

    with pytest.raises(requests.ConnectionError) as caught:
        ana.finalize(cart)

    assert isinstance(caught.value.args[0], ProtocolError)
    assert len(sandbox.ledger.orders(cart)) == orders


def test_a_refused_connection_says_that_nothing_left(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "refused")

    with pytest.raises(requests.ConnectionError) as caught:
        ana.finalize(cart)

    assert isinstance(caught.value.args[0].reason, NewConnectionError)
    assert sandbox.ledger.orders(cart) == []


@pytest.mark.parametrize(("kind", "orders"), [("error_before", 0), ("error_after", 1)])
@pytest.mark.parametrize("html", [False, True])
def test_an_error_before_and_after(
    sandbox: Sandbox, ana: Caller, cart: Any, kind: str, orders: int, html: bool
) -> None:
    strike(sandbox, kind, html=html)

    reply = ana.finalize(cart)

    assert reply.status_code == 503
    assert reply.headers["Content-Type"].startswith("text/html" if html else "application/json")
    assert len(sandbox.ledger.orders(cart)) == orders


@pytest.mark.parametrize("status", [401, 404, 409, 429])
def test_any_status_in_place_of_the_upstream(sandbox: Sandbox, ana: Caller, cart: Any, status: int) -> None:
    strike(sandbox, "status", status=status, payload={"message": "Not now"})

    reply = ana.finalize(cart)

    assert (reply.status_code, reply.json()) == (status, {"message": "Not now"})
    assert sandbox.ledger.orders(cart) == []


@pytest.mark.parametrize("kind", ["slow", "hang_after"])
def test_silence_longer_than_the_timeout_is_a_read_timeout_and_the_order_is_made(
    sandbox: Sandbox, ana: Caller, cart: Any, kind: str
) -> None:
    strike(sandbox, kind, seconds=30)
    before = sandbox.clock.now()

    with pytest.raises(requests.ReadTimeout):
        ana.finalize(cart)

    assert len(sandbox.ledger.orders(cart)) == 1
    assert (sandbox.clock.now() - before).total_seconds() == 10


@pytest.mark.parametrize("kind", ["slow", "hang_after"])
def test_silence_within_the_timeout_only_takes_time(sandbox: Sandbox, ana: Caller, cart: Any, kind: str) -> None:
    strike(sandbox, kind, seconds=4)

    assert ana.finalize(cart).status_code == 201
    assert sandbox.clock.shift.total_seconds() == 4


def test_a_drip_passes_every_read_timeout_and_takes_its_time(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "drip", seconds=2)

    reply = ana.finalize(cart)

    assert reply.json()["totalAmount"] == 34
    assert sandbox.clock.shift.total_seconds() == 2 * len(reply.content)


def test_a_drip_can_be_left(sandbox: Sandbox, guest: Caller) -> None:
    sandbox.faults.arm("drip", path="*/v2/products", seconds=2)

    reply = guest.public("GET", "/v2/products", stream=True)

    assert [reply.raw.read1(65536) for _ in range(3)] == [b"[", b"{", b'"']
    assert sandbox.clock.shift.total_seconds() == 6


def test_a_drip_slower_than_the_timeout_breaks_the_body(sandbox: Sandbox, guest: Caller) -> None:
    sandbox.faults.arm("drip", path="*/v2/products", seconds=11)

    with pytest.raises(requests.ConnectionError):
        guest.public("GET", "/v2/products")


def test_garbage_is_a_success_in_html(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "garbage")

    reply = ana.finalize(cart)

    assert (reply.status_code, reply.text[:6]) == (200, "<html>")
    assert len(sandbox.ledger.orders(cart)) == 1


def test_a_truncated_answer_breaks_off(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "truncated")

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ana.finalize(cart)

    assert len(sandbox.ledger.orders(cart)) == 1


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_goes_elsewhere(sandbox: Sandbox, ana: Caller, cart: Any, status: int) -> None:
    strike(sandbox, "redirect", status=status, location="https://elsewhere.example/pay")

    reply = ana.finalize(cart)

    assert (reply.status_code, reply.headers["Location"]) == (status, "https://elsewhere.example/pay")
    assert sandbox.ledger.orders(cart) == []


def test_a_late_order_is_made_when_its_time_comes(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "late", seconds=60)
    look = f"/v2/checkout/{cart}/payments"

    assert ana.finalize(cart).status_code == 504
    assert ana.patient("GET", look).status_code == 404
    sandbox.clock.advance(60)

    assert ana.patient("GET", look).json()["paymentStatus"] == "succeeded"


def test_a_late_order_is_made_when_it_is_released(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "late")
    ana.finalize(cart)

    assert sandbox.ledger.orders(cart) == []
    assert sandbox.release() == 1
    assert sandbox.release() == 0
    assert len(sandbox.ledger.orders(cart)) == 1


def test_a_patch_is_laid_over_the_answer(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "patch", payload={"totalAmount": Decimal("1.50"), "customer": {"_id": "stranger"}})

    told = json.loads(ana.finalize(cart).content, parse_float=Decimal)

    assert (told["totalAmount"], told["customer"]["_id"]) == (Decimal("1.5"), "stranger")
    assert told["customer"]["email"] == "ana@harbour.example"
    assert [act.amount for act in sandbox.ledger.orders(cart)] == [34]


def test_a_fault_strikes_as_often_as_it_is_told(sandbox: Sandbox, guest: Caller) -> None:
    sandbox.faults.arm("status", status=429, path="/public-api/*/products", times=2)

    statuses = [guest.public("GET", "/v2/products").status_code for _ in range(3)]

    assert statuses == [429, 429, 200]


def test_a_fault_for_ever_lasts_until_it_is_cleared(sandbox: Sandbox, guest: Caller) -> None:
    sandbox.faults.arm("status", times=None)
    assert {guest.public("GET", "/v2/products").status_code for _ in range(5)} == {429}

    sandbox.faults.clear()

    assert guest.public("GET", "/v2/products").status_code == 200


@pytest.mark.parametrize("how", [{"upstream": "decoda"}, {"method": "PUT"}, {"path": "*/start"}])
def test_a_fault_strikes_only_what_it_is_for(sandbox: Sandbox, guest: Caller, how: Any) -> None:
    sandbox.faults.arm("status", **how)

    assert guest.public("GET", "/v2/products").status_code == 200


def test_the_ledger_keeps_calls_without_ids(sandbox: Sandbox, ana: Caller, cart: Any) -> None:
    strike(sandbox, "error_after")
    ana.finalize(cart)

    call = sandbox.ledger.calls[-1]
    assert (call.upstream, call.tenant, call.method) == ("careportals", "aurora_demo", "POST")
    assert (call.template, call.status, call.fault) == ("/v2/checkout/{cart}/finalize", 201, "error_after")
    assert cart not in str(call.summary())


def test_a_vendors_own_host_can_be_put_on_its_place(sandbox: Sandbox) -> None:
    from sandbox.transport import SandboxAdapter

    session = requests.Session()
    session.mount("https://public-api.portals.care/", SandboxAdapter(sandbox, prefix="/careportals/public-api"))

    reply = session.get("https://public-api.portals.care/public/v2/products", headers={"organization": "aurora_demo"})

    assert reply.status_code == 200
    assert reply.json()[0]["images"][0]["imageUrl"].startswith("https://public-api.portals.care/pictures/")


def test_a_still_clock_sleeps_for_nothing() -> None:
    clock = StillClock()
    before = clock.now()

    clock.sleep(3600)

    assert (clock.now() - before).total_seconds() == 3600
