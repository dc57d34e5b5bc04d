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
from storefront.upstream.bulkheads import BULKHEADS, NoPlaceError
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS, CircuitOpenError
from storefront.upstream.errors import (
    Busy,
    CrowdedError,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    Refused,
    RejectedError,
    SignedOut,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.observer import ODD, ObservedCall, Observer, observe
from storefront.upstream.paths import REFERENCE, TYPED, base_address, fill
from storefront.upstream.pools import POOLS, Pools
from storefront.upstream.transfer import Answer, Timeouts, TooLargeError, never_left, transfer
from storefront.upstream.waiting import about_to_wait

__all__ = ["Call", "Refusals", "Reply", "Timeouts", "Wire"]

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
    observer: Observer | None = field(default=None, repr=False, compare=False)

    @property
    def refused(self) -> bool:
        """A 4xx that the caller asked for with ``accept``."""
        return self.status >= 400

    def error(self, kind: type[Error], detail: str, **more: Any) -> Error:
        """An error about this reply; ``detail`` is ours and holds nothing of the body."""
        return kind(self.upstream, detail, status=self.status, request_id=self.request_id, **more)

    def odd(self, what: str) -> None:
        """Tell staff that a part of this answer does not fit and was left out. ``what`` holds nothing of the body."""
        log.warning("upstream answer", extra={"upstream": self.upstream, "outcome": ODD, "what": what})
        if self.observer:
            self.observer(ObservedCall("Read", what, self.status, 0, self.request_id, ODD, self.upstream))


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``route`` is a template (``/carts/{cart}``); ``parameters`` fill it, percent-encoded.

    ``token`` is the patient's and goes out as a bearer. ``refusals`` name the errors of this call's 4xx answers; those
    in ``accept`` come back as a reply, whatever their body. ``empty``: a success may be without a body.
    ``act`` is for the one POST that makes an order: a connection of its own, used once.
    """

    method: str
    route: str
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    query: Mapping[str, str | int] | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    refusals: Refusals = field(default_factory=dict)
    accept: Collection[int] = ()
    empty: bool = False
    act: bool = False

    @property
    def read(self) -> bool:
        return self.method == "GET" and not self.act

    def __str__(self) -> str:
        """The template: it may be logged."""
        return f"{self.method} {self.route}"


@dataclass(frozen=True, slots=True)
class _Sending:
    """A call under way. ``deadline`` on ``time.monotonic()``."""

    call: Call
    url: str
    request_id: str
    deadline: float


class Wire:
    """Calls below one base address, all with the same ``headers``.

    ``Misconfigured`` when the address is not one we talk to. ``allow_loopback`` is for the demo and tests: it lets
    plain http and loopback addresses through, other private addresses stay refused. ``tenant`` is the clinic there:
    calls of one clinic share a circuit breaker, and fail at once while its upstream is down. ``observer`` is told of
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
        self._clinic = (tenant, self._base)
        self._breaker = CIRCUIT_BREAKERS.of(upstream, *self._clinic)
        self._observer = observer
        self._shapes = {"code": TYPED, **(shapes or {})}

    def send(self, call: Call) -> Reply:
        """A parameter that cannot be a segment is answered like a 404, without asking: no such thing can exist."""
        request_id, deadline = uuid4().hex, time.monotonic() + self._timeouts.total
        sending = _Sending(call, self._address(call, request_id), request_id, deadline)
        return self._logged(sending, self._request(sending))

    def _address(self, call: Call, request_id: str) -> str:
        try:
            shapes = {name: self._shapes.get(name, REFERENCE) for name in call.parameters}
            return self._base + fill(call.route, call.parameters, shapes)
        except ValueError:
            kind = call.refusals.get(404, NotFound)
        raise kind(self.upstream, f"{call}: not a reference", status=404, request_id=request_id)

    def _request(self, sending: _Sending) -> requests.PreparedRequest:
        call = sending.call
        headers = {
            "User-Agent": "clinic-storefront",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # what comes is what we count: no decompression bombs
            "X-Request-ID": sending.request_id,
            **self._headers,
            **call.headers,
        }
        if call.token:
            headers["Authorization"] = f"Bearer {call.token}"
        body: Any = call.form
        if call.json is not None:
            headers["Content-Type"] = "application/json"
            body = json_module.dumps(call.json, allow_nan=False).encode()
        try:
            return requests.Request(call.method, sending.url, headers=headers, data=body, params=call.query).prepare()
        except (requests.RequestException, ValueError):
            pass  # its text shows the header or the address
        raise Misconfigured(
            self.upstream, f"{sending.call}: a header or the address cannot be sent", request_id=sending.request_id
        )

    def _logged(self, sending: _Sending, request: requests.PreparedRequest) -> Reply:
        call, started = sending.call, time.monotonic()
        status, outcome, level = 0, "crashed", logging.ERROR
        try:
            about_to_wait()
            reply = self._guarded(sending, request)
            status, outcome, level = reply.status, "ok", logging.INFO
        except UpstreamError as error:
            status, outcome = error.status, type(error).__name__
            level = logging.INFO if isinstance(error, Refused | SignedOut) else logging.WARNING
            raise
        finally:
            ms = round((time.monotonic() - started) * 1000)
            observed = ObservedCall(call.method, call.route, status, ms, sending.request_id, outcome, self.upstream)
            observe(observed)
            if self._observer:
                self._observer(observed)
            facts = {
                "upstream": self.upstream,
                "method": call.method,
                "route": call.route,
                "status": status,
                "ms": ms,
                "upstream_request_id": sending.request_id,
                "outcome": outcome,
            }
            log.log(level, "upstream call", extra=facts)
        return reply

    def _guarded(self, sending: _Sending, request: requests.PreparedRequest) -> Reply:
        try:
            self._breaker.enter()
        except CircuitOpenError as error:
            reason = str(error)
        else:
            return self._admitted(sending, request)
        raise RejectedError(self.upstream, f"{sending.call}: not sent, {reason}", request_id=sending.request_id)

    def _admitted(self, sending: _Sending, request: requests.PreparedRequest) -> Reply:
        failed: bool | None = True
        try:
            reply = self._with_retry(sending, request)
            failed = False
        except CrowdedError:
            failed = None  # not sent
            raise
        except UpstreamError as error:
            failed = isinstance(error, Unreachable | OutcomeUnknown)
            raise
        finally:
            if failed is not None:
                self._breaker.leave(failed=failed)
        return reply

    def _with_retry(self, sending: _Sending, request: requests.PreparedRequest) -> Reply:
        try:
            return self._once(sending, request)
        except CrowdedError:
            raise
        except (Unreachable, OutcomeUnknown):
            pause = random.uniform(0.05, 0.25)  # noqa: S311  # spreads the callers, guards nothing
            if not sending.call.read or time.monotonic() + pause >= sending.deadline:
                raise
        time.sleep(pause)
        return self._once(sending, request)

    def _once(self, sending: _Sending, request: requests.PreparedRequest) -> Reply:
        try:
            with BULKHEADS.place(self.upstream, self._clinic, sending.deadline):
                answer = self._exchanged(sending, request)
        except NoPlaceError:
            pass
        else:
            return self._understood(sending, answer)
        detail = f"{sending.call}: not sent, too many calls are under way"
        raise CrowdedError(self.upstream, detail, request_id=sending.request_id)

    def _exchanged(self, sending: _Sending, request: requests.PreparedRequest) -> Answer:
        """The raw answer. Errors are raised outside the handlers, so that nothing of the libraries' text hangs on."""
        local = self._allow_loopback
        kept = nullcontext(self._pools.shared(sending.url, allow_loopback=local))
        kind: type[UpstreamError]
        try:
            with self._pools.fresh(sending.url, allow_loopback=local) if sending.call.act else kept as adapter:
                return transfer(request, adapter, self._timeouts, deadline=sending.deadline, limit=LIMIT)
        except TooLargeError:
            kind, what = Unreadable, "an answer beyond all size"
        except Exception as error:  # whatever it is, the request may have left
            kind = Unreachable if never_left(error) else OutcomeUnknown
            what = type(error).__name__
        raise kind(self.upstream, f"{sending.call}: {what}", request_id=sending.request_id)

    def _understood(self, sending: _Sending, answer: Answer) -> Reply:
        reply = Reply(self.upstream, answer.status, None, answer.headers, sending.request_id, self._observer)
        if 200 <= reply.status < 300:
            return replace(reply, json=self._content(sending.call, reply, answer.body))
        if reply.status in sending.call.accept and 400 <= reply.status < 500:
            return replace(reply, json=_json_or_none(answer.body))
        raise reply.error(_kind_of(sending.call, reply.status), f"{sending.call} answered {reply.status}")

    def _content(self, call: Call, reply: Reply, body: bytes) -> Any:
        if call.empty and not body.strip():
            return None
        try:
            return strict_json.parse(body)
        except ValueError:
            pass
        raise reply.error(Unreadable, f"{call}: not JSON, or JSON we do not take")


def _kind_of(call: Call, status: int) -> type[UpstreamError]:
    if 300 <= status < 400:
        return Unreadable if call.read else OutcomeUnknown
    if not 400 <= status < 500:
        return OutcomeUnknown
    usual: Refusals = {401: SignedOut if call.token else Misconfigured, 404: NotFound, 429: Busy}
    return call.refusals.get(status) or usual.get(status) or Refused


def _json_or_none(body: bytes) -> Any:
    try:
        return strict_json.parse(body)
    except ValueError:
        return None
