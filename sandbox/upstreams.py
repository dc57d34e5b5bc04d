"""The table of upstreams: the first segment of a path, and who answers below it. A new one is one line here."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.careportals import CarePortals
from sandbox.decoda import Decoda, DecodaApp
from sandbox.elasticpath import ElasticPath
from sandbox.world import Upstream, World

UPSTREAMS: dict[str, Callable[[World], Upstream]] = {
    "careportals": CarePortals,
    "decoda": Decoda,
    "decoda-app": DecodaApp,
    "elasticpath": ElasticPath,
}
