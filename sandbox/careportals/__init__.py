"""CarePortals in miniature: its patient API under ``/patient-api`` and its public API under ``/public-api``.

Each answers with and without its documented prefix (``/patient``, ``/public``). It refuses what the documentation
refuses, and what it does not mention: a client that works here sends nothing that the real system may not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from werkzeug import Response

from sandbox.careportals import accounts, cards, carts, checkout, demo, payments, products, subscriptions
from sandbox.careportals.options import options_of
from sandbox.careportals.organization import Organization
from sandbox.careportals.refusals import refuse, reworded
from sandbox.careportals.visit import visit
from sandbox.http import Refusal, Request, Routes, cors
from sandbox.world import Option, World

ENCODED = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*")


def _routes(*modules: Routes) -> Routes:
    together = Routes()
    for module in modules:
        together.include(module)
    return together


APIS = {
    "patient-api": (
        "patient",
        _routes(accounts.routes, cards.routes, checkout.routes, payments.routes, subscriptions.routes),
    ),
    "public-api": ("public", _routes(products.routes, carts.routes)),
}


class CarePortals:
    def __init__(self, world: World) -> None:
        shops = (demo.aurora(world), demo.borealis(world))
        self.organizations = {shop.id: shop for shop in shops}

    @property
    def options(self) -> Mapping[str, Option]:
        return options_of(self.organizations)

    def handle(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return cors(request, Response(status=204))
        try:
            return cors(request, self._answer(request))
        except Refusal as refusal:
            return cors(request, reworded(refusal).response())

    def _answer(self, request: Request) -> Response:
        api, *_ = request.segments or ("",)
        if api not in APIS:
            raise refuse(404, "No such host")
        prefix, routes = APIS[api]
        inside = request.below(2 if request.segments[1:2] == (prefix,) else 1)
        if not all(ENCODED.fullmatch(part) for part in request.raw_segments):
            raise refuse(400, "Every part of the path must be percent-encoded")
        if request.args:
            raise refuse(400, [f"query parameter {name} should not exist" for name in request.args])
        visitor = visit(self.organizations, request)
        _check_key(visitor.shop, inside)
        return routes.dispatch(visitor, inside)


def _check_key(shop: Organization, request: Request) -> None:
    """An idempotency key used again for a different request is a conflict. Nothing else is known about it."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return
    digest = sha256(f"{request.method} {request.path} ".encode() + request.get_data()).hexdigest()
    if shop.keys.setdefault(key, digest) != digest:
        raise refuse(
            409, "Keys for idempotent requests can only be used with the same request", type="idempotency_error"
        )
