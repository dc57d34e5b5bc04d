"""Whatever the sandbox answers has the fields that the vendor declares, of the kinds declared, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.decoda.declared import ENUMS, OPERATIONS, SHAPES, UndeclaredError, exact
from tests.sandbox.test_decoda import SERUM, Api

KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "date": str,
    "date-time": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
}


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def wrong(kind: str, value: Any, at: str) -> Iterator[str]:
    """What of this value is not as declared."""
    kind = kind.removesuffix("!")
    if value is None:
        if not kind.endswith("?"):
            yield f"{at}: null"
        return
    kind = kind.removesuffix("?")
    if kind.startswith("["):
        for number, each in enumerate(value):
            yield from wrong(kind[1:-1], each, f"{at}[{number}]")
    elif kind in SHAPES:
        yield from (f"{at}.{name}: not declared" for name in value.keys() - SHAPES[kind].keys())
        for name, said in SHAPES[kind].items():
            if name not in value:
                yield f"{at}.{name}: missing"
            else:
                yield from wrong(said, value[name], f"{at}.{name}")
    elif kind in ENUMS:
        if value not in ENUMS[kind]:
            yield f"{at}: {value!r} is no {kind}"
    elif kind in KINDS and (not isinstance(value, KINDS[kind]) or isinstance(value, bool) != (kind == "boolean")):
        yield f"{at}: {value!r} is no {kind}"


def test_every_answer_is_as_declared(api: Api) -> None:
    charge = api.charge(items=[{"itemId": SERUM}, {"packageId": "pack-glow"}])
    api.pay(charge, "pm-dana-visa")
    payment = api.reread(charge)["payments"][0]["paymentId"]
    cart = api.cart()
    asked = {
        "GET /tenant/public": {},
        "GET /admin/locations/public": {},
        "GET /admin/taxes": {},
        "GET /admin/categories": {},
        "GET /inventory/items/list": {},
        "GET /inventory/packages/list": {},
        "GET /inventory/packages/pack-glow": {},
        "GET /inventory/packages/sold/pat-dana": {},
        "GET /inventory/memberships": {},
        "GET /user/patient/pat-dana": {},
        "GET /user/patient/table": {"name": "Whit"},
        "GET /user/patient/list": {"patient_ids": "pat-dana"},
        "GET /user/patient/external-id-exists/nobody": {},
        "GET /user/patient/pat-dana/credit/available": {},
        "GET /billing/cart": {},
        "GET /billing/cart/list": {},
        f"GET /billing/cart/{cart['id']}": {},
        "GET /billing/quote/list": {},
        "GET /billing/quote/quote-dana-glow": {},
        "GET /billing/quote/public/quote-dana-glow": {"update_viewed_date": "false"},
        "GET /billing/quote/quote-dana-glow/view": {},
        "GET /billing/charge/list": {},
        "GET /billing/charge/table": {},
        f"GET /billing/charge/get/{charge['id']}": {},
        "GET /billing/payment/methods": {"patient_id": "pat-dana"},
        f"GET /billing/payment/{payment}/receipt": {},
        "GET /billing/merchant_accounts": {},
        "POST /billing/embed-payment/pat-dana": {"amount_cents": "100"},
    }
    faults = []
    for operation, query in asked.items():
        method, path = operation.split(" ")
        reply = api.ask(method, path, params=query)
        assert reply.status_code == 200, (operation, reply.text)
        faults += [f"{operation} {fault}" for fault in wrong(_declared(method, path), reply.json(), "")]
    assert faults == []


def _declared(method: str, path: str) -> str:
    parts = path.split("/")
    for operation, said in sorted(OPERATIONS.items(), key=lambda each: each[0].count("{")):
        verb, template = operation.split(" ")
        pieces = template.split("/")
        same = all(piece == part or piece.startswith("{") for piece, part in zip(pieces, parts, strict=False))
        if verb == method and len(pieces) == len(parts) and same:
            return str(said["answer"])
    raise AssertionError(f"{method} {path} is not declared")


def test_what_is_not_declared_is_left_out_and_what_is_missing_is_noticed() -> None:
    row = {"id": "loc-1", "name": "Main Street", "timezone": "America/Denver", "margin": 7}

    assert exact("GET", "/admin/locations/public", [row])[0].keys() == SHAPES["PublicLocation"].keys()
    with pytest.raises(UndeclaredError):
        exact("GET", "/admin/locations/public", [{"id": "loc-1", "name": None, "timezone": ""}])


def test_an_answer_of_a_change_is_as_declared(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart()
    assert list(wrong("CartSummary", cart, "")) == []
    charge = api.charge()
    assert list(wrong("ChargeDetail-Output", charge, "")) == []
    address = {"address": "99 Elsewhere Road", "addressLineTwo": None, "city": "Denver"}
    kept = api.ask("PUT", "/user/patient/pat-ana", json=address).json()
    assert list(wrong("PatientSummary", kept, "")) == []
    assert (kept["address"], kept["city"]) == ("99 Elsewhere Road", "Denver")
