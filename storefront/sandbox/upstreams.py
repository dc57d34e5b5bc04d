"""The table of upstreams: the first segment of a path, and who answers below it. A new one is one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from storefront.sandbox.clock import Clock
from storefront.sandbox.http import Request, Response
from storefront.sandbox.ledger import Ledger
from storefront.sandbox.processor import Processor

Knob = Callable[..., object]


@dataclass(frozen=True, slots=True)
class World:
    """What every upstream stands on."""

    clock: Clock
    ledger: Ledger
    processor: Processor


class Upstream(Protocol):
    """Made anew at every reset. Never called by two threads at once, and never slept in."""

    @property
    def knobs(self) -> Mapping[str, Knob]:
        """What tests and the demo may turn, by name; called with the JSON object's members, answers something JSON."""

    def handle(self, request: Request) -> Response:
        """``request.segments`` begin below the upstream's name. May raise ``Refusal``."""


def all_upstreams() -> dict[str, Callable[[World], Upstream]]:
    from storefront.sandbox.careportals import CarePortals
    from storefront.sandbox.decoda import Decoda, DecodaApp
    from storefront.sandbox.elasticpath import ElasticPath

    return {
        "careportals": CarePortals,
        "decoda": Decoda,
        "decoda-app": DecodaApp,
        "elasticpath": ElasticPath,
    }
