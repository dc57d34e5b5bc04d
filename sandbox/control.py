"""The control panel under ``/control``: JSON in, JSON out. It is how the demo and browser tests bring a failure about.

GET  /control/calls, /control/acts         the ledger
GET, POST, DELETE /control/faults          what is armed; arm one (members of ``Fault``); clear all
POST /control/release                      let late calls happen now
POST /control/reset                        everything as on the first day
POST /control/clock {"advance": seconds}   tokens grow old
GET  /control/options                      what can be set
POST /control/<upstream>/<option> {...}    set it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from werkzeug import Response

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.http import Refusal, Request, Routes, json_response
from sandbox.ledger import Ledger
from sandbox.world import Upstream

routes = Routes()


class Controlled(Protocol):
    """What the panel shows and moves; it does not know the sandbox, which mounts it."""

    clock: Clock
    faults: Faults

    @property
    def ledger(self) -> Ledger: ...

    @property
    def upstreams(self) -> Mapping[str, Upstream]: ...

    def set_option(self, upstream: str, option: str, **values: Any) -> Any: ...

    def release(self) -> int: ...

    def reset(self) -> None: ...


def handle(sandbox: Controlled, request: Request) -> Response:
    return routes.dispatch(sandbox, request)


@routes.get("/calls")
def calls(sandbox: Controlled, request: Request) -> Response:
    return json_response([call.summary() for call in list(sandbox.ledger.calls)])


@routes.get("/acts")
def acts(sandbox: Controlled, request: Request) -> Response:
    return json_response([act.summary() for act in list(sandbox.ledger.acts)])


@routes.get("/faults")
def armed(sandbox: Controlled, request: Request) -> Response:
    return json_response([asdict(fault) for fault in sandbox.faults.armed()])


@routes.post("/faults")
def arm(sandbox: Controlled, request: Request) -> Response:
    how = members(request)
    try:
        fault = sandbox.faults.arm(how.pop("kind", ""), **how)
    except (TypeError, ValueError) as error:
        raise Refusal(400, reason=str(error)) from None
    return json_response(asdict(fault), 201)


@routes.delete("/faults")
def clear(sandbox: Controlled, request: Request) -> Response:
    sandbox.faults.clear()
    return json_response({})


@routes.post("/release")
def release(sandbox: Controlled, request: Request) -> Response:
    return json_response({"released": sandbox.release()})


@routes.post("/reset")
def reset(sandbox: Controlled, request: Request) -> Response:
    sandbox.reset()
    return json_response({})


@routes.post("/clock")
def move_clock(sandbox: Controlled, request: Request) -> Response:
    sandbox.clock.advance(float(members(request)["advance"]))
    return json_response({"now": sandbox.clock.now().isoformat()})


@routes.get("/options")
def options(sandbox: Controlled, request: Request) -> Response:
    return json_response({name: sorted(upstream.options) for name, upstream in sandbox.upstreams.items()})


@routes.post("/{upstream}/{option}")
def set_option(sandbox: Controlled, request: Request, upstream: str, option: str) -> Response:
    if upstream not in sandbox.upstreams:
        raise Refusal(404, reason="no such upstream")
    try:
        said = sandbox.set_option(upstream, option, **members(request))
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise Refusal(400, reason=f"{type(error).__name__}: {error}") from None
    return json_response({} if said is None else said)


def members(request: Request) -> dict[str, Any]:
    payload = request.json_body() if request.get_data() else {}
    if not isinstance(payload, dict):
        raise Refusal(400, reason="an object, please")
    return payload
