"""The one door to an upstream: sends a request, and answers a ``Reply`` or one of the errors of ``errors.py``.

On the wire, and what it is called here:

- no such name, connection refused, connect time-out, a private address: ``Unreachable``
- anything else without an answer, 5xx, a write that is redirected: ``OutcomeUnknown``
- a success without readable JSON, an answer too large, a read that is redirected: ``Unreadable``
- 401: ``SignedOut`` where a patient's token was sent, else ``Misconfigured``
- 429: ``Busy``
- other 4xx: what the call's ``refusals`` say, else ``NotFound`` (404) or ``Refused``

Reads are asked once more when no usable answer came; writes never are. Every error is in our own words: the libraries
put paths, and so cart ids and coupon codes, into theirs.
"""

from __future__ import annotations

import json as json_module
import logging
import random
import re
import time
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import uuid4

import requests

from storefront.upstream import strict_json
from storefront.upstream.errors import (
    Busy,
    HeldBack,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    Refused,
    SignedOut,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.gate import GATES, Shut
from storefront.upstream.paths import REFERENCE, TYPED, base_address, fill
from storefront.upstream.pools import POOLS, Pools
from storefront.upstream.transfer import Answer, Timeouts, TooLarge, never_left, transfer
from storefront.upstream.witness import Observer, Seen, testify

__all__ = ["Refusals", "Reply", "Timeouts", "Wire"]

LIMIT = 2 * 1024 * 1024
log = logging.getLogger("storefront.upstream")

Error = TypeVar("Error", bound=UpstreamError)
Refusals = Mapping[int, type[UpstreamError]]


@dataclass(frozen=True, slots=True)
class Reply:
    """``json`` holds exact numbers (``Decimal``) and is None where there was no body. ``headers`` in any case."""

    upstream: str
    status: int
    json: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    request_id: str = ""

    @property
    def refused(self) -> bool:
        """A 4xx that the caller asked for with ``accept``."""
        return self.status >= 400

    def error(self, kind: type[Error], detail: str, **more: Any) -> Error:
        """An error about this reply; ``detail`` is ours and holds nothing of the body."""
        return kind(self.upstream, detail, status=self.status, request_id=self.request_id, **more)


@dataclass(frozen=True, slots=True)
class _Call:
    """One ``send``, as far as its answer needs to be understood. ``route`` is the template: it may be logged."""

    method: str
    route: str
    url: str
    request_id: str
    deadline: float
    signed_in: bool
    refusals: Refusals
    accept: Collection[int]
    empty: bool
    act: bool

    @property
    def read(self) -> bool:
        return self.method == "GET" and not self.act

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


class Wire:
    """Calls below one base address, all with the same ``headers``.

    ``Misconfigured`` when the address is not one we talk to. ``allow_loopback`` is for the demo and tests: it lets
    plain http and loopback addresses through, other private addresses stay refused. ``tenant`` is the clinic there:
    calls of one clinic share a gate (``gate.py``), and fail at once while its upstream is down. ``observer`` is told of
    every call when it is over, in the thread that made it.
    """

    def __init__(
        self,
        upstream: str,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
        allow_loopback: bool = False,
        pools: Pools = POOLS,
        tenant: str = "",
        observer: Observer | None = None,
        shapes: Mapping[str, re.Pattern[str]] | None = None,
    ) -> None:
        """``shapes`` are of parameters that look other than ``REFERENCE``, by name."""
        try:
            self._base = base_address(base_url, allow_loopback=allow_loopback)
        except ValueError as problem:
            raise Misconfigured(upstream, str(problem)) from None
        self.upstream = upstream
        self._headers = dict(headers or {})
        self._timeouts = timeouts or Timeouts()
        self._allow_loopback = allow_loopback
        self._pools = pools
        self._gate = GATES.of(upstream, tenant, self._base)
        self._observer = observer
        self._shapes = {"code": TYPED, **(shapes or {})}

    def send(
        self,
        method: str,
        route: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        refusals: Refusals | None = None,
        accept: Collection[int] = (),
        empty: bool = False,
        act: bool = False,
        **parameters: str,
    ) -> Reply:
        """Send one request; ``route`` is a template (``/carts/{cart}``) and ``parameters`` fill it, percent-encoded.

        ``token`` is the patient's and goes out as a bearer. ``refusals`` name the errors of this call's 4xx answers;
        those in ``accept`` come back as a reply, whatever their body. ``empty``: a success may be without a body.
        ``act`` is for the one POST that makes an order: a connection of its own, used once.
        A parameter that cannot be a segment is answered like a 404, without asking: no such thing can exist.
        """
        call = _Call(
            method=method,
            route=route,
            url="",
            request_id=uuid4().hex,
            deadline=time.monotonic() + self._timeouts.total,
            signed_in=bool(token),
            refusals=refusals or {},
            accept=accept,
            empty=empty,
            act=act,
        )
        call = replace(call, url=self._address(call, parameters))
        request = self._request(call, json, form, query, token, headers or {})
        return self._logged(call, request)

    def _address(self, call: _Call, parameters: Mapping[str, str]) -> str:
        try:
            shapes = {name: self._shapes.get(name, REFERENCE) for name in parameters}
            return self._base + fill(call.route, parameters, shapes)
        except ValueError:
            kind = call.refusals.get(404, NotFound)
        raise kind(self.upstream, f"{call}: not a reference", status=404, request_id=call.request_id)

    def _request(
        self,
        call: _Call,
        json: Any,
        form: Mapping[str, str] | None,
        query: Mapping[str, str | int] | None,
        token: str,
        extra: Mapping[str, str],
    ) -> requests.PreparedRequest:
        headers = {
            "User-Agent": "clinic-storefront",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # what comes is what we count: no decompression bombs
            "X-Request-ID": call.request_id,
            **self._headers,
            **extra,
        }
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body: Any = form
        if json is not None:
            headers["Content-Type"] = "application/json"
            body = json_module.dumps(json, allow_nan=False).encode()
        try:
            return requests.Request(call.method, call.url, headers=headers, data=body, params=query).prepare()
        except (requests.RequestException, ValueError):
            pass  # its text shows the header or the address
        raise Misconfigured(
            self.upstream, f"{call}: a header or the address cannot be sent", request_id=call.request_id
        )

    def _logged(self, call: _Call, request: requests.PreparedRequest) -> Reply:
        started = time.monotonic()
        status, outcome, level = 0, "crashed", logging.ERROR
        try:
            reply = self._gated(call, request)
            status, outcome, level = reply.status, "ok", logging.INFO
        except UpstreamError as error:
            status, outcome = error.status, type(error).__name__
            level = logging.INFO if isinstance(error, Refused | SignedOut) else logging.WARNING
            raise
        finally:
            ms = round((time.monotonic() - started) * 1000)
            seen = Seen(call.method, call.route, status, ms, call.request_id, outcome, self.upstream)
            testify(seen)
            if self._observer:
                self._observer(seen)
            facts = {
                "upstream": self.upstream,
                "method": call.method,
                "route": call.route,
                "status": status,
                "ms": ms,
                "upstream_request_id": call.request_id,
                "outcome": outcome,
            }
            log.log(level, "upstream call", extra=facts)
        return reply

    def _gated(self, call: _Call, request: requests.PreparedRequest) -> Reply:
        try:
            self._gate.enter()
        except Shut as shut:
            reason = str(shut)
        else:
            return self._through(call, request)
        raise HeldBack(self.upstream, f"{call}: not sent, {reason}", request_id=call.request_id)

    def _through(self, call: _Call, request: requests.PreparedRequest) -> Reply:
        failed = True
        try:
            reply = self._patiently(call, request)
            failed = False
        except UpstreamError as error:
            failed = isinstance(error, Unreachable | OutcomeUnknown)
            raise
        finally:
            self._gate.leave(failed=failed)
        return reply

    def _patiently(self, call: _Call, request: requests.PreparedRequest) -> Reply:
        try:
            return self._once(call, request)
        except (Unreachable, OutcomeUnknown):
            pause = random.uniform(0.05, 0.25)  # noqa: S311  # spreads the callers, guards nothing
            if not call.read or time.monotonic() + pause >= call.deadline:
                raise
        time.sleep(pause)
        return self._once(call, request)

    def _once(self, call: _Call, request: requests.PreparedRequest) -> Reply:
        return self._understood(call, self._exchanged(call, request))

    def _exchanged(self, call: _Call, request: requests.PreparedRequest) -> Answer:
        """The raw answer. Errors are raised outside the handlers, so that nothing of the libraries' text hangs on."""
        local = self._allow_loopback
        kept = nullcontext(self._pools.shared(call.url, allow_loopback=local))
        kind: type[UpstreamError]
        try:
            with self._pools.fresh(call.url, allow_loopback=local) if call.act else kept as adapter:
                return transfer(request, adapter, self._timeouts, deadline=call.deadline, limit=LIMIT)
        except TooLarge:
            kind, what = Unreadable, "an answer beyond all size"
        except Exception as error:  # whatever it is, the request may have left
            kind = Unreachable if never_left(error) else OutcomeUnknown
            what = type(error).__name__
        raise kind(self.upstream, f"{call}: {what}", request_id=call.request_id)

    def _understood(self, call: _Call, answer: Answer) -> Reply:
        reply = Reply(self.upstream, answer.status, None, answer.headers, call.request_id)
        if 200 <= reply.status < 300:
            return replace(reply, json=self._content(call, reply, answer.body))
        if reply.status in call.accept and 400 <= reply.status < 500:
            return replace(reply, json=_json_or_none(answer.body))
        raise reply.error(_kind_of(call, reply.status), f"{call} answered {reply.status}")

    def _content(self, call: _Call, reply: Reply, body: bytes) -> Any:
        if call.empty and not body.strip():
            return None
        try:
            return strict_json.parse(body)
        except ValueError:
            pass
        raise reply.error(Unreadable, f"{call}: not JSON, or JSON we do not take")


def _kind_of(call: _Call, status: int) -> type[UpstreamError]:
    if 300 <= status < 400:
        return Unreadable if call.read else OutcomeUnknown
    if not 400 <= status < 500:
        return OutcomeUnknown
    usual: Refusals = {401: SignedOut if call.signed_in else Misconfigured, 404: NotFound, 429: Busy}
    return call.refusals.get(status) or usual.get(status) or Refused


def _json_or_none(body: bytes) -> Any:
    try:
        return strict_json.parse(body)
    except ValueError:
        return None
