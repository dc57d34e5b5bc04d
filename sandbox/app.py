"""The sandbox: three commerce upstreams in miniature, a card processor, product pictures, and a control panel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Response

from sandbox import control, pictures
from sandbox.clock import Clock
from sandbox.faults import BEFORE, Fault, Faults, Kind
from sandbox.http import Refusal, Request
from sandbox.ledger import Call, Ledger
from sandbox.processor import Processor
from sandbox.upstreams import UPSTREAMS
from sandbox.world import Upstream, World

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer, and how it travels: whole, dropped (``reset``), never connected (``refused``), half, or in drips."""

    response: Response
    reset: bool = False
    refused: bool = False
    truncated: bool = False
    drip: float = 0


@dataclass(frozen=True, slots=True)
class LateCall:
    """A call whose caller was told 504, and which is still under way."""

    due: datetime
    name: str
    request: Request


class Sandbox:
    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self._lock = threading.RLock()  # held while a handler runs, never while a fault sleeps
        self.reset()

    def reset(self) -> None:
        """Everything as on the first day: data, faults, ledger."""
        with self._lock:
            self.faults.clear()
            self.ledger = Ledger()
            self.processor = Processor()
            self.late: list[LateCall] = []
            world = World(self.clock, self.ledger, self.processor)
            self.upstreams: dict[str, Upstream] = {name: make(world) for name, make in UPSTREAMS.items()}

    def set_option(self, upstream: str, option: str, **values: Any) -> Any:
        """``set_option("careportals", "price", product="...", price="12.00")``"""
        with self._lock:
            options = self.upstreams[upstream].options
            if option not in options:
                raise Refusal(404, reason=f"{upstream} has no option {option}: {', '.join(options)}")
            return options[option](**values)

    def release(self) -> int:
        """Let every late call happen now; says how many there were."""
        return self._run_late(lambda call: True)

    def deliver(self, request: Request, sleep: Sleep) -> Delivery:
        """Answer one call, with the faults that are armed for it. ``sleep`` is how the caller lets time pass."""
        self._run_late(lambda call: call.due <= self.clock.now())
        name, below = request.segments[0], request.below()
        if name == "control":
            return Delivery(refusing(lambda: control.handle(self, below)))
        fault = self.faults.take(name, below)
        if fault is None:
            return Delivery(self._answer(name, below))
        return self._disturbed(name, below, fault, sleep)

    def _disturbed(self, name: str, request: Request, fault: Fault, sleep: Sleep) -> Delivery:
        if fault.kind in BEFORE:
            if fault.kind is Kind.LATE:
                self._postpone(name, request, fault.seconds)
            answer = fault.answer()
            self._note(name, request, answer.status_code, fault.kind)
            return Delivery(answer, reset=fault.kind is Kind.RESET_BEFORE, refused=fault.kind is Kind.REFUSED)
        if fault.kind is Kind.SLOW:
            sleep(fault.seconds)
        response = self._answer(name, request, fault.kind)
        if fault.kind is Kind.HANG_AFTER:
            sleep(fault.seconds)
        if fault.kind in {Kind.ERROR_AFTER, Kind.GARBAGE}:
            response = fault.answer()
        if fault.kind is Kind.PATCH:
            response = fault.patched(response)
        return Delivery(
            response,
            reset=fault.kind is Kind.RESET_AFTER,
            truncated=fault.kind is Kind.TRUNCATED,
            drip=fault.seconds if fault.kind is Kind.DRIP else 0,
        )

    def _answer(self, name: str, request: Request, fault: str = "") -> Response:
        if name == "pictures":
            return refusing(lambda: pictures.handle(request))
        with self._lock:
            response = refusing(lambda: self._handle(name, request))
            self._note(name, request, response.status_code, fault)
        return response

    def _handle(self, name: str, request: Request) -> Response:
        if name == "processor":
            return self.processor.handle(request)
        if name not in self.upstreams:
            raise Refusal(404, reason="no such upstream")
        return self.upstreams[name].handle(request)

    def _note(self, name: str, request: Request, status: int, fault: str) -> None:
        note = request.note
        template = note.template or request.path
        self.ledger.called(Call(self.clock.now(), name, note.tenant, request.method, template, status, fault, request))

    def _postpone(self, name: str, request: Request, seconds: float) -> None:
        with self._lock:
            self.late.append(LateCall(self.clock.now() + timedelta(seconds=seconds), name, request))

    def _run_late(self, due: Callable[[LateCall], bool]) -> int:
        with self._lock:
            now = [call for call in self.late if due(call)]
            self.late = [call for call in self.late if call not in now]
            for call in now:
                self._answer(call.name, call.request, "late, now done")
        return len(now)


def refusing(handler: Callable[[], Response]) -> Response:
    try:
        return handler()
    except Refusal as refusal:
        return refusal.response()
