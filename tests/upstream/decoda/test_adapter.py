"""The adapter says at once what cannot work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.upstream.decoda import decoda
from storefront.upstream.errors import Misconfigured
from tests.upstream.decoda.conftest import BOOK, NoAccounts


@pytest.mark.parametrize("wrong", [{"tenant": ""}, {"api_key": ""}, {"api": "http://x.example"}, {"app": "ftp://x"}])
def test_settings_that_cannot_work_are_said_at_once(settings: Any, wrong: Any) -> None:
    with pytest.raises(Misconfigured) as raised:
        decoda(replace(settings, **wrong), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    assert "k3y" not in str(raised.value) + repr(settings)
