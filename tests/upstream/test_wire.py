"""What the door makes of answers, without sockets."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import requests

from storefront.upstream import bulkheads
from storefront.upstream import wire as wire_module
from storefront.upstream.circuit_breaker import FAILURES
from storefront.upstream.errors import (
    Busy,
    CartGone,
    CrowdedError,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    Refused,
    SignedOut,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.wire import Call, Wire
from tests.upstream.fakes import body_of, wire_answering


def test_a_call_says_who_asks_what_in_json_and_nothing_more() -> None:
    wire, recorder = wire_answering({"ok": True}, headers={"organization": "org_1"})

    reply = wire.send(
        Call("POST", "/carts/{cart}/items", json={"n": 1}, token="t0ken", query={"page": 2}, parameters={"cart": "a-b"})
    )

    sent = recorder.last
    assert reply.json == {"ok": True}
    assert sent.url == "https://api.example/carts/a-b/items?page=2"
    assert body_of(sent) == {"n": 1}
    assert dict(sent.headers) == {
        "User-Agent": "clinic-storefront",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "X-Request-ID": reply.request_id,
        "organization": "org_1",
        "Authorization": "Bearer t0ken",
        "Content-Type": "application/json",
        "Content-Length": "8",
    }


def test_a_form_is_sent_as_one() -> None:
    wire, recorder = wire_answering({})

    wire.send(Call("POST", "/oauth", form={"grant_type": "implicit"}))

    assert recorder.last.body == "grant_type=implicit"
    assert recorder.last.headers["Content-Type"] == "application/x-www-form-urlencoded"


BAD_GATEWAY = (502, b"<html>secret</html>")


@pytest.mark.parametrize(
    ("method", "token", "answer", "error"),
    [
        ("GET", "", (401, {}), Misconfigured),
        ("GET", "t", (401, {}), SignedOut),
        ("POST", "t", (401, b"<html>"), SignedOut),
        ("GET", "", (404, {}), NotFound),
        ("POST", "", (429, {}), Busy),
        ("GET", "", (418, {}), Refused),
        ("POST", "", (422, {}), Refused),
        ("GET", "", (500, {}), OutcomeUnknown),
        ("POST", "", BAD_GATEWAY, OutcomeUnknown),
        ("GET", "", (302, b""), Unreadable),
        ("POST", "", (307, b""), OutcomeUnknown),
        ("DELETE", "", (303, b""), OutcomeUnknown),
        ("GET", "", (200, b"<html>"), Unreadable),
        ("POST", "", (201, b""), Unreadable),
        ("POST", "", (600, {}), OutcomeUnknown),
        ("GET", "", requests.ReadTimeout("secret"), OutcomeUnknown),
        ("GET", "", requests.exceptions.SSLError("secret"), OutcomeUnknown),
        ("POST", "", RuntimeError("secret"), OutcomeUnknown),
    ],
)
def test_each_answer_has_one_name(method: str, token: str, answer: Any, error: Any) -> None:
    wire, recorder = wire_answering(answer)

    with pytest.raises(error) as raised:
        wire.send(Call(method, "/x", token=token))

    assert type(raised.value) is error
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None or raised.value.__suppress_context__
    assert raised.value.request_id == recorder.last.headers["X-Request-ID"]


def test_a_call_may_name_its_own_refusals_and_read_some_itself() -> None:
    wire, _ = wire_answering((404, {"message": "gone"}))

    with pytest.raises(CartGone):
        wire.send(Call("GET", "/x", refusals={404: CartGone}))
    assert wire.send(Call("GET", "/x", accept=(404,))).json == {"message": "gone"}


def test_an_empty_success_is_taken_only_where_the_call_says_so() -> None:
    wire, _ = wire_answering((204, b""))

    assert wire.send(Call("DELETE", "/x", empty=True)).json is None


def test_an_answer_of_more_than_two_megabytes_is_not_held() -> None:
    wire, recorder = wire_answering((200, b'"' + b"x" * (2 * 1024 * 1024) + b'"'))

    with pytest.raises(Unreadable):
        wire.send(Call("GET", "/x"))
    assert len(recorder.asked) == 1


def test_a_read_is_asked_once_more_and_a_write_never_is() -> None:
    wire, recorder = wire_answering(BAD_GATEWAY, {"ok": True})
    assert wire.send(Call("GET", "/x")).json == {"ok": True}
    assert len(recorder.asked) == 2

    for method, options in [("POST", {}), ("PUT", {}), ("DELETE", {}), ("GET", {"act": True})]:
        wire, recorder = wire_answering(BAD_GATEWAY, {"ok": True})
        with pytest.raises(OutcomeUnknown):
            wire.send(Call(method, "/x", **options))  # type: ignore[arg-type]
        assert len(recorder.asked) == 1


def test_a_read_is_not_asked_a_third_time() -> None:
    wire, recorder = wire_answering(BAD_GATEWAY)

    with pytest.raises(OutcomeUnknown):
        wire.send(Call("GET", "/x"))
    assert len(recorder.asked) == 2


def test_a_reference_that_cannot_exist_is_not_asked_for() -> None:
    wire, recorder = wire_answering({})

    with pytest.raises(CartGone):
        wire.send(Call("GET", "/carts/{cart}", refusals={404: CartGone}, parameters={"cart": ".."}))
    with pytest.raises(NotFound):
        wire.send(Call("GET", "/carts/{cart}", parameters={"cart": "a\r\nX: y"}))
    assert recorder.asked == []


@pytest.mark.parametrize("header", ["a\r\nX-Evil: 1", " a", "a\nb"])
def test_a_header_is_never_two(header: str) -> None:
    wire, recorder = wire_answering({})

    with pytest.raises(Misconfigured) as raised:
        wire.send(Call("GET", "/x", headers={"organization": header}))
    assert recorder.asked == []
    assert "Evil" not in str(raised.value)


def test_a_base_address_without_tls_is_misconfigured() -> None:
    with pytest.raises(Misconfigured):
        Wire("example", "http://api.example")


SECRETS = ("c4rt-ref", "SECRETCODE", "t0ken", "ana@", "health")


@pytest.mark.parametrize(
    "answer", [{}, (404, {}), BAD_GATEWAY, requests.ConnectionError("/carts/c4rt-ref"), (200, b"<")]
)
def test_one_line_is_logged_per_call_and_it_names_no_one(caplog: pytest.LogCaptureFixture, answer: Any) -> None:
    wire, recorder = wire_answering(answer)
    caplog.set_level(logging.DEBUG)

    try:
        wire.send(
            Call(
                "POST",
                "/carts/{cart}/coupon/{code}",
                token="t0ken",
                json={"email": "ana@example.org"},
                query={"q": "health"},
                parameters={"cart": "c4rt-ref", "code": "SECRETCODE"},
            )
        )
        outcome, said = "ok", ""
    except UpstreamError as error:
        outcome, said = type(error).__name__, str(error)

    (record,) = caplog.records
    facts = {name: getattr(record, name) for name in ("upstream", "method", "route", "upstream_request_id", "outcome")}
    assert facts == {
        "upstream": "example",
        "method": "POST",
        "route": "/carts/{cart}/coupon/{code}",
        "upstream_request_id": recorder.last.headers["X-Request-ID"],
        "outcome": outcome,
    }
    assert isinstance(record.ms, int)  # type: ignore[attr-defined]
    everything = said + str(record.__dict__)
    assert not any(word in everything for word in SECRETS)


def test_a_reply_and_an_error_show_no_body_when_printed() -> None:
    wire, _ = wire_answering({"email": "ana@example.org"})

    assert "ana@" not in repr(wire.send(Call("GET", "/x")))


@pytest.mark.parametrize("value", ["../../etc", "a/b", "a%2Fb", "a b", "a.b", "é", "", "x" * 129, "a\n"])
def test_what_no_id_looks_like_is_answered_without_asking(value: Any) -> None:
    wire, recorder = wire_answering({"ok": True})

    with pytest.raises(NotFound):
        wire.send(Call("GET", "/products/{product}", parameters={"product": value}))
    assert recorder.asked == []


def test_a_code_that_people_type_is_only_encoded() -> None:
    wire, recorder = wire_answering({"ok": True})

    wire.send(Call("POST", "/coupon/{code}", parameters={"code": "NEW 20%"}))

    assert recorder.last.url == "https://api.example/coupon/NEW%2020%25"


def test_a_call_without_a_place_is_not_sent_and_says_nothing_about_the_upstream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire, recorder = wire_answering({"ok": True})
    monkeypatch.setattr(bulkheads, "LONGEST_WAIT", 0)
    monkeypatch.setattr(wire_module.BULKHEADS, "_sizes", (0, 0, 0))  # type: ignore[attr-defined]

    for _ in range(2 * FAILURES):
        with pytest.raises(CrowdedError):
            wire.send(Call("GET", "/x"))
    assert recorder.asked == []

    monkeypatch.undo()
    wire_module.BULKHEADS.clear()  # type: ignore[attr-defined]
    assert wire.send(Call("GET", "/x")).json == {"ok": True}
