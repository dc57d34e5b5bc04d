"""Access tokens: one fetch for many threads, used until shortly before the end, and never in the way of the truth."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.elasticpath import tokens as tokens_module
from storefront.upstream.errors import Busy, Misconfigured, SignedOut, Unreachable, UpstreamError
from storefront.upstream.pools import POOLS
from tests.upstream.elasticpath.common import NEW, REQUEST
from tests.upstream.elasticpath.conftest import API
from tests.upstream.elasticpath.examples import (
    CART,
    CART_ANSWER,
    GRANTED,
    ITEMS,
    LINE,
    ORDER_ANSWER,
    ORDERS,
    PRODUCTS,
    SIGNED_IN,
    refusal,
)
from tests.upstream.fakes import Recorder, respond

UNAUTHORIZED = (401, refusal("401", "Unauthorized"))


class Grants(Recorder):
    """Answers token calls as it is told, and everything else with a shelf; remembers the bearers."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(*answers)
        self.bearers: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if str(request.url).endswith("/oauth/access_token"):
            self.gate.wait(5)
            return super().send(request, *args, **kwargs)
        self.bearers.append(str(request.headers["Authorization"]))
        return respond(request, 200, json.dumps(PRODUCTS).encode())


@pytest.fixture
def store() -> Iterator[Any]:
    """``store(answer, ...)``: a clinic whose token calls are answered so."""

    def make(*answers: Any, **settings: Any) -> Any:
        grants = Grants(*answers)
        POOLS.mount(API, grants)
        usual = {"currency": "CAD", "client_id": "c1ient", "client_secret": "s3cret", "password_profile_id": "profile"}
        return elasticpath(ElasticPathSettings(**(usual | settings))), grants

    yield make
    POOLS.unmount(API)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``later(seconds)``: as if so much time had passed since."""
    now, shift = time.monotonic, [0.0]
    monkeypatch.setattr(tokens_module.time, "monotonic", lambda: now() + shift[0])  # type: ignore[attr-defined]
    return lambda seconds: shift.__setitem__(0, shift[0] + seconds)


def ask_at_once(pool: Any, ask: Any) -> Any:
    """Twenty threads that all wait for the same answer."""
    ready = threading.Barrier(21)

    def when_ready() -> Any:
        ready.wait(10)
        return ask()

    answers = [pool.submit(when_ready) for _ in range(20)]
    ready.wait(10)
    time.sleep(0.3)
    return answers


def test_twenty_threads_need_one_token(store: Any) -> None:
    clinic, grants = store(GRANTED)
    grants.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        shelves = ask_at_once(pool, clinic.catalogue.products)
        grants.gate.set()
        assert all(shelf.result(20) for shelf in shelves)

    assert len(grants.asked) == 1
    assert grants.bearers == ["Bearer t0ken"] * 20


def test_twenty_threads_hear_of_one_failure_and_the_next_call_asks_again(store: Any) -> None:
    clinic, grants = store((401, refusal("401")), (401, refusal("401")), GRANTED)
    grants.answers = [(401, refusal("401")), GRANTED]
    grants.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        shelves = ask_at_once(pool, clinic.catalogue.products)
        grants.gate.set()
        errors = [type(shelf.exception(20)) for shelf in shelves]

    assert errors == [Misconfigured] * 20
    assert len(grants.asked) == 1
    assert clinic.catalogue.products()


def test_clinic_objects_come_and_go_and_the_token_stays(store: Any) -> None:
    first, grants = store(GRANTED)
    first.catalogue.products()
    again = elasticpath(ElasticPathSettings("CAD", "c1ient", "profile", "s3cret"))

    again.catalogue.products()

    assert len(grants.asked) == 1


@pytest.mark.parametrize("other", [{"client_id": "other"}, {"client_secret": "other"}])
def test_another_client_has_a_token_of_its_own(store: Any, other: Any) -> None:
    store(GRANTED)[0].catalogue.products()
    clinic, grants = store(GRANTED | {"access_token": "theirs"}, **other)

    clinic.catalogue.products()

    assert grants.bearers == ["Bearer theirs"]


def test_a_token_is_used_until_two_minutes_before_its_end(store: Any, later: Any) -> None:
    clinic, grants = store(GRANTED, GRANTED | {"access_token": "second"})
    clinic.catalogue.products()
    later(3600 - 121)
    clinic.catalogue.products()
    assert len(grants.asked) == 1
    later(2)
    clinic.catalogue.products()

    assert grants.bearers == ["Bearer t0ken", "Bearer t0ken", "Bearer second"]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"data": GRANTED}, True),
        (GRANTED | {"expires_in": "3600"}, True),
        ({"access_token": "t0ken", "expires": int(time.time()) + 3600}, True),
        ({"access_token": "t0ken", "expires": str(int(time.time()) + 3600)}, True),
        ({"access_token": "t0ken", "expires": int(time.time()) + 60}, False),
        (GRANTED | {"expires_in": 60}, False),
        ({"access_token": "t0ken"}, False),
        (GRANTED | {"expires_in": -5}, False),
    ],
)
def test_how_long_a_token_lives_is_what_they_say(store: Any, answer: Any, kept: bool) -> None:
    clinic, grants = store(answer)
    clinic.catalogue.products()
    clinic.catalogue.products()

    assert len(grants.asked) == (1 if kept else 2)
    assert set(grants.bearers) == {"Bearer t0ken"}


@pytest.mark.parametrize(
    ("answer", "error", "asked"),
    [
        ((400, refusal("400")), Misconfigured, 1),
        ((401, b"no"), Misconfigured, 1),
        ((429, b""), Busy, 1),
        ((503, b""), Unreachable, 2),
        (requests.ReadTimeout(), Unreachable, 2),
        (b"<html>", Unreachable, 2),
        ("t0ken", Unreachable, 2),
        ({"access_token": "two words"}, Unreachable, 2),
        ({"access_token": None}, Unreachable, 2),
        ((302, b""), Unreachable, 2),
    ],
)
@pytest.mark.parametrize("act", [False, True])
def test_without_a_token_nothing_was_sent(
    store: Any, erin: Any, answer: Any, error: Any, asked: int, act: bool
) -> None:
    """Also for an act: whatever became of the token call, the order was certainly not placed."""
    clinic, grants = store(answer, checkout="account")

    with pytest.raises(UpstreamError) as raised:
        clinic.orders.place(REQUEST, erin) if act else clinic.catalogue.products()

    assert type(raised.value) is error
    assert (len(grants.asked), grants.bearers) == (asked, [])


def test_a_lost_token_is_asked_for_again(store: Any) -> None:
    clinic, grants = store(requests.ConnectionError("reset"), GRANTED)

    clinic.catalogue.products()

    assert (len(grants.asked), grants.bearers) == (2, ["Bearer t0ken"])


def test_an_act_that_waited_too_long_for_its_token_is_not_sent(store: Any, erin: Any, later: Any) -> None:
    clinic, grants = store(GRANTED, checkout="account")
    slow = grants.send

    def send(request: pytest.FixtureRequest, *args: Any, **kwargs: Any) -> Any:
        later(6)
        return slow(request, *args, **kwargs)

    grants.send = send
    with pytest.raises(Unreachable):
        clinic.orders.place(REQUEST, erin)

    assert grants.bearers == []


def test_preparing_has_the_token_ready(shop: Any, erin: Any) -> None:
    clinic, store = shop(CART_ANSWER, (201, ORDER_ANSWER), checkout="account")
    clinic.orders.prepare(CART, "", erin)
    before = len(store.grants)

    clinic.orders.place(REQUEST, erin)

    assert len(store.grants) == before == 2


@pytest.mark.parametrize(
    ("grant", "form"),
    [
        ("account_token", {"grant_type": ["implicit"], "client_id": ["c1ient"]}),
        ("account", {"grant_type": ["client_credentials"], "client_id": ["c1ient"], "client_secret": ["s3cret"]}),
    ],
)
def test_an_access_token_is_asked_for_with_a_form(shop: Any, erin: Any, grant: str, form: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER), checkout=grant)

    clinic.orders.place(REQUEST, erin)

    (asked,) = store.grants
    assert f"{asked.method} {asked.url}" == f"POST {API}/oauth/access_token"
    assert parse_qs(asked.body) == form
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in asked.headers


# -- a token that is refused -------------------------------------------------------------------------------------------


def bearers(store: Any) -> list[str]:
    return [sent.headers["Authorization"] for sent in store.asked]


@pytest.mark.parametrize(
    ("do", "answer"),
    [
        (lambda clinic, erin: clinic.catalogue.products(), PRODUCTS),
        (lambda clinic, erin: clinic.carts.remove(CART, LINE, erin), ITEMS),
        (lambda clinic, erin: clinic.accounts.sign_up(NEW), (201, SIGNED_IN)),
    ],
)
def test_reads_and_writes_are_repeated_once_with_a_new_token(shop: Any, erin: Any, do: Any, answer: Any) -> None:
    clinic, store = shop(UNAUTHORIZED, answer)

    do(clinic, erin)

    assert bearers(store) == ["Bearer implicit-1", "Bearer implicit-2"]


def test_a_second_refusal_is_the_patients_token_or_the_clinics(shop: Any, erin: Any) -> None:
    clinic, store = shop(UNAUTHORIZED)
    with pytest.raises(SignedOut):
        clinic.carts.read(CART, erin)
    with pytest.raises(Misconfigured):
        clinic.carts.read(CART, None)

    assert len(store.asked) == 4


def test_an_act_is_never_repeated_and_the_next_call_has_a_new_token(shop: Any, erin: Any) -> None:
    clinic, store = shop(UNAUTHORIZED, ORDERS)

    with pytest.raises(SignedOut):
        clinic.orders.place(REQUEST, erin)
    clinic.orders.history(erin)

    assert bearers(store) == ["Bearer implicit-1", "Bearer implicit-2"]
    assert len(store.asked) == 2


def test_an_act_in_the_clinics_name_that_is_refused_is_the_clinics_matter(shop: Any, erin: Any) -> None:
    clinic, store = shop(UNAUTHORIZED, checkout="account")

    with pytest.raises(Misconfigured):
        clinic.orders.place(REQUEST, erin)

    assert len(store.asked) == 1


def test_a_refused_token_does_not_take_a_newer_one_along() -> None:
    kept = tokens_module.TokenCache()
    newer = tokens_module.Token("new", time.monotonic() + 3600)
    kept.get("key", lambda: newer)

    kept.forget("key", "old")

    assert kept.get("key", lambda: tokens_module.Token("third", 0)) is newer
