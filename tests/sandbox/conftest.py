"""The sandbox alone, driven with ``requests`` and literal JSON: our own adapters are not in the room."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.server import SandboxServer
from sandbox.transport import SandboxAdapter
from tests.clock import StillClock

BASE = "https://sandbox.test"
PATIENT, PUBLIC = f"{BASE}/careportals/patient-api/patient", f"{BASE}/careportals/public-api/public"
PASSWORD = "Harbour-2026!"
ADDRESS = {
    "address1": "12 Quay Street",
    "city": "Halifax",
    "provinceCode": "NS",
    "postalCode": "B3H 4R2",
    "countryCode": "CA",
}


@dataclass
class Caller:
    """Somebody who calls CarePortals; ``headers`` go along every time."""

    http: requests.Session
    headers: dict[str, str] = field(default_factory=lambda: {"organization": "aurora_demo"})

    def patient(self, method: str, path: str, **how: Any) -> requests.Response:
        return self._send(method, PATIENT + path, how)

    def public(self, method: str, path: str, **how: Any) -> requests.Response:
        return self._send(method, PUBLIC + path, how)

    def _send(self, method: str, url: str, how: dict[str, Any]) -> requests.Response:
        headers = self.headers | how.pop("headers", {})
        how.setdefault("timeout", (3, 10))
        return self.http.request(method, url, headers=headers, allow_redirects=False, **how)

    def product(self, name: str) -> str:
        catalogue = self.public("GET", "/v2/products").json()
        return next(one["_id"] for one in catalogue if name in one.get("label", one.get("name")))

    def cart(self, **wanted: int) -> dict[str, Any]:
        """``cart(Magnesium=2)``: products by a word of their name."""
        items = [{"productId": self.product(name), "quantity": quantity} for name, quantity in wanted.items()]
        reply = self.public("POST", "/v2/carts", json=items)
        assert reply.status_code == 201, reply.text
        return reply.json()

    def cards(self) -> list[str]:
        reply = self.patient("GET", "/users/payment-methods", headers={"Origin": "https://harbour.example"})
        return [card["id"] for card in reply.json()]

    def finalize(self, cart: str, card: str = "", **more: Any) -> requests.Response:
        body = {"paymentMethodId": card or self.cards()[0], "shippingAddress": ADDRESS} | more
        return self.patient("POST", f"/v2/checkout/{cart}/finalize", json=body)

    def pay(self, cart: str, **more: Any) -> requests.Response:
        body = {"returnUrl": "https://harbour.example/back", "shippingAddress": ADDRESS} | more
        return self.patient("POST", f"/v2/checkout/{cart}/payments", json=body)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(StillClock())


@pytest.fixture
def base(sandbox: Sandbox) -> Iterator[str]:
    """The address of the sandbox on loopback, for tests that may use sockets."""
    server = SandboxServer(("127.0.0.1", 0), sandbox)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def http(sandbox: Sandbox) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount(BASE, SandboxAdapter(sandbox))
    return session


@pytest.fixture
def guest(http: requests.Session) -> Caller:
    return Caller(http)


@pytest.fixture
def signed_in(http: requests.Session) -> Callable[..., Caller]:
    def sign_in(who: str, organization: str = "aurora_demo", password: str = PASSWORD) -> Caller:
        caller = Caller(http, {"organization": organization})
        reply = caller.patient("POST", "/auth/login", json={"username": who, "password": password})
        assert reply.status_code == 201, reply.text
        caller.headers |= {"Authorization": f"Bearer {reply.json()['token']}"}
        return caller

    return sign_in


@pytest.fixture
def ana(signed_in: Callable[..., Caller]) -> Caller:
    """Two saved cards: one pays, one declines."""
    return signed_in("ana@harbour.example")


@pytest.fixture
def bo(signed_in: Callable[..., Caller]) -> Caller:
    """One saved card, whose bank asks first."""
    return signed_in("bo@harbour.example")


@pytest.fixture
def cy(signed_in: Callable[..., Caller]) -> Caller:
    """No card, no address."""
    return signed_in("cy@harbour.example")
