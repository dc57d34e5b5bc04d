"""Elastic Path Commerce Cloud in miniature: access tokens, account members, catalog, carts, checkout and payments.

It refuses what the documentation refuses, and what it does not mention. All stores share one address; the access
token says which one is meant. ``demo`` has the keys and members of the invented stores.
"""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug import Response

from sandbox.elasticpath import (
    accounts,
    addresses,
    back_office,
    carts,
    catalog,
    checkout,
    currencies,
    errors,
    inventories,
    lines,
    members,
    oauth,
    orders,
    payments,
    shipping_groups,
    stores,
    transactions,
)
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.options import Options
from sandbox.elasticpath.state import Switches
from sandbox.elasticpath.visit import Platform, enter
from sandbox.http import Refusal, Request, Routes
from sandbox.world import Option, World

routes = Routes()
for _module in (
    accounts,
    addresses,
    back_office,
    carts,
    catalog,
    checkout,
    currencies,
    inventories,
    lines,
    members,
    orders,
    payments,
    shipping_groups,
    transactions,
):
    routes.include(_module.routes)

TOKEN = ("oauth", "access_token")


class ElasticPath:
    def __init__(self, world: World) -> None:
        now = world.clock.now()
        opened = {store.slug: store for store in (stores.summit(now), stores.ridge(now))}
        self.platform = Platform(world, opened, Switches(), {})

    @property
    def options(self) -> Mapping[str, Option]:
        return Options(self.platform).all()

    def handle(self, request: Request) -> Response:
        try:
            return self._answered(request)
        except Refusal as refusal:
            return errors.answer(refusal, request)

    def _answered(self, request: Request) -> Response:
        self._throttle()
        if request.segments == TOKEN:
            if request.method != "POST":
                raise Refusal(405, reason="Method Not Allowed", headers={"Allow": "POST"})
            return oauth.access_token(self.platform, request)
        return routes.dispatch(enter(self.platform, request), request)

    def _throttle(self) -> None:
        if self.platform.switches.rate_limited > 0:
            self.platform.switches.rate_limited -= 1
            raise Problem(429, detail="Rate limit exceeded")
