from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from sandbox.app import Sandbox
from sandbox.decoda import demo
from sandbox.transport import SandboxAdapter
from storefront.money import Money
from storefront.upstream.decoda import Charts, CouponRule, DecodaSettings, decoda
from storefront.upstream.decoda.api import Api
from storefront.upstream.decoda.fees import TENANTS_WITH_FEES
from storefront.upstream.pools import POOLS
from storefront.upstream.types import Access, Address, Item, OrderRequest, UnpaidOrder
from tests.clock import StillClock
from tests.upstream.decoda.at_sandbox import CREAM, KEY
from tests.upstream.decoda.examples import PATIENT_REF
from tests.upstream.fakes import Recorder, body_of

API = "https://api.decodahealth.com"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
USED: dict[tuple[str, str], int] = {("ONCE", "pat-1"): 1, ("LIMITED", ""): 5}
COUPONS = (
    CouponRule("WELCOME10", percent=Decimal(10)),
    CouponRule("HALF-OFF", percent=Decimal("12.5"), starts=date(2026, 11, 21), expires=date(2026, 11, 21)),
    CouponRule("MINUS20", amount=Money.of(20, "USD"), minimum=Money.of(50, "USD")),
    CouponRule("EXPIRED", percent=Decimal(10), expires=date(2026, 11, 20)),
    CouponRule("SOON", percent=Decimal(10), starts=date(2026, 11, 22)),
    CouponRule("ONCE", percent=Decimal(10), per_patient=1),
    CouponRule("LIMITED", percent=Decimal(10), uses=5),
    CouponRule("ROOMY", percent=Decimal(10), uses=6, per_patient=2),
    CouponRule("RICH", percent=Decimal(10), minimum=Money.of(5000, "USD")),
)
REQUEST = OrderRequest(
    key="attempt-1",
    try_number=1,
    cart_ref="cart-1",
    address=Address("12 Quay Street", "Boulder", "CO", "80301", "US"),
    payment_method="pm-1",
    email="dana@meadow.example",
    name="Dana Whitfield",
    order_ref="chg-1",
)


def dollars(amount: str) -> Money:
    return Money.of(amount, "USD")


def asked(recorder: Any) -> Any:
    return [(f"{request.method} {str(request.url).removeprefix(API)}", body_of(request)) for request in recorder.asked]


def posts(recorder: Any) -> Any:
    return [line for line in recorder.lines if line.startswith("POST")]


class Book:
    """The clinic's codes, without a database."""

    def find(self, code: str) -> CouponRule | None:
        return next((rule for rule in COUPONS if rule.code == code.upper()), None)

    def uses(self, code: str, patient_ref: str) -> int:
        return USED.get((code, patient_ref), 0)


BOOK = Book()


class NoAccounts:
    """Stands for the storefront's own accounts, which Decoda has no part in."""


@pytest.fixture(autouse=True)
def without_fees(settings: Settings, empty_cache: None) -> None:
    """The clinic was asked before, and passes no card fee on."""
    TENANTS_WITH_FEES.set(Api(settings), passes_on=False)  # type: ignore[arg-type]


@pytest.fixture
def me() -> Any:
    return Access(patient_ref=PATIENT_REF)


@pytest.fixture
def settings() -> Any:
    return DecodaSettings(tenant="lumina", api_key="k3y")


@pytest.fixture
def answering() -> Iterator[Any]:
    """``answering(answer, ...)`` puts these answers behind the API; what it was asked comes back."""

    def mount(*answers: Any) -> Any:
        recorder = Recorder(*answers)
        POOLS.mount(API, recorder)
        return recorder

    yield mount
    POOLS.unmount(API)


@pytest.fixture
def shop(settings: Settings) -> Any:
    return decoda(settings, NoAccounts(), coupons=BOOK, clock=lambda: NOW)  # type: ignore[arg-type]


@pytest.fixture
def asks(shop: Any, answering: Any, me: Any) -> Any:
    """``asks(do, answers, calls)`` does it: exactly these calls go out, each with the clinic's two headers."""

    def check(do: Any, answers: Any, calls: Any) -> None:
        recorder = answering(*answers)

        do(shop, me)

        assert asked(recorder) == calls
        for request in recorder.asked:
            assert (request.headers["API-KEY"], request.headers["TENANT"]) == ("k3y", "lumina")
            assert not {"Authorization", "Cookie", "Origin"} & set(request.headers)

    return check


@pytest.fixture
def charts(settings: Settings) -> Any:
    return Charts(settings)  # type: ignore[arg-type]


@pytest.fixture
def quotes(shop: Any) -> Any:
    return shop.quotes


@pytest.fixture
def sandbox() -> Iterator[Any]:
    sandbox = Sandbox(StillClock())
    with POOLS.mounted(API, SandboxAdapter(sandbox, prefix="/decoda")):
        yield sandbox


@pytest.fixture
def clinic_settings() -> Any:
    return DecodaSettings(tenant=demo.TENANT, api_key=demo.API_KEY)


@pytest.fixture
def clinic(sandbox: Any, clinic_settings: Any) -> Any:
    """The sandbox's first clinic."""
    return decoda(clinic_settings, NoAccounts(), coupons=BOOK, clock=sandbox.clock.now)  # type: ignore[arg-type]


@pytest.fixture
def dana() -> Any:
    return Access(patient_ref=demo.DANA.id)


@pytest.fixture
def ana() -> Any:
    return Access(patient_ref=demo.ANA.id)


@pytest.fixture
def cart(clinic: Any, dana: Any) -> Any:
    return clinic.carts.create([Item(CREAM, 1)], dana)


@pytest.fixture
def request_(cart: Any) -> Any:
    return replace(REQUEST, key=KEY, cart_ref=cart.ref, payment_method=demo.DANA_VISA, order_ref="")


@pytest.fixture
def ordered(clinic: Any, dana: Any, request_: Any) -> Any:
    """The request to pay the order that was just placed."""
    outcome = clinic.orders.place(request_, dana)
    assert isinstance(outcome, UnpaidOrder)
    return replace(request_, order_ref=outcome.order.ref)
