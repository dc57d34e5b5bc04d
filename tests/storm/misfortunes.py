"""What goes wrong on the way to the upstreams and back: drawn beforehand, so that a seed tells the same story again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import requests

from tests.houses import HOUSES, House

NO = {
    "careportals": (402, {"type": "card_error", "message": "Your card was declined.", "statusCode": 402}),
    "decoda": (400, {"detail": "Not now"}),
    "elasticpath": (422, {"errors": [{"status": 422, "title": "Unprocessable Entity", "detail": "Not now"}]}),
}
USUAL: tuple[tuple[int, dict[str, Any]], ...] = (  # how often, and what
    (4, {"kind": "slow", "seconds": 0.05}),
    (3, {"kind": "slow", "seconds": 0.8}),
    (3, {"kind": "hang_after", "seconds": 5}),
    (3, {"kind": "error_after", "status": 502, "html": True}),
    (3, {"kind": "reset_after"}),
    (2, {"kind": "garbage"}),
    (2, {"kind": "truncated"}),
    (2, {"kind": "late", "seconds": 4}),
    (1, {"kind": "error_before", "status": 503}),
    (1, {"kind": "reset_before"}),
)


def arm(sandbox: str, drawn: random.Random, patients: int) -> None:
    """One for each of the calls that order or pay, as far as ``patients`` will get. ``sandbox`` is its address."""
    for fault in misfortunes(drawn, patients):
        requests.post(f"{sandbox}/control/faults", json=fault, timeout=10).raise_for_status()


def keep_carts_open(sandbox: str) -> None:
    """CarePortals is known to consume a cart that was ordered, and not known to promise it: here it does not."""
    option = f"{sandbox}/control/careportals/consume-carts"
    requests.post(option, json={"on": False}, timeout=10).raise_for_status()


def misfortunes(drawn: random.Random, patients: int) -> Iterator[dict[str, Any]]:
    for house in HOUSES:
        for path in acts_of(house):
            for _ in range(patients):
                yield one(house, drawn) | {"upstream": house.kind, "method": "POST", "path": path}


def acts_of(house: House) -> tuple[str, ...]:
    if house.kind == "decoda":
        return house.order_call, "*/create-patient-credit-settled"
    return (house.order_call, house.pay_call) if house.pay_call else (house.order_call,)


def one(house: House, drawn: random.Random) -> dict[str, Any]:
    status, payload = NO[house.kind]
    refusal = {"kind": "status", "status": status, "payload": payload}
    kinds = [*USUAL, (2, refusal)]
    return dict(drawn.choices([fault for _, fault in kinds], [often for often, _ in kinds])[0])
