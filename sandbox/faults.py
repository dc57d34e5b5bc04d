"""Everything that can be made to go wrong on the way to an upstream and back."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from werkzeug import Response
from werkzeug.utils import redirect

from sandbox.http import Request, dumps, json_response


class Kind(StrEnum):
    REFUSED = "refused"  # no connection at all (mounted in-process; over HTTP the nearest thing is a reset)
    RESET_BEFORE = "reset_before"  # connection dropped, nothing done
    RESET_AFTER = "reset_after"  # done, and the answer is lost
    ERROR_BEFORE = "error_before"  # `status`, nothing done
    ERROR_AFTER = "error_after"  # done, then `status`
    STATUS = "status"  # any answer, 429 or 401 for instance, with `payload`; nothing done
    SLOW = "slow"  # `seconds` of silence, then done and answered
    HANG_AFTER = "hang_after"  # done, then `seconds` of silence before the answer
    DRIP = "drip"  # done, and the answer comes a byte every `seconds`
    GARBAGE = "garbage"  # done, and the answer is 200 with HTML
    TRUNCATED = "truncated"  # done, and half of the answer comes
    REDIRECT = "redirect"  # `status` 302 or 307 to `location`, nothing done
    LATE = "late"  # 504 now, done `seconds` later or at release()
    PATCH = "patch"  # done, and `payload` is laid over the JSON of the answer


BEFORE = {Kind.REFUSED, Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.STATUS, Kind.REDIRECT, Kind.LATE}
USUAL_STATUS = {Kind.REDIRECT: 302, Kind.LATE: 504, Kind.STATUS: 429}
USUAL_SECONDS = {Kind.DRIP: 0.5}


@dataclass(slots=True)
class Fault:
    """``upstream`` and ``method`` may be ``*``; ``path`` is a shell pattern over the path below the upstream's name.

    ``times`` is how often it strikes, None for ever. ``status`` and ``seconds`` of 0 mean the usual ones of the kind.
    """

    kind: Kind
    upstream: str = "*"
    method: str = "*"
    path: str = "*"
    times: int | None = 1
    status: int = 0
    seconds: float = 0
    html: bool = False
    payload: Any = None
    location: str = "https://elsewhere.example/"

    def __post_init__(self) -> None:
        self.kind = Kind(self.kind)
        self.status = self.status or USUAL_STATUS.get(self.kind, 503)
        self.seconds = float(self.seconds or USUAL_SECONDS.get(self.kind, 30))  # the control panel's JSON says Decimal

    def strikes(self, upstream: str, request: Request) -> bool:
        return (
            self.upstream in {"*", upstream}
            and self.method in {"*", request.method}
            and fnmatchcase(request.path, self.path)
        )

    def answer(self) -> Response:
        """What the gateway says in place of the upstream."""
        if self.kind is Kind.REDIRECT:
            return redirect(self.location, self.status)
        if self.kind is Kind.GARBAGE:
            return Response("<html><body><h1>Welcome</h1></body></html>", mimetype="text/html")
        if self.html:
            return Response(f"<html><body><h1>{self.status}</h1></body></html>", self.status, mimetype="text/html")
        payload = (
            {"message": "Something went wrong", "statusCode": self.status} if self.payload is None else self.payload
        )
        return json_response(payload, self.status)

    def patched(self, response: Response) -> Response:
        response.set_data(dumps(_overlay(json.loads(response.data, parse_float=Decimal), self.payload)))
        return response


def _overlay(under: Any, over: Any) -> Any:
    if isinstance(under, dict) and isinstance(over, dict):
        return under | {key: _overlay(under.get(key), value) for key, value in over.items()}
    if isinstance(under, list) and isinstance(over, dict):
        return [_overlay(item, over) for item in under]
    return over


class Faults:
    """The armed faults; the first that fits a call strikes."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = threading.Lock()

    def arm(self, kind: str, **how: Any) -> Fault:
        """``arm("reset_after", upstream="careportals", method="POST", path="*/finalize")``; fields as in ``Fault``."""
        fault = Fault(Kind(kind), **how)
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def armed(self) -> list[Fault]:
        with self._lock:
            return list(self._armed)

    def take(self, upstream: str, request: Request) -> Fault | None:
        with self._lock:
            fault = next((fault for fault in self._armed if fault.strikes(upstream, request)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._armed.remove(fault)
            return fault
