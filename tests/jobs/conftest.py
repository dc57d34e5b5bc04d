from __future__ import annotations

import pytest

from storefront.jobs import registry


@pytest.fixture(autouse=True)
def only_jobs_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_jobs", {})
