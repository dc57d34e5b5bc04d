from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.pools import POOLS
from storefront.upstream.types import Access, Question
from tests.upstream.careportals.examples import CART_REF, WITHOUT_TOKEN
from tests.upstream.fakes import Recorder, body_of

ORGANIZATION = {"organization": "aurora_demo", "site_origin": "https://harbour.example"}


def cad(amount: Any) -> Any:
    return Money.of(amount, "CAD")


def looked_up(shop: Any, ana: Any, answer: Any) -> Any:
    clinic, _ = shop(answer)
    return clinic.orders.look_up(Question("", CART_REF), ana)


@pytest.fixture
def ana() -> Any:
    return Access(patient_ref="65c4a8e6b9c1aa0011220001", token="t0ken", expires_at=datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture
def shop() -> Iterator[Any]:
    """``shop(answer, ...)``: a clinic whose CarePortals answers so, and what it was asked."""

    def make(*answers: Any, **settings: Any) -> Any:
        recorder = Recorder(*answers)
        for api in ("patient", "public"):
            POOLS.mount(f"https://{api}-api.portals.care", recorder)
        return careportals(CarePortalsSettings(currency="CAD", **(settings or ORGANIZATION))), recorder

    yield make
    for api in ("patient", "public"):
        POOLS.unmount(f"https://{api}-api.portals.care")


@pytest.fixture
def in_organization_mode(shop: Any, ana: Any) -> Any:
    """One row of a table of calls: exactly this goes out, for this organization."""

    def check(name: str, do: Any, line: str, body: Any, answer: Any, origin: str | None) -> None:
        clinic, recorder = shop(answer)

        do(clinic, ana)

        (sent,) = recorder.asked
        assert f"{sent.method} {sent.url}" == line
        assert body_of(sent) == body
        assert sent.headers.get("Content-Type") == ("application/json" if body is not None else None)
        assert sent.headers["organization"] == "aurora_demo"
        assert sent.headers["Accept"] == "application/json"
        assert sent.headers.get("Origin") == origin
        assert sent.headers.get("Authorization") == (None if name in WITHOUT_TOKEN else "Bearer t0ken")
        assert ("Idempotency-Key" in sent.headers) is (name == "place")
        assert "Cookie" not in sent.headers

    return check


@pytest.fixture
def in_subdomain_mode(shop: Any, ana: Any) -> Any:
    """One row of a table of calls, for a clinic that has an address of its own at the upstream."""

    def check(do: Any, line: str, _body: Any, answer: Any, _origin: str | None) -> None:
        clinic, recorder = shop(
            answer,
            origin="https://aurora.portals.care",
            site_origin="https://harbour.example",
            patient_prefix="",
            public_prefix="",
        )

        do(clinic, ana)

        (sent,) = recorder.asked
        assert f"{sent.method} {sent.url}" == line.replace("care/patient/", "care/").replace("care/public/", "care/")
        assert sent.headers["Origin"] == "https://aurora.portals.care"
        assert "organization" not in sent.headers

    return check
