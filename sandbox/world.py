"""What the upstreams in miniature have in common: what they stand on, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from werkzeug import Response

from sandbox.clock import Clock
from sandbox.http import Request
from sandbox.ledger import Ledger
from sandbox.processor import Processor

Option = Callable[..., object]


@dataclass(frozen=True, slots=True)
class World:
    """What every upstream stands on."""

    clock: Clock
    ledger: Ledger
    processor: Processor


class Upstream(Protocol):
    """Made anew at every reset. Never called by two threads at once, and never slept in."""

    @property
    def options(self) -> Mapping[str, Option]:
        """What tests and the demo may set, by name; called with the JSON object's members, answers something JSON."""

    def handle(self, request: Request) -> Response:
        """``request.segments`` begin below the upstream's name. May raise ``Refusal``."""
