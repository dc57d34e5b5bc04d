from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.pools import POOLS
from storefront.upstream.types import Access
from tests.upstream.fakes import Recorder

ORGANIZATION = {"organization": "aurora_demo", "site_origin": "https://harbour.example"}


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
