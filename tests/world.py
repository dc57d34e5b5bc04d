"""The world of a test: three upstreams in miniature behind the wire, and a shopper with a browser session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.http import HttpResponse

from checkout.models import OrderAttempt
from sandbox.app import Sandbox
from sandbox.decoda import demo as decoda
from sandbox.elasticpath import demo as elasticpath
from tests.browser import Browser
from tests.clock import StillClock

SWAP = {"HX-Request": "true"}
BACK_BUTTON = SWAP | {"HX-History-Restore-Request": "true"}

UPSTREAMS = "https://upstreams.test"
CAREPORTALS: dict[str, Any] = {
    "kind": "careportals",
    "patient_api": f"{UPSTREAMS}/careportals/patient-api",
    "patient_prefix": "/patient",
    "public_api": f"{UPSTREAMS}/careportals/public-api",
    "public_prefix": "/public",
    "organization": "aurora_demo",
    "origin": "",
    "card_script": f"{UPSTREAMS}/processor/v3/",
    "publishable_key": "pk_test_harbour",
    "card_frame_origins": [],
    "card_connect_origins": [],
    "test_cards": [["pm_card_visa", "Visa ending in 4242"]],
}

DECODA: dict[str, Any] = {
    "kind": "decoda",
    "api": f"{UPSTREAMS}/decoda",
    "app": f"{UPSTREAMS}/decoda-app",
    "tenant": decoda.TENANT,
    "api_key": decoda.API_KEY,
    "categories": [],
    "allow_medication": False,
}
COUPONS: list[dict[str, Any]] = [
    {"code": "WELCOME10", "percent": 10, "expires": "2099-01-31"},
    {"code": "EXPIRED", "percent": 30, "expires": "2025-12-31"},
    {"code": "ONCE", "percent": 10, "per_patient": 1},
]
ELASTICPATH: dict[str, Any] = {
    "kind": "elasticpath",
    "api": f"{UPSTREAMS}/elasticpath",
    "client_id": elasticpath.SUMMIT_CLIENT_ID,
    "client_secret": elasticpath.SUMMIT_CLIENT_SECRET,
    "password_profile_id": elasticpath.SUMMIT_PASSWORD_PROFILE_ID,
    "checkout": "account_token",
    "gateway": "manual",
}
ADDRESS = {
    "address1": "12 Quay Street",
    "address2": "",
    "city": "Halifax",
    "province": "NS",
    "postal_code": "b3h4r2",
    "country": "CA",
}
NEW_PATIENT = {
    "given_name": "Zoë",
    "family_name": "O'Neill-Dùbois",
    "email": "zoe@harbour.example",
    "phone": "(403) 555-0123",
    "bday_year": "1990",
    "bday_month": "2",
    "bday_day": "7",
    "gender": "female",
    "province": "NS",
    "password": "Brave-Kelp-77!",
}


class World(Sandbox):
    """The sandbox, with words for what tests look at."""

    def __init__(self) -> None:
        super().__init__(StillClock(datetime.now(UTC)))  # tokens must outlast the test, on any day

    def down(self, upstream: str = "*", path: str = "*", method: str = "*", times: int | None = None) -> None:
        self.faults.arm("error_before", upstream=upstream, path=path, method=method, times=times, status=503)

    def calls(self, since: int = 0) -> list[str]:
        """``GET /v2/carts/{cart}`` and so on, in the order they were seen."""
        return [f"{call.method} {call.template}" for call in self.ledger.calls[since:]]


class Shopper:
    """Somebody with a browser at one clinic's host."""

    def __init__(self, host: str, *, enforce_csrf_checks: bool = False) -> None:
        self.browser = Browser(enforce_csrf_checks=enforce_csrf_checks, headers={"host": host})
        self.host = host

    def get(self, path: str, headers: Mapping[str, str] | None = None, **data: str) -> HttpResponse:
        return self.browser.get(path, data or None, headers=headers)  # type: ignore[return-value]

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        return self.browser.post(path, data or {}, headers=headers)  # type: ignore[no-any-return, unused-ignore]

    def product_refs(self) -> dict[str, str]:
        """Names on the shelf to product refs."""
        page = self.get("/").content.decode()
        return {name: ref for ref, name in re.findall(r'href="/products/([^/"]+)/"[^>]*>\s*([^<]+?)\s*<', page)}

    def add(self, name: str, quantity: int = 1) -> HttpResponse:
        return self.post("/cart/add/", {"product": self.product_refs()[name], "quantity": str(quantity)})

    def lines(self) -> dict[str, str]:
        """Product names in the cart to line refs."""
        remembered = self.browser.session.get("cart") or {"lines": []}
        return {line["name"]: line["ref"] for line in remembered["lines"]}

    def sign_in(self, email: str = "ana@harbour.example", password: str = "Harbour-2026!") -> HttpResponse:
        return self.post("/login/", {"email": email, "password": password})

    def total(self) -> str:
        found = re.search(r'id="cart-total"[^>]*>(.*?)</', self.get("/cart/").content.decode(), re.S)
        return re.sub(r"<[^>]+>|\s+", "", found.group(1)) if found else ""

    def choose(self, method: str | None = None, address: dict[str, str] | None = None) -> HttpResponse:
        """Give an address and choose a payment method: the first one, or the one whose label holds ``method``."""
        self.post("/checkout/details/", address or ADDRESS)
        return self.post("/checkout/payment/", {"payment_method": self.choice(method, "/checkout/payment/")})

    def pay(self, method: str | None = None) -> HttpResponse:
        """Pay an order that exists, from its page."""
        path = f"/orders/{self.attempt().pk}/"
        return self.post(f"{path}pay/", self.pay_form(path) | {"payment_method": self.choice(method, path)})

    def pay_form(self, path: str) -> dict[str, str]:
        """What the page of an unpaid order promises; empty where it has no such form."""
        page = self.get(path).content.decode()
        return {"promise": hidden(page, "promise")} if 'name="promise"' in page else {}

    def choice(self, method: str | None, path: str) -> str:
        page = self.get(path).content.decode()
        choices = re.findall(r'name="payment_method" value="([^"]+)"[^>]*>\s*(?:<label[^>]*>)?\s*([^<]+)', page)
        return str(next(ref for ref, label in choices if method is None or method in label))

    def place_order(self, **changed: str) -> HttpResponse:
        """Submit "Place order" on the review page as it is now."""
        return self.post("/checkout/review/", self.review_form() | changed)

    def review_form(self) -> dict[str, str]:
        page = self.get("/checkout/review/").content.decode()
        return {name: hidden(page, name) for name in ("attempt", "promise")}

    def attempt(self) -> OrderAttempt:
        return OrderAttempt.objects.latest("created_at")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, as a browser would send it."""
    return unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[0])


def state_of(page: HttpResponse) -> str:
    found = re.findall(r'id="order"[^>]*data-state="(\w+)"|data-state="(\w+)"', page.content.decode())
    return str(found[0][0])
