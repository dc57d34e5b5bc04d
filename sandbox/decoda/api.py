"""The API: key and tenant first, then the call; every refusal in the API's own words."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug import Response

from sandbox.decoda import carts, catalogue, charges, forms, patients, payments, quotes
from sandbox.decoda.authentication import count, tenant_of
from sandbox.decoda.options import options_of
from sandbox.decoda.state import state_of
from sandbox.decoda.store import Tenant
from sandbox.http import Refusal, Request, Routes
from sandbox.world import Option, World

routes = Routes()
for part in (catalogue, patients, carts, quotes, charges, payments, forms):
    routes.include(part.calls.routes)


class Decoda:
    def __init__(self, world: World) -> None:
        self._state = state_of(world)

    @property
    def options(self) -> Mapping[str, Option]:
        return options_of(self._state.tenants, self._state.switches)

    def handle(self, request: Request) -> Response:
        try:
            tenant = tenant_of(self._state.tenants, request)
            limits = count(tenant)
        except Refusal as refusal:
            return refusal.response()
        response = _answer(tenant, request)
        response.headers |= limits
        return response


def _answer(tenant: Tenant, request: Request) -> Response:
    try:
        return routes.dispatch(tenant, request)
    except Refusal as refusal:
        if refusal.payload is None:
            refusal.payload = {"detail": "Not Found" if refusal.status == 404 else refusal.reason}
        return refusal.response()
