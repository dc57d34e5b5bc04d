"""The control panel, as the demo and browser tests use it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.faults import Kind
from tests.sandbox.conftest import Caller

CONTROL = "https://sandbox.test/control"


def test_faults_are_armed_shown_and_cleared(http: requests.Session, guest: Caller) -> None:
    armed = http.post(f"{CONTROL}/faults", json={"kind": "status", "status": 503, "path": "*/products", "times": None})

    assert (armed.status_code, armed.json()["kind"]) == (201, "status")
    assert len(http.get(f"{CONTROL}/faults").json()) == 1
    assert guest.public("GET", "/v2/products").status_code == 503
    http.delete(f"{CONTROL}/faults")
    assert guest.public("GET", "/v2/products").status_code == 200


@pytest.mark.parametrize("body", [{}, {"kind": "nonsense"}, {"kind": "status", "colour": "red"}, [1]])
def test_a_fault_that_does_not_exist_is_refused(http: requests.Session, body: Any) -> None:
    assert http.post(f"{CONTROL}/faults", json=body).status_code == 400


def test_the_ledger_can_be_read(http: requests.Session, ana: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    ana.finalize(cart)

    assert [act["kind"] for act in http.get(f"{CONTROL}/acts").json()] == ["order", "charge"]
    assert http.get(f"{CONTROL}/acts").json()[1]["amount"] == 34
    assert http.get(f"{CONTROL}/calls").json()[-1]["template"] == "/v2/checkout/{cart}/finalize"


def test_options_are_listed_and_set(http: requests.Session, guest: Caller) -> None:
    assert "price" in http.get(f"{CONTROL}/options").json()["careportals"]

    reply = http.post(f"{CONTROL}/careportals/price", json={"product": "HH-MAG-120", "price": "35"})

    assert reply.status_code == 200
    assert guest.cart(Magnesium=1)["totalAmount"] == 35


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("careportals/nonsense", {}, 404),
        ("nonsense/price", {}, 404),
        ("careportals/price", {"product": "nothing", "price": "1"}, 400),
        ("careportals/price", {"product": "HH-MAG-120", "price": "much"}, 400),
        ("careportals/price", {"product": "HH-MAG-120", "colour": "red"}, 400),
        ("careportals/price", {"organization": "nobody", "product": "HH-MAG-120", "price": "1"}, 400),
    ],
)
def test_a_wrong_option_is_refused(http: requests.Session, path: str, body: Any, status: int) -> None:
    assert http.post(f"{CONTROL}/{path}", json=body).status_code == status


def test_tokens_expire_by_clock_or_by_option(http: requests.Session, ana: Caller, bo: Caller) -> None:
    http.post(f"{CONTROL}/careportals/expire-tokens")
    assert ana.patient("GET", "/users/account").status_code == 401

    http.post(f"{CONTROL}/clock", json={"advance": 86400})
    assert bo.patient("GET", "/users/account").status_code == 401


def test_late_calls_are_released(http: requests.Session, sandbox: Sandbox, ana: Caller) -> None:
    http.post(f"{CONTROL}/faults", json={"kind": "late", "path": "*/finalize", "seconds": 3600})
    ana.finalize(ana.cart(Magnesium=1)["_id"])

    assert http.post(f"{CONTROL}/release").json() == {"released": 1}
    assert len(sandbox.ledger.orders()) == 1


def test_a_reset_forgets_everything(http: requests.Session, sandbox: Sandbox, ana: Caller) -> None:
    ana.finalize(ana.cart(Magnesium=1)["_id"])
    sandbox.faults.arm("status", times=None)

    http.post(f"{CONTROL}/reset")

    assert http.get(f"{CONTROL}/acts").json() == []
    assert http.get(f"{CONTROL}/faults").json() == []
    assert ana.patient("GET", "/users/account").status_code == 401


def test_an_unknown_upstream_is_a_404(http: requests.Session) -> None:
    assert http.get("https://sandbox.test/nothing/here").status_code == 404
    assert http.get("https://sandbox.test/").status_code == 404


def test_the_document_names_every_option_and_every_fault(http: requests.Session) -> None:
    document = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
    options, faults = document.split("## Options")[1].split("## Faults")
    tables = dict(zip(("careportals", "decoda", "elasticpath"), re.split(r"\n\w[^|\n]*:\n", options)[-3:], strict=True))

    told = {name: re.findall(r"^\| `([\w-]+)`", table, re.M) for name, table in tables.items()}
    known = http.get(f"{CONTROL}/options").json()

    assert {name: sorted(names) for name, names in told.items()} == {name: known[name] for name in told}
    assert set(re.findall(r"^\| `(\w+)`", faults, re.M)) == set(Kind)
