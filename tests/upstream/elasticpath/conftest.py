from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from storefront.upstream.pools import POOLS
from storefront.upstream.types import Access
from tests.upstream.elasticpath.examples import ACCOUNT, MEMBER
from tests.upstream.fakes import Recorder, respond

API = "https://useast.api.elasticpath.com"


class Store(Recorder):
    """Hands out access tokens (``implicit-1``, ``client_credentials-2``...), and answers the rest as it is told."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(*answers)
        self.grants: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if not str(request.url).endswith("/oauth/access_token"):
            return super().send(request, *args, **kwargs)
        self.grants.append(request)
        kind = "client_credentials" if "client_credentials" in str(request.body) else "implicit"
        token = f'{{"access_token": "{kind}-{len(self.grants)}", "expires_in": 3600, "token_type": "Bearer"}}'
        return respond(request, 200, token.encode())


@pytest.fixture(autouse=True)
def no_tokens() -> None:
    TOKEN_CACHE.clear()


@pytest.fixture
def erin() -> Any:
    return Access(ACCOUNT, "acc0unt-t0ken", f"{ACCOUNT}:{MEMBER}", "Erin Example", datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture
def shop() -> Iterator[Any]:
    """``shop(answer, ...)``: a clinic whose store answers so, and what it was asked."""

    def make(*answers: Any, **settings: Any) -> Any:
        store = Store(*answers)
        POOLS.mount(API, store)
        usual = {"currency": "CAD", "client_id": "c1ient", "client_secret": "s3cret", "password_profile_id": "profile"}
        return elasticpath(ElasticPathSettings(**(usual | settings))), store

    yield make
    POOLS.unmount(API)
